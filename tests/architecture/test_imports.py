"""Arrows between packages run down only, as ``tests/helpers/layers.py`` allows them."""

from __future__ import annotations

import re

import layers
import pytest

IMPORTS = layers.imports()


def crossing():
    """(module, module) of every import that leaves a package; the public face aside."""
    return {
        (a, b)
        for a, others in IMPORTS.items()
        for b in others
        if a != "__init__" and layers.top(a) != layers.top(b)
    }


def allowed(a, b):
    return layers.top(b) in layers.ARROWS[layers.top(a)]


def layer_inside(package, module):
    """Number of the layer, from above, that a module of a package belongs to; None: no part."""
    names = layers.INSIDE[package]
    inner = module.removeprefix(package).removeprefix(".").split(".")[0]
    if inner in names:
        return names.index(inner)
    return names.index("") if "" in names else None


def test_only_these_stand_on_top():
    on_top = {file.stem for file in layers.PACKAGE.glob("*.py")}
    folders = {f.name for f in layers.PACKAGE.iterdir() if (f / "__init__.py").is_file()}
    assert on_top == layers.MODULES_ON_TOP
    assert on_top | folders == {*layers.ARROWS, "__init__"}


def test_no_arrow_but_the_allowed_ones():
    others = {(a, b) for a, b in crossing() if not allowed(a, b)}
    assert others - set(layers.EXCEPTIONS) == set()


def test_settings_are_imported_from_their_one_home():
    assert {(a, b) for a, b in crossing() if b.startswith("config.")} == set()


def test_every_arrow_and_every_exception_is_still_needed():
    used = {(layers.top(a), layers.top(b)) for a, b in crossing()}
    listed = {(a, b) for a, others in layers.ARROWS.items() for b in others}
    assert listed - used == set()
    needed = {(a, b) for a, b in crossing() if not allowed(a, b)}
    assert set(layers.EXCEPTIONS) - needed == set()
    assert all(reason for reason in layers.EXCEPTIONS.values())


def test_packages_have_no_circle():
    assert layers.circles(layers.ARROWS) == []
    assert layers.circles({**layers.ARROWS, "config": {"domain"}}) == [["config", "domain"]]


def test_modules_have_no_circle():
    assert layers.circles(IMPORTS) == []


def test_nothing_imports_the_public_face():
    assert {a for a, others in IMPORTS.items() if "__init__" in others} == set()


@pytest.mark.parametrize("package", layers.INSIDE)
def test_arrows_within_a_package_run_down_too(package):
    upward = set()
    for a, others in IMPORTS.items():
        for b in others:
            if not all(m.startswith(f"{package}.") for m in (a, b)):
                continue
            over, under = layer_inside(package, a), layer_inside(package, b)
            if over is not None and under is not None and over > under:
                upward.add((a, b))
    assert upward == set()


@pytest.mark.parametrize(
    ("library", "places"), [("fiftyone", layers.FIFTYONE), ("mediapipe", layers.MEDIAPIPE)]
)
def test_who_imports_a_library(library, places):
    found = layers.libraries(library)
    under = {m: [p for p in places if f"{m}.".startswith(f"{p}.")] for m in found}
    assert {m for m, within in under.items() if not within} == set()
    assert {p for within in under.values() for p in within} == places, "one is needed no longer"


def test_page_shows_the_layers_as_they_are():
    page = layers.PAGE.read_text(encoding="utf-8")
    assert layers.with_picture(page) == page, "run: python tests/helpers/layers.py"


def test_page_names_files_that_exist():
    page = layers.PAGE.read_text(encoding="utf-8")
    named = set(re.findall(r"`([\w./-]+\.(?:py|js|yml|md|toml))`", page))
    roots = (layers.ROOT, layers.PACKAGE)
    assert len(named) > 30
    assert {name for name in named if not any((r / name).is_file() for r in roots)} == set()
