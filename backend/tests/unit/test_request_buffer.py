"""A request is whole exactly when gunicorn's parser can read all of it without waiting."""

from __future__ import annotations

from gunicorn.config import Config  # type: ignore[import-untyped] # gunicorn ships no types
from gunicorn.http import get_parser  # type: ignore[import-untyped] # as above
from hypothesis import given
from hypothesis import strategies as st

from dialproof.request_buffer import LARGEST_BODY, LARGEST_HEAD, RequestBuffer

HEAD = b"POST /api/check-verification HTTP/1.1\r\nHost: api\r\n"


def collect(*pieces: bytes) -> RequestBuffer:
    buffer = RequestBuffer()
    for piece in pieces:
        buffer.add(piece)
        if buffer.is_whole():
            break
    return buffer


def parse(buffer: RequestBuffer) -> bytes:
    """Read a request as gunicorn does."""
    return bytes(next(get_parser(Config(), buffer, ("127.0.0.1", 1))).body.read())


def with_length(body: bytes) -> bytes:
    return HEAD + b"content-length: %d\r\n\r\n%b" % (len(body), body)


def in_chunks(*bodies: bytes) -> bytes:
    chunks = b"".join(b"%x;note=a\r\n%b\r\n" % (len(body), body) for body in bodies if body)
    return HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Trailer: a\r\n\r\n"


bodies = st.binary(max_size=300) | st.sampled_from([b"\r\n\r\n", b"0\r\n\r\n", b"\r\n0\r\n\r\n"])
requests = st.one_of(
    bodies.map(lambda body: (with_length(body), body)),
    st.lists(bodies, max_size=5).map(lambda parts: (in_chunks(*parts), b"".join(parts))),
)


@given(request=requests, cut=st.floats(0, 1, exclude_max=True))
def test_a_request_is_whole_with_its_last_byte_and_not_before(request: tuple[bytes, bytes], cut: float) -> None:
    raw, body = request
    part = raw[: int(len(raw) * cut)]
    buffer = collect(part)
    assert not buffer.is_whole()
    buffer.add(raw[len(part) :])
    assert buffer.is_whole()
    assert parse(buffer) == body
    assert not buffer.ran_dry


@given(first=requests, second=requests)
def test_what_comes_after_a_request_is_left_for_the_next(
    first: tuple[bytes, bytes], second: tuple[bytes, bytes]
) -> None:
    buffer = collect(first[0] + second[0])
    parser = get_parser(Config(), buffer, ("127.0.0.1", 1))
    assert next(parser).body.read() == first[1]
    buffer.start_over(parser.unreader.take_buffered())
    assert buffer.is_whole()
    assert next(parser).body.read() == second[1]
    assert not buffer.ran_dry


@given(raw=st.binary(max_size=2000), then=st.binary(max_size=2000))
def test_whatever_comes_in_the_parser_finds_an_end_and_is_never_kept_waiting(raw: bytes, then: bytes) -> None:
    buffer = collect(raw, HEAD + raw, then)
    while buffer.recv(100):
        pass
    assert len(buffer) == 0
    assert buffer.ran_dry


def test_more_than_any_honest_request_is_not_collected() -> None:
    assert not collect(b"a" * LARGEST_HEAD).is_whole()
    endless = collect(b"a" * (LARGEST_HEAD + 1))
    assert endless.is_whole()
    assert endless.first_line_is_too_long
    many = collect(HEAD + b"X-Many: a\r\n" * LARGEST_HEAD)
    assert many.head_is_too_large
    assert not many.first_line_is_too_long
    assert collect(HEAD + b"Content-Length: %d\r\n\r\n" % (LARGEST_BODY + 1)).is_whole()
    assert not collect(HEAD + b"Content-Length: %d\r\n\r\n" % LARGEST_BODY).is_whole()
    assert collect(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * LARGEST_BODY).is_whole()


def test_a_body_that_is_not_whole_leaves_no_place_where_a_next_request_could_begin() -> None:
    buffer = collect(HEAD + b"Content-Length: 99999999\r\n\r\n" + HEAD)
    parse(buffer)
    assert buffer.ran_dry


def test_who_waits_to_be_told_to_go_on_is_known() -> None:
    head = HEAD + b"Content-Length: 2\r\nexpect: 100-Continue\r\n\r\n"
    assert not collect(head).is_whole()
    assert collect(head).waits_to_be_told_to_go_on
    assert not collect(head + b"{").waits_to_be_told_to_go_on
    assert not collect(HEAD).waits_to_be_told_to_go_on
