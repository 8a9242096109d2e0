from __future__ import annotations

import pytest

from fo_buttwink._version import RESULTS, __version__
from fo_buttwink.domain.analysis import SCHEMA
from fo_buttwink.domain.definitions import BEFORE, Made, contrast, definition, program


def test_every_definition_up_to_now_has_words():
    for schema in range(BEFORE, SCHEMA + 1):
        assert definition(schema).startswith(f"schema {schema} (")
    assert definition(SCHEMA + 1) == f"schema {SCHEMA + 1}"


@pytest.mark.parametrize(
    ("made", "present", "newer"),
    [
        (Made(), True, False),
        (Made(BEFORE, BEFORE), False, False),
        (Made(SCHEMA, RESULTS - 1), False, False),
        (Made(SCHEMA, RESULTS + 1), False, True),
        (Made(SCHEMA + 1, BEFORE), False, True),
        (Made(SCHEMA - 1, RESULTS + 1), False, False),
    ],
)
def test_age(made, present, newer):
    assert (made.present, made.newer) == (present, newer)


def test_contrast_names_both_sides():
    said = contrast(Made(1, 1))
    assert "schema 1" in said and f"schema {SCHEMA}" in said and __version__ in said
    said = contrast(Made(SCHEMA, 1))
    assert "schema" not in said and "number 1" in said and f"number {RESULTS}" in said


def test_program():
    assert program("0.1.0") == "fo-buttwink 0.1.0"
    assert program("3", "other") == "other 3" and program(None) is None
