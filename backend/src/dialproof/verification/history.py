"""The order in which things happened to a session, for calls that end after something newer."""

from __future__ import annotations

from collections.abc import Collection

from dialproof.keys import hmac_hex
from dialproof.phone import PhoneNumber
from dialproof.store.operations import OperationStore
from dialproof.store.revision_operations import Advance, Begin, Commit, Newest, Supersede
from dialproof.store.revisions import Latest
from dialproof.verification.state import Pending, Session

# What a revision is about after a cancel.
NOTHING = ""


class History:
    """Ask for revisions of sessions, under names that tell nothing.

    The names are hashes under the session's id, which is a secret of 128 bits, so they outlive every other key.

    Args:
        store: where they are kept.
        lifetime: seconds for which a session's revisions are remembered after its last change.
    """

    def __init__(self, store: OperationStore, *, lifetime: float) -> None:
        self._store = store
        self._lifetime = lifetime

    def beginning(self, session: Session) -> Begin:
        """Return the operation that gives a call that will change ``session`` its revision."""
        return Begin(_key(session), self._lifetime, after=session.revision)

    def commit(self, session: Session, revision: int, number: PhoneNumber) -> Latest:
        """Make ``revision``, about ``number``, the newest unless a later one is; return the newest."""
        return self._store.ask(Commit(_key(session), self._lifetime, revision, _subject(session, number)))

    def cancel(self, session: Session) -> int:
        """Return the revision of a cancel, which supersedes whatever came before it."""
        return self._store.ask(Supersede(_key(session), self._lifetime, session.revision, NOTHING)).revision

    def send(self, session: Session, revision: int, number: PhoneNumber) -> int | None:
        """Return the revision of a code that was sent to ``number`` under ``revision``; None where it was superseded.

        The end of the code that it replaces does not supersede it.
        """
        if self.commit(session, revision, number).revision == revision:
            return revision
        if not isinstance(session.state, Pending):
            return None
        ended = _end_of(session, PhoneNumber.parse(session.state.request.number))
        return self._advance(session, revision, _subject(session, number), past=[ended])

    def verify(self, session: Session, number: PhoneNumber) -> int | None:
        """Return the revision of a verified ``number``; None where another number or a cancel has come since."""
        subject = _subject(session, number)
        past = [subject, _end_of(session, number)]
        return self._advance(session, session.revision, subject, past=past)

    def end(self, session: Session, number: PhoneNumber) -> int | None:
        """Return the revision of a code that is over; None where anything has come since."""
        return self._advance(session, session.revision, _end_of(session, number))

    def latest(self, session: Session) -> Latest:
        """Return the newest and change nothing."""
        return self._store.ask(Newest(_key(session), self._lifetime))

    def expect_latest(self, session: Session) -> None:
        """Let what `latest` will ask be read with what the store is asked next."""
        self._store.expect(Newest(_key(session), self._lifetime))

    def is_superseded(self, session: Session) -> bool:
        """Say whether something has come since that ``session`` does not know of."""
        return self.latest(session).revision > session.revision

    def is_about(self, latest: Latest, session: Session, number: PhoneNumber) -> bool:
        """Say whether ``latest`` is about ``number``: a code that was sent to it, or its verification."""
        return latest.subject == _subject(session, number)

    def _advance(self, session: Session, base: int, subject: str, *, past: Collection[str] = ()) -> int | None:
        latest = self._store.ask(Advance(_key(session), self._lifetime, base, subject, past))
        return latest.revision if latest else None


def _key(session: Session) -> str:
    return f"session/{hmac_hex(session.id, 'revisions')}"


def _subject(session: Session, number: PhoneNumber) -> str:
    return hmac_hex(session.id, f"about {number.e164}")


def _end_of(session: Session, number: PhoneNumber) -> str:
    """Return what a revision is about that ends a code for ``number`` and begins nothing."""
    return hmac_hex(session.id, f"end of {number.e164}")
