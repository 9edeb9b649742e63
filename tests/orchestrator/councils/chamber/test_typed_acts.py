"""What is pressed on the live page, as acts: each button once right, and what is said of what is wrong."""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from orchestrator.councils.chamber.chair.pressed import Pressed
from orchestrator.councils.chamber.chair.typed_acts import KINDS, act_of
from orchestrator.councils.sitting import acts, correction_acts, vote_acts
from orchestrator.councils.sitting.acts import Body
from orchestrator.councils.sitting.agenda import Item, ItemKind
from orchestrator.councils.sitting.roll import Holder, Seat
from orchestrator.councils.sitting.rules import Base, Majority
from orchestrator.councils.sitting.seats import Place, Source
from orchestrator.councils.sitting.state import Sitting
from orchestrator.councils.sitting.votes import (
    ABSTAIN,
    AGAINST,
    FOR,
    Alternatives,
    Election,
    Manner,
    Medium,
    Motion,
    Tally,
    Ties,
)
from orchestrator.web.shell.catalogues import translations
from tests.support.council_house import RULES
from tests.support.council_log import Log, opened

PRESS = UUID("7f3e2a10-0000-4000-8000-000000000001")
ROME = ZoneInfo("Europe/Rome")
WHY = {"reason": "perché sì"}
ONE = {"seat": "Docente 004 (C004)"}


def made(what: str) -> str:
    return str(uuid5(PRESS, what))


def voting(question: object = None, manner: Manner = Manner.OPEN) -> Log:
    """Five in the hall and one elsewhere, with a vote open."""
    log = opened(RULES, 7, 5, 1, "plan")
    log.do(vote_acts.VoteOpened("v", "plan", "testo", question or Motion(), manner, secret_reason="perché"))  # type: ignore[arg-type]
    return log


def pressed(sitting: Sitting, do: str, fields: Mapping[str, str | tuple[str, ...]]) -> Pressed:
    what, *about = do.split(":")
    listed = {name: (value,) if isinstance(value, str) else value for name, value in fields.items()}
    return Pressed(what, about, listed, sitting, PRESS, ROME, translations("it").gettext)


ALTERNATIVES = Alternatives(("Rosso", "Blu"))
ELECTION = Election(("Ada", "Bea", "Eva"), 2, 2, Ties.LOT, majority=True)
PUT = (Seat(made("seat"), "C9", (Holder(made("person"), "Eva Gallo"),)),)
FOURTH = Seat("4", "C004", (Holder("p4", "Docente 004"), Holder(made("person"), "Eva Gallo")))
TALLY = {"count-0": "3", "count-1": "1", "blank": "1"}
PLAIN: tuple[tuple[str, Mapping[str, str | tuple[str, ...]], Body], ...] = (
    ("cancelled", WHY, acts.Cancelled("perché sì")),
    ("roll_call_begun", {}, acts.RollCallBegun()),
    ("roll_call_ended", {}, acts.RollCallEnded()),
    ("opened", {}, acts.Opened()),
    ("declared_deserted", {}, acts.DeclaredDeserted()),
    ("presides", {**WHY, "person": "p3"}, acts.Presides("p3", "perché sì")),
    ("presides", {**WHY, "person": "docente 004"}, acts.Presides("p4", "perché sì")),
    ("secretary_named", {"person": "C004"}, acts.SecretaryNamed("p4")),
    ("tellers_named", {"teller1": "C004", "teller3": "C005"}, acts.TellersNamed(("4", "5"))),
    ("suspended", WHY, acts.Suspended("perché sì")),
    ("resumed", {}, acts.Resumed()),
    (
        "adjourned",
        {**WHY, "day": "2026-10-06", "time": "15:00"},
        acts.Adjourned(datetime(2026, 10, 6, 13, tzinfo=UTC), "perché sì"),
    ),
    (
        "adjourned",
        {**WHY, "day": "6/10/2026", "time": "15.00"},
        acts.Adjourned(datetime(2026, 10, 6, 13, tzinfo=UTC), "perché sì"),
    ),
    ("prolonged", {"until": "17.30"}, acts.Prolonged(datetime(2026, 10, 5, 15, 30, tzinfo=UTC))),
    ("prolonged", {"until": "17:30"}, acts.Prolonged(datetime(2026, 10, 5, 15, 30, tzinfo=UTC))),
    ("prolonged", {"until": "00:30"}, acts.Prolonged(datetime(2026, 10, 5, 22, 30, tzinfo=UTC))),
    ("closed", {}, acts.Closed()),
    ("in_hall:7", {}, acts.Entered("7", Source.CALLED)),
    ("in_hall:6", {}, acts.Moved("6", Source.CALLED)),
    ("remote:1", {}, acts.Moved("1", Source.HEARD)),
    ("remote:6", {}, acts.Entered("6", Source.HEARD)),
    ("left:1", {}, acts.Left("1")),
    ("absence_noted", {**ONE, **WHY, "justified": "on"}, acts.AbsenceNoted("4", "perché sì", justified=True)),
    ("absence_noted", ONE, acts.AbsenceNoted("4", "", justified=False)),
    ("quorum_asked", ONE, acts.QuorumAsked("4")),
    ("item_opened:plan", {}, acts.ItemOpened("plan")),
    ("item_closed:plan", {}, acts.ItemClosed("plan")),
    ("item_postponed:plan", WHY, acts.ItemClosed("plan", "perché sì")),
    (
        "guest_admitted:plan",
        {"name": "Eva Gallo", "why": "esperta"},
        acts.GuestAdmitted("plan", "Eva Gallo", "esperta"),
    ),
    ("recused:plan", {**ONE, **WHY}, acts.Recused("4", "plan", "perché sì")),
    ("hand_raised", ONE, acts.HandRaised("4")),
    ("hand_lowered:4", {}, acts.HandLowered("4")),
    ("floor_given:4", {}, acts.FloorGiven("4")),
    ("floor_given", {}, acts.FloorGiven(None)),
    (
        "vote_opened",
        {"text": "Si approva"},
        vote_acts.VoteOpened(made("vote"), "plan", "Si approva", Motion(), Manner.OPEN),
    ),
    (
        "vote_opened",
        {
            "text": "Quale",
            "asks": "alternatives",
            "options": "Rosso\n\n Blu ",
            "majority": "seats half",
            "manner": "roll_call",
        },
        vote_acts.VoteOpened(made("vote"), "plan", "Quale", ALTERNATIVES, Manner.ROLL_CALL, Majority(Base.SEATS)),
    ),
    (
        "vote_opened",
        {
            "text": "Chi",
            "asks": "election",
            "candidates": "Ada\nBea\nEva",
            "places": "2",
            "preferences": "2",
            "ties": "lot",
            "needs_majority": "on",
            "manner": "secret",
            "secret_reason": "persone",
        },
        vote_acts.VoteOpened(made("vote"), "plan", "Chi", ELECTION, Manner.SECRET, None, "persone"),
    ),
    (
        "prolonging_put",
        {"until": "17:30"},
        vote_acts.VoteOpened(
            made("vote"),
            "plan",
            "Prolungamento della seduta fino alle ore 17:30",
            Motion(),
            Manner.OPEN,
            prolongs=True,
            until=datetime(2026, 10, 5, 15, 30, tzinfo=UTC),
        ),
    ),
    ("correction_confirmed:c", {}, correction_acts.CorrectionConfirmed("c")),
    ("correction_rejected:c", {}, correction_acts.CorrectionRejected("c")),
    (
        "presence_corrected",
        {**ONE, **WHY, "place": "hall", "since": "3", "until": "9"},
        correction_acts.CorrectionProposed(
            made("correction"), correction_acts.PresenceCorrection("4", Place.HALL, 3, 9), "perché sì"
        ),
    ),
    (
        "presence_corrected",
        {**ONE, **WHY, "place": "out", "since": "3", "until": ""},
        correction_acts.CorrectionProposed(
            made("correction"), correction_acts.PresenceCorrection("4", Place.OUT, 3, None), "perché sì"
        ),
    ),
    (
        "roll_rectified",
        {**WHY, "mends": "add", "name": "Eva Gallo", "code": "C9"},
        acts.RollRectified(PUT, (), "perché sì"),
    ),
    ("roll_rectified", {**WHY, **ONE, "mends": "remove"}, acts.RollRectified((), ("4",), "perché sì")),
    (
        "roll_rectified",
        {**WHY, **ONE, "mends": "replace", "name": "Eva Gallo"},
        acts.RollRectified((FOURTH,), (), "perché sì"),
    ),
)
WHILE_VOTING: tuple[tuple[str, Mapping[str, str | tuple[str, ...]], Body], ...] = (
    ("cast:4:0", {}, vote_acts.Cast("v", "4", ("Ada",))),
    ("cast:4:abstain", {}, vote_acts.Cast("v", "4", (ABSTAIN,))),
    ("cast", {**ONE, "choice": ("0", "2")}, vote_acts.Cast("v", "4", ("Ada", "Eva"))),
    ("ballot_handed:4", {}, vote_acts.BallotHanded("v", "4", Medium.PAPER)),
    ("closing_announced", {}, vote_acts.ClosingAnnounced("v")),
    (
        "paper_counted",
        {**TALLY, "ballots": "4"},
        vote_acts.PaperCounted("v", Tally((("Ada", 3), ("Bea", 1), ("Eva", 0)), 4, 0, 1, 0)),
    ),
    ("lot_drawn", {"candidate": "Ada"}, vote_acts.LotDrawn("v", "Ada")),
    ("proclaimed", {}, vote_acts.Proclaimed("v")),
    ("proclaimed_reserved", {"reservation": "uno è uscito"}, vote_acts.Proclaimed("v", "uno è uscito")),
    ("vote_annulled", WHY, vote_acts.VoteAnnulled("v", "perché sì")),
    ("dissent_recorded", {**ONE, "vote": "v", "text": "no"}, vote_acts.DissentRecorded("v", "4", "no")),
    (
        "cast_corrected",
        {**ONE, **WHY, "vote": "v", "choice": "Ada"},
        correction_acts.CorrectionProposed(
            made("correction"), correction_acts.CastCorrection("v", "4", ("Ada",)), "perché sì"
        ),
    ),
    (
        "cast_corrected",
        {**ONE, **WHY, "vote": "v", "choice": ""},
        correction_acts.CorrectionProposed(
            made("correction"), correction_acts.CastCorrection("v", "4", None), "perché sì"
        ),
    ),
    (
        "paper_corrected",
        {**TALLY, **WHY, "vote": "v", "ballots": "5"},
        correction_acts.CorrectionProposed(
            made("correction"),
            correction_acts.PaperCorrection("v", Tally((("Ada", 3), ("Bea", 1), ("Eva", 0)), 5, 0, 1, 0)),
            "perché sì",
        ),
    ),
)


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    return opened(RULES, 7, 5, 1, "plan").sitting


@pytest.fixture(scope="module")
def electing() -> Sitting:
    return voting(ELECTION).sitting


@pytest.mark.parametrize(("do", "fields", "body"), PLAIN, ids=lambda value: value if isinstance(value, str) else "")
def test_press_given_each_button_when_its_form_is_right_then_it_is_that_act(
    sitting: Sitting, do: str, fields: Mapping[str, str], body: Body
) -> None:
    press = pressed(sitting, do, fields)

    assert act_of(press) == body, press.errors


@pytest.mark.parametrize(
    ("do", "fields", "body"), WHILE_VOTING, ids=lambda value: value if isinstance(value, str) else ""
)
def test_press_given_each_button_about_a_vote_when_its_form_is_right_then_it_is_that_act(
    electing: Sitting, do: str, fields: Mapping[str, str], body: Body
) -> None:
    press = pressed(electing, do, fields)

    assert act_of(press) == body, press.errors


def test_table_given_all_buttons_when_read_then_each_is_in_it() -> None:
    tried = {do.split(":")[0] for do, _, _ in (*PLAIN, *WHILE_VOTING)} | {"agenda_changed"}

    assert tried == set(KINDS)


def test_agenda_given_new_places_and_an_item_more_when_pressed_then_it_is_in_that_order(sitting: Sitting) -> None:
    fields = {f"order-{n}": str(n) for n in range(1, 7)} | {"order-1": "9", "agreed": "on"}
    fields |= {"new_text": "Varie", "new_kind": "communication", "new_order": "2"}

    body = act_of(pressed(sitting, "agenda_changed", fields))

    assert isinstance(body, acts.AgendaChanged)
    assert [item.id for item in body.agenda][-1] == "minutes"
    assert Item(made("item"), "Varie", ItemKind.COMMUNICATION) in body.agenda[:2]


WRONG: tuple[tuple[str, Mapping[str, str], str, str], ...] = (
    ("unknown", {}, "", "non esiste più"),
    ("suspended", {"reason": "  "}, "reason", "Scrivi il motivo"),
    ("suspended", {"reason": "x" * 1001}, "reason", "troppo lungo"),
    ("adjourned", {**WHY, "day": "domani", "time": "15:00"}, "day", "giorno e ora"),
    ("adjourned", {**WHY, "day": "9999-12-31", "time": "24:00"}, "day", "giorno e ora"),
    ("adjourned", {**WHY, "day": "2027-03-28", "time": "02:30"}, "time", "quest’ora non c’è"),
    ("prolonged", {"until": "tardi"}, "until", "18:30"),
    ("presides", {**WHY, "person": "Nessuno"}, "person", "non c’è"),
    ("presides", WHY, "person", "di chi si tratta"),
    ("tellers_named", {}, "teller1", "di chi si tratta"),
    ("agenda_changed", {}, "agreed", "tutti i presenti"),
    ("agenda_changed", {"order-1": "zero", "agreed": "on"}, "order-1", "numero"),
    ("guest_admitted:plan", {}, "name", "come si chiama"),
    ("vote_opened", {}, "text", "che cosa si vota"),
    ("vote_opened", {"text": "x", "majority": "tutti"}, "majority", "possibilità"),
    ("vote_opened", {"text": "x", "manner": "gridando"}, "manner", "possibilità"),
    ("vote_opened", {"text": "x", "asks": "alternatives", "options": "uno"}, "options", "almeno due"),
    ("vote_opened", {"text": "x", "asks": "election", "candidates": "A\nA"}, "candidates", "uguali"),
    ("vote_opened", {"text": "x", "asks": "election", "candidates": "A", "places": "2"}, "places", "candidati"),
    ("cast", ONE, "choice", "che cosa vota"),
    ("cast", {**ONE, "choice": "9" * 5000}, "choice", "che cosa vota"),
    ("lot_drawn", {}, "candidate", "la sorte"),
    ("proclaimed_reserved", {}, "reservation", "motivo"),
    ("dissent_recorded", ONE, "vote", "quale votazione"),
    ("cast_corrected", {**ONE, **WHY, "vote": "v", "choice": "Nessuno"}, "choice", "possibilità"),
    ("presence_corrected", {**ONE, **WHY, "since": "-1"}, "since", "numero"),
    ("roll_rectified", {"mends": "add", "name": "Eva"}, "reason", "motivo"),
    ("roll_rectified", {**WHY, "mends": "add"}, "name", "come si chiama"),
    ("paper_counted", {"count-0": "mille"}, "count-0", "numero"),
)


@pytest.mark.parametrize(
    ("do", "fields", "field", "words"), WRONG, ids=lambda value: value if isinstance(value, str) else ""
)
def test_press_given_what_is_wrong_when_read_then_it_is_no_act_and_the_field_is_told(
    electing: Sitting, do: str, fields: Mapping[str, str], field: str, words: str
) -> None:
    press = pressed(electing, do, fields)

    assert act_of(press) is None
    assert words in press.errors[field]


def test_prolongation_given_a_vote_that_let_it_and_a_later_one_that_did_not_when_pressed_then_the_first_is_named() -> (
    None
):
    log = opened(RULES, 7, 5, item="plan")
    for vote, choice in (("yes", FOR), ("no", AGAINST)):
        log.do(vote_acts.VoteOpened(vote, "plan", "Fino alle 18", Motion(), Manner.OPEN, prolongs=True))
        log.do(
            vote_acts.Cast(vote, "1", (choice,)),
            vote_acts.ClosingAnnounced(vote),
            vote_acts.VoteClosed(vote),
            vote_acts.Proclaimed(vote),
        )

    body = act_of(pressed(log.sitting, "prolonged", {"until": "18:00"}))

    assert body == acts.Prolonged(datetime(2026, 10, 5, 16, tzinfo=UTC), "yes")
    assert log.tried(body) is None


def test_namesakes_given_one_name_when_typed_then_their_codes_tell_them_apart() -> None:
    log = opened(RULES, 7, 5)
    twin = Seat("8", "C888", (Holder("p8", "Docente 004"),))
    log.do(acts.RollRectified((twin,), (), "mancava"))

    several = pressed(log.sitting, "hand_raised", {"seat": "Docente 004"})
    assert act_of(several) is None
    assert "Più persone" in several.errors["seat"]
    assert act_of(pressed(log.sitting, "hand_raised", {"seat": "Docente 004 (C888)"})) == acts.HandRaised("8")


def test_option_given_a_motion_when_its_first_is_pressed_then_it_is_in_favour() -> None:
    assert act_of(pressed(voting().sitting, "cast:4:0", {})) == vote_acts.Cast("v", "4", (FOR,))
