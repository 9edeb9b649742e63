"""What members are written about a sitting: a mail each, in their language, with the event for their calendar. Pure.

The code by which they vote stands in none of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from config.words.sentences import Language
from orchestrator.accounts.emails import key_of
from orchestrator.councils.convening.convener import House
from orchestrator.councils.convening.places import differences, item_words, places_of, second_of, when_of
from orchestrator.councils.convening.posting import About, Posted
from orchestrator.councils.convening.ready import Called, Ready
from orchestrator.councils.dossiers.dossier import Dossier
from orchestrator.councils.dossiers.links import SittingLink, SittingLinkKind, path_of
from orchestrator.councils.sitting.rules import Identity
from orchestrator.invitations.event import Meeting, Method, Party, itip
from orchestrator.outbox.letters import (
    SittingCancellation,
    SittingChange,
    SittingContinuation,
    SittingConvocation,
    SittingMail,
    tidy,
)
from orchestrator.outbox.sealed import sealed_mail
from orchestrator.web.shell.catalogues import Say, translations

KINDS: Mapping[About, type[SittingMail]] = {
    About.CONVENED: SittingConvocation,
    About.CHANGED: SittingChange,
    About.CANCELLED: SittingCancellation,
    About.MOVED: SittingContinuation,
}


@dataclass(frozen=True, slots=True)
class Post:
    """From whom and from where mails go out."""

    url: str
    """Of the service."""
    sender: str
    house: str
    host: str
    """The organisation's name."""
    who: str
    """Whom to tell if one fails: an account's id."""
    now: datetime


@dataclass(frozen=True, slots=True)
class News:
    """What is to be told."""

    about: About
    ready: Ready
    links: Mapping[str, SittingLink]
    """By seat; of a sitting that is not convened yet there are none, and they are known all the same."""
    before: Dossier | None = None
    """How it was, for what has changed."""
    reason: str = ""


def sealed_posts(house: House, post: Post, news: News, people: Sequence[Called]) -> Mapping[str, Posted]:
    """The mails for those of *people* who have an address, by seat; of a cancellation also to whose link opens nothing."""
    off, posts = news.about is About.CANCELLED, {}
    for person in people:
        path = path_of(house.keys, news.links.get(person.seat) or _first_link(house, news.ready.dossier, person))
        if person.mail and (off or path is not None):
            address = None if off or path is None else post.url + path
            posts[person.seat] = _posted(house, post, news, person, address)
    return posts


def _first_link(house: House, dossier: Dossier, person: Called) -> SittingLink:
    """As `make_sitting_links` makes it."""
    return SittingLink("", dossier.sitting, SittingLinkKind.MEMBER, person.seat, 0, house.keys.first)


def _posted(house: House, post: Post, news: News, person: Called, address: str | None) -> Posted:
    ready, dossier = news.ready, news.ready.dossier
    language = ready.languages.get(key_of(person.mail), "it")
    say = translations(language).gettext
    off = news.about is About.CANCELLED
    mail = KINDS[news.about](
        house=post.house,
        name=person.name,
        title=ready.organ.title,
        host=post.host,
        when=when_of(house, dossier, language),
        where=", ".join(places_of(house, dossier)),
        agenda=() if off else tuple(item_words(item, say) for item in ready.agenda),
        changes=_changes(house, news, language, say),
        second=second_of(house, dossier, language),
        notes=tuple(filter(None, map(tidy, dossier.note.splitlines()))),
        reason=news.reason,
        link=address,
        codes=ready.organ.rules.identity is Identity.PIN,
    )
    sealed = sealed_mail(
        house.keys,
        mail,
        to=person.mail,
        language=language,
        caused_by=post.who,
        until=dossier.ends,
        calendar=_event(house, post, news, person, address),
    )
    return Posted(news.about, sealed)


def _changes(house: House, news: News, language: Language, say: Say) -> tuple[str, ...]:
    if news.before is None:
        return ()
    after = replace(news.ready.dossier, agenda=news.ready.agenda)
    return tuple(differences(house, news.before, after, language, say))


def _event(house: House, post: Post, news: News, person: Called, address: str | None) -> str:
    dossier = news.ready.dossier
    meeting = Meeting(
        booking=dossier.sitting,
        summary=tidy(news.ready.organ.title),
        start=dossier.begins,
        end=dossier.ends,
        zone=house.zone,
        location=", ".join(places_of(house, dossier)),
        link=address,
    )
    method = Method.CANCEL if news.about is About.CANCELLED else Method.REQUEST
    sender = Party(post.sender, tidy(post.house))
    return itip(method, meeting, dossier.revision, sender, Party(person.mail, tidy(person.name)), post.now)
