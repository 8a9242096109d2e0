"""No picture of the documentation is an orphan: a page shows it, and a script makes it."""

from __future__ import annotations

import re

import blocks
import pytest
from PIL import Image

DOCS = blocks.ROOT / "docs"
APP = DOCS / "pictures"
TOUR = APP / "tour.gif"
BROWSER = blocks.ROOT / "tests" / "browser"
KINDS = {".png", ".gif", ".jpg", ".svg"}
SHOWN = re.compile(r"!\[(?P<text>[^\]]*)\]\((?P<to>[^)\s]+)\)|<img[^>]*src=\"(?P<src>[^\"]+)\"")
MADE = re.compile(r"shoot\(.*, \"(?P<picture>\w+)\"\)|FOLDER / \"(?P<film>\w+\.gif)\"")


def shown():
    """Pictures that pages show: file, page, and the words for who does not see it."""
    for page in blocks.pages():
        for match in SHOWN.finditer(page.read_text(encoding="utf-8")):
            file = page.parent / (match["to"] or match["src"])
            yield file.resolve(), page.name, match["text"]


def made():
    """Names of the pictures that ``make pictures`` takes from the App."""
    text = "\n".join(file.read_text(encoding="utf-8") for file in BROWSER.glob("test_*.py"))
    return {match["film"] or f"{match['picture']}.png" for match in MADE.finditer(text)}


def test_every_picture_is_shown_and_every_picture_shown_exists():
    files = {file for file in DOCS.rglob("*") if file.suffix in KINDS}
    assert {file for file, _, _ in shown() if file.suffix in KINDS} == files


def test_every_picture_of_the_app_is_made_by_script():
    assert {file.name for file in APP.iterdir()} == made()
    elsewhere = {f for f in DOCS.rglob("*") if f.suffix in {".png", ".gif"}} - set(APP.iterdir())
    assert elsewhere == set(), "pictures of the App lie in docs/pictures"


def test_pictures_of_the_app_are_small_and_described_in_a_sentence():
    for file, page, text in shown():
        if file.parent == APP:
            assert len(text.split()) >= 10 and text.endswith("."), f"{page}: {file.name}"
            assert file.suffix == ".gif" or file.stat().st_size <= 300_000, file.name


def test_film_is_short_light_and_moves():
    assert TOUR.stat().st_size < 2_000_000
    with Image.open(TOUR) as film:
        count, lasts_ms = film.n_frames, 0
        assert 900 <= film.width <= 1000
        for number in range(count):
            film.seek(number)
            lasts_ms += film.info["duration"]
    assert count > 20
    assert 10_000 <= lasts_ms <= 30_000


@pytest.mark.parametrize("page", ["README.md", "docs/index.md"])
def test_film_is_the_first_picture(page):
    text = (blocks.ROOT / page).read_text(encoding="utf-8")
    assert text.index("pictures/tour.gif") == text.index("pictures/")
    assert text.count("\n", 0, text.index("pictures/tour.gif")) < 10
