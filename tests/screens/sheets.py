"""Sheets of many pictures: one page for all, one for each kind of tablet, and the tablets as they are seen from two metres."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from html import escape
from pathlib import Path

from playwright.async_api import Browser

from tests.screens.cases import Sitting

TWO_METRES = 0.2
"""What a screen of ten inches is at two metres, of what it is in the hand."""
_ACROSS_PX = 2400
_WIDTH_PX = {"stage": 480}
_STYLE = """
body { font: 16px/1.3 sans-serif; margin: 16px; background: #888; color: #000; }
h1 { font-size: 20px; } main { display: flex; flex-wrap: wrap; gap: 14px; }
figure { margin: 0; } figcaption { font-size: 13px; } img { display: block; background: #fff; }
.scrolls { outline: 4px solid red; }
"""


def write_sheets(folder: Path, sittings: Iterable[Sitting], scrolling: Collection[str]) -> list[Path]:
    """The pages of sheets, one for each view, size, theme and language, and an index of them; gives those pages."""
    groups: dict[str, list[str]] = defaultdict(list)
    for sitting in sittings:
        for look in sitting.looks:
            path = sitting.file(look)
            groups[path.rpartition("/")[0]].append(path)
    pages, links = [], []
    for group, files in groups.items():
        view, _, rest = group.partition("/")
        width = int(rest.split("x")[0])
        shown = _WIDTH_PX.get(view, min(480, round(width * 0.4)))
        pages.append(_sheet(folder / "sheets" / f"{view}-{rest}.html", files, shown, scrolling))
        links.append(f"<li><a href='sheets/{view}-{rest}.html'>{view} {rest}</a> ({len(files)})")
        if view == "panel" and not rest.startswith("390"):
            pages.append(
                _sheet(folder / "two-metres" / f"{rest}.html", files, round(width * TWO_METRES), scrolling, names=False)
            )
            links.append(f"<li><a href='two-metres/{rest}.html'>{rest} from two metres</a>")
    told = "".join(f"<li><a href='{escape(one)}'>{escape(one)}</a>" for one in sorted(scrolling))
    scrolls = f"<h2>These pages scroll</h2><ul>{told}</ul>" if scrolling else ""
    (folder / "index.html").write_text(_page("Screens", f"<ul>{''.join(links)}</ul>{scrolls}"))
    return pages


async def photograph(browser: Browser, pages: Iterable[Path]) -> None:
    """A picture of each sheet beside it."""
    window = await browser.new_page(viewport={"width": _ACROSS_PX, "height": 800})
    for page in pages:
        await window.goto(page.absolute().as_uri())
        await window.screenshot(path=page.with_suffix(".png"), full_page=True)
    await window.close()


def _sheet(path: Path, files: Iterable[str], width: int, scrolling: Collection[str], *, names: bool = True) -> Path:
    figures = []
    for file in files:
        name = f"<figcaption>{Path(file).stem}</figcaption>" if names else ""
        mark = " class='scrolls'" if file in scrolling else ""
        picture = f"<a href='../{file}'><img src='../{file}' width='{width}' alt=''{mark}></a>"
        figures.append(f"<figure>{name}{picture}</figure>")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_page(path.stem, f"<main>{''.join(figures)}</main>"))
    return path


def _page(title: str, body: str) -> str:
    return f"<!doctype html><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>{body}\n"
