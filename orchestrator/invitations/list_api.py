"""An organisation's lists of people over HTTP."""

from functools import partial
from typing import Annotated
from uuid import uuid4

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field

from orchestrator.access.permissions import Action
from orchestrator.access.routes import Route
from orchestrator.access.scopes import Scope
from orchestrator.conferences.guest_list import MOST_PEOPLE, TooManyPeople
from orchestrator.invitations.api_models import MOST_AT_ONCE, ExpectedBody
from orchestrator.invitations.lists import (
    MOST_LISTS,
    NoSuchList,
    TooManyLists,
    delete_list,
    find_list,
    lists_of,
    make_list,
)
from orchestrator.people.asker import doer_of, nothing_there
from orchestrator.people.known import known_organisation
from orchestrator.people.pasted import LONGEST_NAME
from orchestrator.web.bodies import SAID, json_answer, read_body
from orchestrator.web.errors import ApiError
from orchestrator.web.keys import DATABASE

LISTS = "/api/v1/organisations/{organisation}/lists"


class NewListBody(BaseModel):
    """A list to be made."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), SAID]
    people: Annotated[list[ExpectedBody], Field(max_length=MOST_AT_ONCE)] = Field(default_factory=list)


class ListView(BaseModel):
    """A list, without its people."""

    id: str
    name: str
    people: int


class ListsView(BaseModel):
    """All lists of an organisation, in the order of their names."""

    lists: tuple[ListView, ...]


async def show(request: web.Request) -> web.Response:
    """All of them."""
    known = await known_organisation(request)
    lists = await request.app[DATABASE].read(lists_of, known.id)
    return json_answer(
        ListsView(lists=tuple(ListView(id=each.id, name=each.name, people=each.count) for each in lists))
    )


async def make(request: web.Request) -> web.Response:
    """Make one."""
    body, known = await read_body(request, NewListBody), await known_organisation(request)
    people = [person.expected for person in body.people]
    try:
        made = await request.app[DATABASE].write(make_list, known.id, str(uuid4()), body.name, people, doer_of(request))
    except TooManyLists as error:
        raise ApiError(409, "too_many_lists", most=MOST_LISTS) from error
    except TooManyPeople as error:
        raise ApiError(409, "too_many_people", most=MOST_PEOPLE) from error
    found = await request.app[DATABASE].read(find_list, known.id, made)
    return json_answer(ListView(id=found.id, name=found.name, people=found.count), 201)


async def remove(request: web.Request) -> web.Response:
    """Delete one."""
    about = request.match_info["organisation"], request.match_info["list"]
    try:
        await request.app[DATABASE].write(delete_list, *about, doer_of(request))
    except NoSuchList as error:
        raise nothing_there() from error
    return web.Response(status=204)


_of_lists = partial(Route, scope=Scope.ORGANISATION, action=Action.MANAGE_MEMBERS)
ROUTES = (
    _of_lists("GET", LISTS, show, "The lists of people of an organisation.", answer=ListsView, errors=(404,)),
    _of_lists(
        "POST", LISTS, make, "Make a list of people.", body=NewListBody, answer=ListView, status=201, errors=(404, 409)
    ),
    _of_lists("DELETE", f"{LISTS}/{{list}}", remove, "Delete a list of people.", status=204, errors=(404,)),
)
