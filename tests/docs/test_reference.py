"""Pages that are made from the code are those that the code makes now."""

from __future__ import annotations

import re

import blocks
import cli_page
import fields_page
import format_pages
import pytest

import fo_buttwink
from fo_buttwink.domain.measures import MEASURES
from fo_buttwink.export.formats.registry import FORMATS, format_module, format_options

API = cli_page.PAGE.with_name("api.md")
pytestmark = pytest.mark.skipif(not API.is_file(), reason="not a checkout")


def test_fields_are_those_of_the_code():
    assert fields_page.PAGE.read_text(encoding="utf-8") == fields_page.page(), (
        "run: python tools/fields_page.py"
    )
    assert all(f"| `{name}` |" in fields_page.page() for name in MEASURES if name != "confidence")


def test_commands_are_those_of_the_parser():
    assert cli_page.PAGE.read_text(encoding="utf-8") == cli_page.page(), (
        "run: python tools/cli_page.py"
    )
    heads = re.findall(r"^##+ (.+)$", cli_page.page(), re.M)
    assert {"analyze", "export", "hand export", "bench people", "reviews backup"} <= set(heads)


def test_every_public_name_is_in_the_reference():
    text = API.read_text(encoding="utf-8")
    shown = set(re.findall(r"^::: \S+\.(\w+)$", text, re.M))
    assert set(fo_buttwink.__all__) - {"__version__"} <= shown


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_its_page(name):
    page = (format_pages.PAGES / f"{name}.md").read_text(encoding="utf-8")
    module = format_module(name)
    assert module.HOW in page
    assert re.findall(r"^\| `(\w+)` \| `", page, re.M) == list(format_options(module))
    assert "/tmp" not in page and "fo_buttwink_formats" not in page


def test_there_is_no_page_of_a_format_that_is_gone():
    assert {p.stem for p in format_pages.PAGES.glob("*.md")} == {*FORMATS, "index"}
    index = (format_pages.PAGES / "index.md").read_text(encoding="utf-8")
    assert index == format_pages.index()


def shape(page):
    """A page without its numbers, which another processor may round otherwise."""
    return re.sub(r"-?\d+(\.\d+)?(e[-+]?\d+)?", "#", page)


@pytest.mark.pose
@pytest.mark.database
def test_files_on_the_pages_are_those_that_an_export_writes(tmp_path, database):
    for name, out in format_pages.export_all(tmp_path):
        page = (format_pages.PAGES / f"{name}.md").read_text(encoding="utf-8")
        assert shape(page) == shape(format_pages.page(name, out, tmp_path)), (
            "run: python tools/format_pages.py"
        )


OTHER_NAMES = {
    "Squat explorer", "Squat reps", "Annotate", "Embeddings", "Explore", "Analyze again",
    "Measure by hand", "Reset", "Review these", "Save view", "Tag", "This frame", "Videos",
    "Deprecated", "Unreleased", "Seen in", "Questions",
}  # fmt: skip
"""Panels, tabs and buttons of the App, parts of the changelog, heads of tables."""


def test_operators_are_called_as_the_app_calls_them():
    pytest.importorskip("fiftyone")
    from fo_buttwink.app.operators import OPERATORS

    labels = {operator().config.label for operator in OPERATORS}
    called = {}
    for page in blocks.pages():
        if page.name == "CHANGELOG.md":
            continue
        text = " ".join(page.read_text(encoding="utf-8").split())
        for name in re.findall(r"(?<![*\w])\*([A-Z][^*]{2,50})\*(?!\*)", text):
            called[name] = page.name
    assert "Analyze squats" in called
    assert {n: page for n, page in called.items() if n not in labels | OTHER_NAMES} == {}
