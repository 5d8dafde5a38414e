"""What has come in of an HTTP/1.1 request, and whether it is whole (RFC 9112)."""

from __future__ import annotations

import re
from typing import Final

LARGEST_HEAD: Final = 16 * 1024
LARGEST_BODY: Final = 8 * 1024
"""As it travels, so with the sizes of its chunks. Calls take less, and say so themselves."""

_END_OF_HEAD: Final = b"\r\n\r\n"
_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,20})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHUNKED: Final = re.compile(rb"^transfer-encoding[ \t]*:[ \t]*chunked[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_EXPECTS: Final = re.compile(rb"^expect[ \t]*:[ \t]*100-continue", re.IGNORECASE | re.MULTILINE)
_CHUNK_SIZE: Final = re.compile(rb"[0-9a-f]{1,8}", re.IGNORECASE)


class RequestBuffer:
    """Collect the bytes of one connection, and hand them to gunicorn's parser as its socket would.

    The parser decides what a request is. This only tells when it can be asked without having to wait for more; where
    the two disagree, the parser finds an end, and the connection is closed.
    """

    def __init__(self) -> None:
        self._data = bytearray()
        self._body_at: int | None = None
        self._length: int | None = 0  # of the body; None when it comes in chunks
        self._chunk_at = 0
        self.ran_dry = False
        """Whether the parser wanted more than there was, so that nobody knows where a next request would begin."""

    def __len__(self) -> int:
        return len(self._data)

    def add(self, piece: bytes) -> None:
        """Append what has come in."""
        self._data += piece

    def start_over(self, left_over: bytes) -> None:
        """Begin the next request, with what came in together with the last one."""
        self._data[:0] = left_over
        self._body_at, self._chunk_at = None, 0

    def recv(self, size: int) -> bytes:
        """Give the parser what there is, and then the end of the stream."""
        piece = bytes(self._data[:size])
        del self._data[:size]
        self.ran_dry = self.ran_dry or not piece
        return piece

    @property
    def head_is_too_large(self) -> bool:
        return self._body_at is None and len(self._data) > LARGEST_HEAD

    @property
    def first_line_is_too_long(self) -> bool:
        return self.head_is_too_large and b"\n" not in self._data

    @property
    def waits_to_be_told_to_go_on(self) -> bool:
        """Whether the client sends its body only after an interim answer."""
        return self._body_at == len(self._data) and _EXPECTS.search(self._data) is not None

    def is_whole(self) -> bool:
        """Tell whether the request has come in, or so much that it will be refused."""
        if self._body_at is None:
            end = self._data.find(_END_OF_HEAD)
            if end < 0:
                return self.head_is_too_large
            self._read_head(end + len(_END_OF_HEAD))
        body = len(self._data) - (self._body_at or 0)
        if self._length is None:
            return body > LARGEST_BODY or self._has_last_chunk()
        return self._length > LARGEST_BODY or body >= self._length

    def _read_head(self, ends_at: int) -> None:
        head = bytes(self._data[:ends_at])
        self._body_at = self._chunk_at = ends_at
        lengths = [int(found) for found in _LENGTH.findall(head)]
        self._length = None if _CHUNKED.search(head) else max(lengths, default=0)

    def _has_last_chunk(self) -> bool:
        while (line_end := self._data.find(b"\r\n", self._chunk_at)) >= 0:
            size = _CHUNK_SIZE.match(self._data, self._chunk_at)
            if size is None:
                return True
            if int(size[0], 16) == 0:
                # Trailers may follow; an empty line ends them.
                return self._data.find(_END_OF_HEAD, line_end) >= 0
            self._chunk_at = line_end + 2 + int(size[0], 16) + 2
        return False
