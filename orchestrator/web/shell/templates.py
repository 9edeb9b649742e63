"""Templates by the folder that they belong to, with the words of one language and the filters that go with it."""

import functools
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FunctionLoader, StrictUndefined

from config.words.sentences import LANGUAGES, Language
from orchestrator.web.shell.catalogues import translations
from orchestrator.web.shell.dates import filters
from orchestrator.web.shell.icons import icon
from orchestrator.web.static import address

ENVIRONMENTS: Mapping[Language, web.AppKey[Environment]] = {
    language: web.AppKey(f"templates-{language}", Environment) for language in LANGUAGES
}
"""One for each language, so that a part that is imported knows its words without being told the language."""
_SERVICE = Path(__file__).parents[2]


def source(name: str) -> str | None:
    """The text of ``FOLDER/FILE``, which lies in orchestrator/FOLDER/templates/FILE; None where there is none."""
    folder, _, file = name.rpartition("/")
    path = _SERVICE / folder / "templates" / file
    return path.read_text() if folder and path.is_file() else None


_OF_EVERY_PAGE = ("web/shell/base.html", "web/shell/parts.html", "web/shell/forms.html")


def options() -> dict[str, Any]:
    """How every template is read."""
    return {
        "loader": FunctionLoader(source),
        "autoescape": True,
        "undefined": StrictUndefined,
        "extensions": ["jinja2.ext.i18n", "jinja2.ext.do"],
        "trim_blocks": True,
        "lstrip_blocks": True,
    }


def prepare_templates(app: web.Application) -> None:
    """Give *app* its templates in both languages."""
    for language, key in ENVIRONMENTS.items():
        app[key] = _environment(language)


def compile_templates(names: Iterable[str]) -> None:
    """Compile those and what they are made of, which the first reader of each language would else wait for."""
    for language in ENVIRONMENTS:
        for name in (*_OF_EVERY_PAGE, *names):
            _environment(language).get_template(name)


@functools.cache
def _environment(language: Language) -> Environment:
    """For each application of this process: what is compiled once is compiled for all."""
    environment = Environment(**options())  # noqa: S701  the options say so
    environment.filters.update(filters(language))
    environment.policies["ext.i18n.trimmed"] = True
    environment.globals.update(icon=icon, static=address, language=language)
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    return environment
