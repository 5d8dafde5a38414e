"""The order in which things happened to a session, for calls that end after something newer."""

from __future__ import annotations

from collections.abc import Callable

from dialproof.limits.revisions import Latest, Revisions
from dialproof.phone import PhoneNumber
from dialproof.verification.state import Session

# What a revision is about after a cancel.
NOTHING = ""


class History:
    """Ask for revisions of sessions, under names that tell nothing.

    Args:
        revisions: where they are kept.
        name: turns an id or a number into a key that tells nothing about it.
    """

    def __init__(self, revisions: Revisions, *, name: Callable[[str], str]) -> None:
        self._revisions = revisions
        self._name = name

    def begin(self, session: Session) -> int:
        """Return the revision of a call that will change ``session``."""
        return self._revisions.reserve(self._key(session), after=session.revision)

    def commit(self, session: Session, revision: int, number: PhoneNumber | None) -> Latest:
        """Make ``revision``, about ``number`` or nothing, the newest unless a later one is; return the newest."""
        return self._revisions.commit(self._key(session), revision, self._subject(number))

    def verify(self, session: Session, number: PhoneNumber) -> int | None:
        """Return the revision of a verified ``number``; None where another number or a cancel has come since."""
        subject = self._subject(number)
        latest = self._revisions.advance(self._key(session), session.revision, subject, past=subject)
        return latest.revision if latest else None

    def end(self, session: Session, number: PhoneNumber) -> int | None:
        """Return the revision of a code that is over; None where anything has come since."""
        latest = self._revisions.advance(self._key(session), session.revision, self._subject(number))
        return latest.revision if latest else None

    def is_superseded(self, session: Session) -> bool:
        """Say whether something has come since that ``session`` does not know of."""
        return self._revisions.latest(self._key(session)).revision > session.revision

    def _key(self, session: Session) -> str:
        return f"session/{self._name(f'session {session.id}')}"

    def _subject(self, number: PhoneNumber | None) -> str:
        return self._name(f"about {number.e164}") if number else NOTHING
