"""How far each role reaches with each action, against the table of the design, written here by hand."""

import pytest

from orchestrator.access.identity import Holding, Identity
from orchestrator.access.permissions import PERMISSIONS, Action, Role, Where
from orchestrator.access.scopes import Area, Reach, Scope, reach_for, reach_of

ROOMS = {"casa": frozenset({"sala-1", "sala-2"}), "biblioteca": frozenset({"sala-9"})}
TECHNICAL = {"admin", "administrator", "technician"}
WHO_MAY = {
    "see_rooms": TECHNICAL | {"desk", "panel"},
    "press": TECHNICAL | {"desk", "panel"},
    "overrule": TECHNICAL,
    "see_details": TECHNICAL | {"panel"},
    "pass_pin": TECHNICAL,
    "read_titles": {"admin", "administrator", "desk", "panel"},
    "inspect_rooms": TECHNICAL,
    "follow_plans": {"agent"},
    "see_background": {"admin", "agent"},
    "close_session": {"admin", "panel"},
    "see_bookings": TECHNICAL | {"desk", "manager", "organiser", "viewer", "confidential", "bookings:read"},
    "book": {"admin", "administrator", "desk", "manager", "organiser", "bookings:write"},
    "change_booking": {"admin", "administrator", "desk", "manager", "organiser", "bookings:write"},
    "see_presence": {"manager", "organiser"},
    "write_presence": {"manager", "organiser"},
    "close_rooms": {"admin", "administrator"},
    "see_calendars": TECHNICAL,
    "see_site": TECHNICAL,
    "change_site": {"admin", "administrator"},
    "see_metrics": {"admin", "administrator", "metrics:read"},
    "tell_events": {"events:write"},
    "manage_people": {"administrator"},
    "manage_organisations": {"administrator"},
    "manage_members": {"administrator", "manager"},
    "see_audit": {"administrator", "manager"},
    "see_councils": {"manager"},
    "manage_councils": {"manager"},
    "steer_council": {"person"},
    "attend_council": {"panel"},
    "keep_account": {"person"},
}
CONFINED = {
    Where.SITES: {Role.TECHNICIAN, Role.DESK},
    Where.ROOMS: {Role.PANEL, Role.AGENT},
    Where.PROGRAM: {Role.BOOKINGS_READ, Role.BOOKINGS_WRITE, Role.METRICS_READ, Role.EVENTS_WRITE},
    Where.ORGANISATION: {Role.MANAGER, Role.ORGANISER, Role.VIEWER, Role.CONFIDENTIAL},
}


def rooms_of(site: str) -> frozenset[str]:
    return ROOMS.get(site, frozenset())


def holding(*held: Holding) -> Identity:
    return Identity("ada", held)


def test_table_given_each_action_when_read_then_it_lets_those_of_the_design_and_no_other() -> None:
    assert {action.value: {role.value for role in roles} for action, roles in PERMISSIONS.items()} == WHO_MAY
    assert set(PERMISSIONS) == set(Action)


@pytest.mark.parametrize("where", CONFINED)
def test_table_given_a_role_of_a_part_when_read_then_it_carries_nowhere_beyond_that(where: Where) -> None:
    carries = {far for roles in PERMISSIONS.values() for role, far in roles.items() if role in CONFINED[where]}

    assert carries <= {where, Where.OWN}


@pytest.mark.parametrize(
    ("held", "action", "areas"),
    [
        (Holding(Role.ADMIN), Action.PRESS, (Area(),)),
        (Holding(Role.PANEL, frozenset({"sala-1"})), Action.PRESS, (Area(rooms=frozenset({"sala-1"})),)),
        (Holding(Role.TECHNICIAN, site="casa"), Action.PRESS, (Area(rooms=ROOMS["casa"]),)),
        (Holding(Role.TECHNICIAN, site="*"), Action.PRESS, (Area(),)),
        (Holding(Role.TECHNICIAN, site="closed long ago"), Action.PRESS, (Area(rooms=frozenset()),)),
        (Holding(Role.MANAGER, organisation="scuola"), Action.BOOK, (Area(organisation="scuola"),)),
        (Holding(Role.ORGANISER, organisation="scuola"), Action.CHANGE_BOOKING, (Area(account="ada"),)),
        (Holding(Role.VIEWER, organisation="scuola"), Action.BOOK, None),
        (Holding(Role.BOOKINGS_READ, organisation="scuola"), Action.SEE_BOOKINGS, (Area(organisation="scuola"),)),
        (Holding(Role.BOOKINGS_READ, site="casa"), Action.SEE_BOOKINGS, (Area(rooms=ROOMS["casa"]),)),
        (Holding(Role.BOOKINGS_READ, organisation="scuola"), Action.BOOK, None),
        (Holding(Role.METRICS_READ), Action.SEE_METRICS, (Area(),)),
        (Holding(Role.ADMINISTRATOR, site="*"), Action.MANAGE_MEMBERS, (Area(),)),
    ],
)
def test_reach_given_a_role_when_it_acts_then_as_far_as_the_role_carries(
    held: Holding, action: Action, areas: tuple[Area, ...] | None
) -> None:
    assert reach_for(action, holding(held), rooms_of) == (None if areas is None else Reach(areas))


def test_reach_given_several_roles_when_somebody_acts_then_as_far_as_each_and_no_farther() -> None:
    desk, manager = Holding(Role.DESK, site="casa"), Holding(Role.MANAGER, organisation="scuola")
    reach = reach_for(Action.BOOK, holding(desk, manager), rooms_of)
    assert reach is not None

    assert reach.includes(room="sala-1", organisation="comune")
    assert reach.includes(room="sala-9", organisation="scuola")
    assert not reach.includes(room="sala-9", organisation="comune")
    assert not reach.includes(room="sala-9")


def test_scope_given_somebody_confined_when_a_route_reaches_farther_then_they_do_not() -> None:
    confined = Reach((Area(rooms=frozenset({"sala-1"})), Area(organisation="scuola")))
    whole = Reach((Area(),))

    assert reach_of(Scope.INSTALLATION, confined, None, None) is None
    assert reach_of(Scope.ROOM, confined, "sala-9", None) is None
    assert reach_of(Scope.ROOM, confined, None, None) is None
    assert reach_of(Scope.ROOM, confined, "sala-1", None) == Reach((Area(rooms=frozenset({"sala-1"})),))
    assert reach_of(Scope.ORGANISATION, confined, None, "comune") is None
    assert reach_of(Scope.ORGANISATION, confined, None, "scuola") == Reach((Area(organisation="scuola"),))
    assert reach_of(Scope.OWN, confined, None, None) == confined
    assert reach_of(Scope.INSTALLATION, whole, None, None) == whole
    assert reach_of(Scope.ROOM, whole, "sala-9", None) == Reach((Area(rooms=frozenset({"sala-9"})),))


def test_reach_given_areas_when_asked_for_its_rooms_then_all_of_them_or_none_named_where_they_are_all() -> None:
    some = Area(rooms=frozenset({"sala-1"}))

    assert Reach((some, Area(rooms=frozenset({"sala-9"})))).rooms == frozenset({"sala-1", "sala-9"})
    assert Reach((some, Area(organisation="scuola"))).rooms is None
