"""The order in which things happened to a session, for calls that end after something newer."""

from __future__ import annotations

from dialproof.keys import hmac_hex
from dialproof.limits.revisions import Latest, Revisions
from dialproof.phone import PhoneNumber
from dialproof.verification.state import Pending, Session

# What a revision is about after a cancel.
NOTHING = ""


class History:
    """Ask for revisions of sessions, under names that tell nothing.

    The names are hashes under the session's id, which is a secret of 128 bits, so they outlive every other key.

    Args:
        revisions: where they are kept.
    """

    def __init__(self, revisions: Revisions) -> None:
        self._revisions = revisions

    def begin(self, session: Session) -> int:
        """Return the revision of a call that will change ``session``."""
        return self._revisions.reserve(_key(session), after=session.revision)

    def commit(self, session: Session, revision: int, number: PhoneNumber | None) -> Latest:
        """Make ``revision``, about ``number`` or nothing, the newest unless a later one is; return the newest."""
        return self._revisions.commit(_key(session), revision, _subject(session, number))

    def send(self, session: Session, revision: int, number: PhoneNumber) -> int | None:
        """Return the revision of a code that was sent to ``number`` under ``revision``; None where it was superseded.

        The end of the code that it replaces does not supersede it.
        """
        if self.commit(session, revision, number).revision == revision:
            return revision
        if not isinstance(session.state, Pending):
            return None
        ended = _end_of(session, PhoneNumber.parse(session.state.request.number))
        latest = self._revisions.advance(_key(session), revision, _subject(session, number), past=[ended])
        return latest.revision if latest else None

    def verify(self, session: Session, number: PhoneNumber) -> int | None:
        """Return the revision of a verified ``number``; None where another number or a cancel has come since."""
        subject = _subject(session, number)
        past = [subject, _end_of(session, number)]
        latest = self._revisions.advance(_key(session), session.revision, subject, past=past)
        return latest.revision if latest else None

    def end(self, session: Session, number: PhoneNumber) -> int | None:
        """Return the revision of a code that is over; None where anything has come since."""
        latest = self._revisions.advance(_key(session), session.revision, _end_of(session, number))
        return latest.revision if latest else None

    def latest(self, session: Session) -> Latest:
        """Return the newest and change nothing."""
        return self._revisions.latest(_key(session))

    def is_superseded(self, session: Session) -> bool:
        """Say whether something has come since that ``session`` does not know of."""
        return self.latest(session).revision > session.revision


def _key(session: Session) -> str:
    return f"session/{hmac_hex(session.id, 'revisions')}"


def _subject(session: Session, number: PhoneNumber | None) -> str:
    return hmac_hex(session.id, f"about {number.e164}") if number else NOTHING


def _end_of(session: Session, number: PhoneNumber) -> str:
    """Return what a revision is about that ends a code for ``number`` and begins nothing."""
    return hmac_hex(session.id, f"end of {number.e164}")
