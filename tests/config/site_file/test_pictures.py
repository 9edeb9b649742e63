"""Pictures beside a room file: what is one, and what is said of what is none."""

from pathlib import Path

import pytest

from config.site_file.loading import load_site, load_texts
from config.site_file.pictures import MOST_BYTES, NoPicture, read_picture
from config.words.sentences import LANGUAGES

JPEG, PNG, WEBP = b"\xff\xd8\xff\xe0 foto", b"\x89PNG\r\n\x1a\n foto", b"RIFF\x08\0\0\0WEBPVP8 foto"
SITE = """
[[sites]]
id = "uno"
name = "Uno"
timezone = "Europe/Rome"
background = "foto.jpg"
[[rooms]]
id = "sala"
name = "Sala"
"""


@pytest.fixture
def room_file(tmp_path: Path) -> Path:
    path = tmp_path / "sito.toml"
    path.write_text(SITE)
    return path


@pytest.mark.parametrize(("content", "media_type"), [(JPEG, "image/jpeg"), (PNG, "image/png"), (WEBP, "image/webp")])
def test_picture_is_known_by_its_own_first_bytes(tmp_path: Path, content: bytes, media_type: str) -> None:
    (tmp_path / "foto.xyz").write_bytes(content)

    picture = read_picture(tmp_path / "foto.xyz")

    assert (picture.content, picture.media_type) == (content, media_type)
    assert "foto" not in repr(picture)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "picture_missing"),
        (b"", "picture_kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "picture_kind"),
        (b"GIF89a", "picture_kind"),
        (JPEG + bytes(MOST_BYTES), "picture_big"),
    ],
)
def test_picture_that_is_none_is_told_by_its_code(tmp_path: Path, content: bytes | None, code: str) -> None:
    if content is not None:
        (tmp_path / "foto.jpg").write_bytes(content)

    with pytest.raises(NoPicture) as told:
        read_picture(tmp_path / "foto.jpg")

    assert told.value.code == code


def test_picture_that_is_a_folder_or_nameless_is_none(tmp_path: Path) -> None:
    for path, code in ((tmp_path, "picture_kind"), (tmp_path / ("x" * 300), "picture_unreadable")):
        with pytest.raises(NoPicture) as told:
            read_picture(path)
        assert told.value.code == code


def test_room_file_given_its_picture_when_loaded_then_it_is_there(room_file: Path) -> None:
    room_file.with_name("foto.jpg").write_bytes(JPEG)

    loaded = load_site([room_file])

    assert loaded.warnings == ()
    assert {site: picture.content for site, picture in loaded.pictures.items()} == {"uno": JPEG}


@pytest.mark.parametrize("language", LANGUAGES)
def test_room_file_given_no_picture_when_loaded_then_it_is_right_and_says_so_on_its_line(
    room_file: Path, language: str
) -> None:
    loaded = load_site([room_file], language)  # type: ignore[arg-type]
    (warning,) = loaded.warnings

    assert loaded.mistakes == ()
    assert loaded.installation is not None
    assert loaded.pictures == {}
    assert (warning.line, warning.path) == (6, "sites.uno.background")
    assert "foto.jpg" in warning.message


def test_room_file_given_as_text_when_its_folder_is_not_known_then_nothing_is_read_or_said() -> None:
    loaded = load_texts((("sito.toml", SITE),))

    assert (loaded.warnings, loaded.pictures) == ((), {})
    assert loaded.installation is not None
