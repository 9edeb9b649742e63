"""The parts of the live page as HTML: what each template is told of a sitting."""

import functools
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from config.words.sentences import Language
from orchestrator.councils.chamber.chair import votes_drawn
from orchestrator.councils.chamber.chair.correction_words import correction_told
from orchestrator.councils.chamber.chair.filled import Filled
from orchestrator.councils.chamber.chair.rows import Row, Shape, counted_rows, rows_of
from orchestrator.councils.chamber.chair.seen import (
    Powers,
    doubted,
    items_seen,
    number_of,
    person_name,
    powers_of,
)
from orchestrator.councils.chamber.chair.steps import Next, Step, next_step
from orchestrator.councils.chamber.chair.timeline import timeline
from orchestrator.councils.chamber.chair.words import item_kinds, status_word
from orchestrator.councils.chamber.heard import heard
from orchestrator.councils.chamber.parts import Parts
from orchestrator.councils.chamber.turns import last_turn
from orchestrator.councils.sitting.rules import Additions, Identity
from orchestrator.councils.sitting.state import COMING, FIXED, UNDER_WAY, Sitting, Status
from orchestrator.councils.writing.about import seat_named
from orchestrator.web.shell.catalogues import Say


@dataclass(frozen=True, slots=True)
class Draw:
    """Templates of this folder, in one language."""

    environment: Environment
    language: Language

    def __call__(self, template: str, /, **values: Any) -> Markup:
        """What *template*, like ``number.html``, makes of *values*."""
        found = self.environment.get_template(f"councils/chamber/chair/{template}")
        return Markup(found.render(values))  # noqa: S704  a template's own text


VIEWS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "chair": (("number", "next", "doubts"), ("vote", "item", "hands", "course"), ("agenda", "fixes")),
    "secretary": (
        ("number", "next", "doubts"),
        ("vote", "roll"),
        ("item", "notes", "presence", "hands", "fixes", "timeline"),
    ),
}
"""The parts of each view, by column."""


@dataclass(frozen=True, slots=True)
class Look:
    """Who looks, and at what."""

    person: str
    persons: frozenset[str]
    """All that they are in the organ."""
    view: str
    language: Language
    zone: str
    outside: Mapping[str, str]
    """Names of those who steer and hold no seat."""

    def as_whom(self, sitting: Sitting) -> str:
        """As whom they steer now."""
        now = (sitting.presiding, sitting.secretary)
        return next((person for person in now if person in self.persons), self.person)


@dataclass(frozen=True, slots=True)
class _About:
    """What every part is drawn of."""

    sitting: Sitting
    look: Look
    page: Filled
    powers: Powers
    next: Next
    say: Say


def draw_parts(sitting: Sitting, look: Look, page: Filled, draw: Draw, say: Say, head: str = "") -> Parts:
    """All parts of the view."""
    powers = powers_of(sitting, look.as_whom(sitting))
    about = _About(sitting, look, page, powers, next_step(sitting), say)
    common = {"page": page, "powers": powers, "zone": look.zone, "ms": _ms, "over": sitting.over}
    common["open"] = sitting.status is Status.OPEN
    parts: dict[str, str] = {"heard": escape(heard(sitting, look.language))}
    for name in (name for column in VIEWS[look.view] for name in column):
        if name == "roll":
            parts |= _roll(about, draw)
        elif name in _VALUES:
            values = _grouped(head) if name == "next" else {}
            parts[f"part-{name}"] = draw(f"{name}.html", **common, **_VALUES[name](about), **values)
    return parts


def _ms(at: datetime) -> int:
    """For scripts, which count in milliseconds."""
    return int(at.timestamp() * 1000)


def _grouped(head: str) -> dict[str, Any]:
    """The chain's head in groups that people can compare."""
    return {"head": [head[at : at + 8] for at in range(0, len(head), 8)]}


def _number(about: _About) -> dict[str, Any]:
    sitting = about.sitting
    return {
        "number": number_of(sitting),
        "status": status_word(sitting.status, about.say),
        "presiding": _named(about, sitting.presiding),
        "secretary": _named(about, sitting.secretary),
        "ends": sitting.ends,
    }


def _named(about: _About, person: str) -> str:
    return person_name(about.sitting, person, about.look.outside) if person else "–"


def _next(about: _About) -> dict[str, Any]:
    sitting, step = about.sitting, about.next
    turn = last_turn(sitting) if step.step is Step.SUSPEND else None
    return {
        "step": step.step.value,
        "may": about.powers.presides or (about.powers.keeps and step.of_secretary),
        "waits": _waits(about),
        "status": status_word(sitting.status, about.say),
        "after_break": bool(sitting.checks) and sitting.roll_call is not None,
        "unanswered": sum(sitting.is_called(seat) for seat in sitting.seats),
        "since": turn.at if turn else None,
        "closing_s": sitting.rules.closing_s,
        "may_record": sitting.rules.may_record,
        **votes_drawn.next_values(sitting, step, about.look.language, about.say),
    }


def _waits(about: _About) -> str:
    """What somebody reads who may not do what comes next."""
    sitting = about.sitting
    return about.say("Tocca a chi presiede: %(name)s.") % {"name": _named(about, sitting.presiding)}


def _vote(about: _About) -> dict[str, Any]:
    return votes_drawn.vote_values(about.sitting, about.look.language)


def _item(about: _About) -> dict[str, Any]:
    sitting = about.sitting
    if sitting.item is None:
        return {"item": None}
    state = sitting.items[sitting.item]
    number = list(sitting.items).index(state.id) + 1
    return {
        "item": {"number": number, "item": state},
        "guests": state.guests,
        "recused": [seat_named(sitting, seat) for seat in state.recused],
    }


def _hands(about: _About) -> dict[str, Any]:
    sitting = about.sitting
    return {
        "hands": [(seat, seat_named(sitting, seat)) for seat in sitting.hands],
        "speaking": seat_named(sitting, sitting.speaking) if sitting.speaking else "",
    }


def _agenda(about: _About) -> dict[str, Any]:
    sitting = about.sitting
    fixed = sitting.rules.additions is Additions.REFUSED or any(item.talks for item in sitting.items.values())
    free = sitting.item is None and sitting.vote is None and sitting.status is Status.OPEN
    return {
        "items": items_seen(sitting, about.look.language),
        "openable": about.powers.presides and free and sitting.confirmed,
        "changeable": about.powers.presides and sitting.status is Status.OPEN and not fixed,
        "kinds": item_kinds(about.say),
    }


def _course(about: _About) -> dict[str, Any]:
    sitting = about.sitting
    under_way = sitting.status in UNDER_WAY
    return {
        "below": sitting.below,
        "under_way": under_way and sitting.vote is None,
        "may_close_next": about.next.step in {Step.CLOSE, Step.STILL_TOO_FEW},
        "cancellable": sitting.status in COMING,
        "by_vote": sitting.rules.prolonged_by_vote,
        "approved": votes_drawn.prolonged_until(sitting),
        "tellers": [seat_named(sitting, seat) for seat in sitting.tellers],
        "presiding": _named(about, sitting.presiding),
        "me": about.look.person,
    }


def _doubts(about: _About) -> dict[str, Any]:
    return {"doubts": tuple(doubted(about.sitting)), "grace_s": about.sitting.rules.grace_s}


def _fixes(about: _About) -> dict[str, Any]:
    sitting, language = about.sitting, about.look.language
    begun = sitting.status not in {Status.DRAFTED, Status.CONVENED, Status.CANCELLED}
    return {
        "corrections": [
            (state.id, correction_told(sitting, state.correction, language, about.say), state.reason, state.confirmed)
            for state in sitting.corrections.values()
        ],
        "proposes": about.look.as_whom(sitting) == sitting.secretary,
        "correctable": begun and sitting.status not in FIXED,
        "rectifiable": not sitting.over and sitting.status is not Status.DRAFTED and sitting.vote is None,
        **votes_drawn.correctable_values(sitting, language, about.say),
    }


def _presence(about: _About) -> dict[str, Any]:
    sitting = about.sitting
    return {
        "callable": sitting.confirmed and not sitting.calling and sitting.vote is None,
        "pins": sitting.rules.identity is Identity.PIN,
        "many_options": votes_drawn.many_options(sitting, about.look.language),
    }


def _timeline(about: _About) -> dict[str, Any]:
    return {"entries": timeline(about.sitting, about.look.outside, about.look.language, about.say)}


_VALUES: Mapping[str, Callable[[_About], dict[str, Any]]] = {
    "number": _number,
    "next": _next,
    "vote": _vote,
    "item": _item,
    "hands": _hands,
    "agenda": _agenda,
    "course": _course,
    "doubts": _doubts,
    "fixes": _fixes,
    "presence": _presence,
    "timeline": _timeline,
}


def _roll(about: _About, draw: Draw) -> Parts:
    """The head of the list, the list itself, and each of its rows; all rows are named anew where the list is another one."""
    rows = rows_of(about.sitting)
    names = tuple((row.seat, row.name) for row in rows)
    mark = f"{zlib.crc32(repr(names).encode()):08x}"
    drawn = {f"row-{mark}-{row.seat}": _drawn(row, about.powers.keeps, draw) for row in rows}
    if about.page.form is None:  # an event: each row is a part of its own
        listed = _empty_rows(mark, names, draw)
    else:
        whole = [(name, row.name, html) for (name, html), row in zip(drawn.items(), rows, strict=True)]
        listed = draw("rows.html", rows=whole)
    return {"part-roll-head": draw("roll_head.html", counted=dict(counted_rows(rows))), "part-rows": listed, **drawn}


@functools.lru_cache(maxsize=100)
def _empty_rows(mark: str, names: tuple[tuple[str, str], ...], draw: Draw) -> str:
    return draw("rows.html", rows=[(f"row-{mark}-{seat}", name, "") for seat, name in names])


@functools.lru_cache(maxsize=20_000)
def _drawn(row: Row, keeps: bool, draw: Draw) -> Markup:  # noqa: FBT001  as its cache has it
    """A row: what all rows of its shape have alike is drawn once."""
    whose = {_SEAT: row.seat, _NAME: escape(row.name), _CODE: escape(row.code)}
    return Markup("".join(whose.get(piece, piece) for piece in _pieces(row.shape, keeps, draw)))  # noqa: S704  escaped


_SEAT, _NAME, _CODE = "\ue000", "\ue001", "\ue002"
"""Stand for whose row it is; nobody is called so."""


@functools.lru_cache(maxsize=2_000)
def _pieces(shape: Shape, keeps: bool, draw: Draw) -> tuple[str, ...]:  # noqa: FBT001  a cache wants places
    options = votes_drawn.labelled(shape.options, draw.language)
    html = draw("row.html", row=shape, seat=_SEAT, name=_NAME, code=_CODE, keeps=keeps, options=options)
    return tuple(re.split(f"([{_SEAT}{_NAME}{_CODE}])", str(html)))
