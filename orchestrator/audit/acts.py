"""What an act is: its kind, what it was done to, and a small before and after. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum

MOST_FIELDS = 20
LONGEST = 200
"""The most characters of a value; what is longer ends with an ellipsis."""


class ActKind(StrEnum):
    """What was done. Its words are in `orchestrator.audit.words`, how long it is kept in `orchestrator.audit.terms`."""

    BOOKING_MADE = "booking_made"
    BOOKING_CHANGED = "booking_changed"
    BOOKING_CANCELLED = "booking_cancelled"
    PEOPLE_LISTED = "people_listed"
    PERSON_CHANGED = "person_changed"
    PERSON_UNLISTED = "person_unlisted"
    PEOPLE_INVITED = "people_invited"
    INVITED_AGAIN = "invited_again"
    PRESENCE_WRITTEN = "presence_written"
    PRESENCE_STRUCK = "presence_struck"
    MEETING_LINK_RENEWED = "meeting_link_renewed"
    MEETING_LINK_REVOKED = "meeting_link_revoked"
    MEETING_SET = "meeting_set"
    MEETING_RENAMED = "meeting_renamed"
    ROOMS_CLOSED = "rooms_closed"
    CLOSURE_LIFTED = "closure_lifted"

    PRESSED_START = "pressed_start"
    PRESSED_END = "pressed_end"
    PRESSED_EXTEND = "pressed_extend"
    PRESSED_BOOK = "pressed_book"
    PRESSED_CANCEL = "pressed_cancel"
    PRESSED_HOLD = "pressed_hold"
    PRESSED_RELEASE = "pressed_release"
    PRESSED_SCENE = "pressed_scene"
    PRESSED_PUT_BACK = "pressed_put_back"
    PRESSED_OPEN = "pressed_open"
    PRESSED_REJOIN = "pressed_rejoin"
    PRESSED_RUN_ON = "pressed_run_on"
    PRESSED_KEEP_END = "pressed_keep_end"
    PRESSED_UNRECORD = "pressed_unrecord"
    PRESSED_MEETING = "pressed_meeting"
    PROBLEM_TOLD = "problem_told"
    MEETING_ENDED = "meeting_ended"

    PIN_LOCKED = "pin_locked"
    SESSION_OPENED = "session_opened"
    SESSION_CLOSED = "session_closed"
    TOKEN_MADE = "token_made"  # noqa: S105 - a code
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - a code

    SITE_APPLIED = "site_applied"
    SITE_FORCED = "site_forced"
    STORE_RESTORED = "store_restored"
    STORE_PRUNED = "store_pruned"

    ACCOUNT_MADE = "account_made"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_CLOSED = "account_closed"
    ACCOUNT_REOPENED = "account_reopened"
    ACCOUNT_BLANKED = "account_blanked"
    STAFF_GIVEN = "staff_given"
    STAFF_TAKEN = "staff_taken"
    MEMBERSHIP_GIVEN = "membership_given"
    MEMBERSHIP_TAKEN = "membership_taken"
    ORGANISATION_MADE = "organisation_made"
    ORGANISATION_CHANGED = "organisation_changed"
    ORGANISATION_CLOSED = "organisation_closed"
    ORGANISATION_REOPENED = "organisation_reopened"

    LIST_MADE = "list_made"
    LIST_CHANGED = "list_changed"
    LIST_DELETED = "list_deleted"

    ORGAN_MADE = "organ_made"
    ORGAN_CHANGED = "organ_changed"
    ORGAN_RULES_CHANGED = "organ_rules_changed"
    ORGAN_ROLL_CHANGED = "organ_roll_changed"
    SITTING_DRAFTED = "sitting_drafted"
    SITTING_CHANGED = "sitting_changed"
    SITTING_CONVENED = "sitting_convened"
    SITTING_CONVENED_ANEW = "sitting_convened_anew"
    SITTING_CANCELLED = "sitting_cancelled"
    SITTING_DROPPED = "sitting_dropped"
    SITTING_MOVED = "sitting_moved"
    SITTING_ROLL_TAKEN = "sitting_roll_taken"
    SITTING_DOCUMENT_ADDED = "sitting_document_added"
    SITTING_DOCUMENT_REMOVED = "sitting_document_removed"
    SITTING_SENT_AGAIN = "sitting_sent_again"
    SITTING_LINK_RENEWED = "sitting_link_renewed"
    SITTING_LINK_REVOKED = "sitting_link_revoked"
    SITTING_CODES_SHOWN = "sitting_codes_shown"
    SITTING_CODE_RENEWED = "sitting_code_renewed"
    MINUTES_NOTED = "minutes_noted"
    MINUTES_PRINTED = "minutes_printed"
    MINUTES_SIGNED = "minutes_signed"
    MINUTES_APPROVED = "minutes_approved"
    HEADING_CHANGED = "heading_changed"
    COUNCILS_DELETED = "councils_deleted"

    INVITED = "invited"
    RESET_ASKED = "reset_asked"
    LINK_SPENT = "link_spent"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGN_INS_ENDED = "sign_ins_ended"
    PROVED_AGAIN = "proved_again"
    PASSWORD_SET = "password_set"  # noqa: S105 - a code
    SECOND_FACTOR_SET = "second_factor_set"
    SECOND_FACTOR_REMOVED = "second_factor_removed"
    PAPER_CODES_MADE = "paper_codes_made"
    IDENTITY_BOUND = "identity_bound"
    IDENTITY_UNBOUND = "identity_unbound"
    MAIL_RETRIED = "mail_retried"


class ObjectKind(StrEnum):
    """What kind of thing an act was done to."""

    BOOKING = "booking"
    ROOM = "room"
    SITE = "site"
    ACCOUNT = "account"
    ORGANISATION = "organisation"
    ORGAN = "organ"
    """Of an organisation, whose sittings are its own."""
    SITTING = "sitting"
    TOKEN = "token"  # noqa: S105 - a code
    MAIL = "mail"
    INSTALLATION = "installation"
    """All of it, as room files and the store are; its id is empty."""


class Field(StrEnum):
    """What a before and after may be of. Nothing secret is among them; each has its words in `orchestrator.audit.words`."""

    START = "start"
    END = "end"
    TITLE = "title"
    ROOMS = "rooms"
    ORGANISER = "organiser"
    PHONE = "phone"
    NOTES = "notes"
    PRESET = "preset"
    CONFIDENTIAL = "confidential"
    REASON = "reason"
    SCENE = "scene"
    DEVICE = "device"
    UNTIL = "until"
    ABOUT = "about"
    FILES = "files"
    VERSION = "version"
    ROLE = "role"
    LABEL = "label"
    NAME = "name"
    EMAIL = "email"
    LANGUAGE = "language"
    SITE = "site"
    ORGANISATION = "organisation"
    ACCOUNT = "account"
    WAY = "way"
    COUNT = "count"
    KIND = "kind"
    MICROPHONE = "microphone"
    CAMERA = "camera"
    TILES = "tiles"
    LOBBY = "lobby"
    SUBJECT = "subject"
    RECORDED = "recorded"
    OPENING = "opening"
    ENDED = "ended"
    PASSWORD = "password"  # noqa: S105 - a code


WORDS = frozenset(
    {Field.TITLE, Field.ORGANISER, Field.PHONE, Field.NOTES, Field.REASON, Field.NAME, Field.EMAIL, Field.SUBJECT}
)
"""What people said, and who they are."""
Value = str | int | bool | None
"""A time is told in ISO 8601, UTC."""
Changes = Mapping[Field, tuple[Value, Value]]
"""What was before and what is after, by field. None: nothing."""


@dataclass(frozen=True, slots=True)
class ActObject:
    """What an act was done to."""

    kind: ObjectKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that was changed."""

    kind: ActKind
    at: datetime
    object: ActObject
    site: str | None = None
    room: str | None = None
    organisation: str | None = None
    """Whose managers may read of it."""
    changes: Changes = field(default_factory=dict)
    caused_by: str | None = None
    """What led to it where it is not an act of its own: the uuid of a press, the id of a link."""


def changes_between(before: Mapping[Field, object], after: Mapping[Field, object]) -> Changes:
    """The fields in which the two differ, each value small enough to be kept; what one lacks is None there.

    What is made has nothing *before*, what is gone nothing *after*.
    """
    told = {name: (value_of(before.get(name)), value_of(after.get(name))) for name in {**before, **after}}
    differing = [(name, both) for name, both in told.items() if both[0] != both[1]]
    return dict(differing[:MOST_FIELDS])


def value_of(told: object) -> Value:
    """What is kept of a value: times as text, several as one text, long text cut."""
    match told:
        case None | bool() | int():
            return told
        case datetime():
            return told.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case str():
            return _cut(str(told))
        case Sequence():
            return _cut(", ".join(map(str, told)))
        case _:
            return _cut(str(told))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
