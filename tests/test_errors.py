"""One base for errors, a code for each class, and nobody who searches their words."""

from __future__ import annotations

import ast
import pickle
import re

import error_codes
import layers
import pytest

from fo_buttwink._util.environment import EnvironmentVariableError
from fo_buttwink.bench.people.read import TruthFileError
from fo_buttwink.cli.exits import EXIT_SOME_FAILED, EXIT_USAGE, UsageError, report
from fo_buttwink.errors import ExportError, FoButtwinkError, ReviewConflictError, StoreError
from fo_buttwink.pose.models import ModelError
from fo_buttwink.reviews.label_table import CellError
from fo_buttwink.video.files import VideoError

CLASSES = error_codes.exceptions()


def test_every_class_has_the_one_base_and_a_code_of_its_own():
    assert len(CLASSES) >= 30
    assert [each for each in CLASSES if not issubclass(each, FoButtwinkError)] == []
    codes = [each.code for each in CLASSES]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"FBW(-[A-Z]+)+", code) for code in codes)


def test_a_class_without_a_code_is_refused():
    with pytest.raises(TypeError, match="code of its own"):
        type("NamelessError", (StoreError,), {})


def test_the_page_lists_them():
    page = error_codes.PAGE.read_text(encoding="utf-8")
    assert page == error_codes.with_table(page), "run python tests/helpers/error_codes.py"
    assert error_codes.table().count("| `FBW-") == len(CLASSES)


@pytest.mark.parametrize(
    ("message", "remedy", "text"),
    [
        ("a.mp4: is empty", "copy it again", "a.mp4: is empty; copy it again"),
        ("The disk is full.", "Free some space", "The disk is full. Free some space"),
        ("Tried:\n  - a\n", "Download it", "Tried:\n  - a\nDownload it"),
        ("a.mp4: is empty", "", "a.mp4: is empty"),
    ],
)
def test_text_is_message_and_remedy(message, remedy, text):
    error = VideoError(message, remedy)
    assert (str(error), error.message, error.remedy) == (text, message, remedy)


@pytest.mark.parametrize(
    "error",
    [
        VideoError("a", remedy="b"),
        ReviewConflictError("a", {"x": "y"}, ("z",), remedy="b"),
        CellError("column", "a", "b"),
        TruthFileError(["a", "b"]),
    ],
)
def test_crosses_processes_whole(error):
    error.__cause__ = None
    back = pickle.loads(pickle.dumps(error))
    assert type(back) is type(error) and str(back) == str(error) and vars(back) == vars(error)


def test_reworded_in_both_halves():
    error = ExportError("pass a=1", remedy="or pass a=2")
    error.reword(lambda text: text.replace("pass", "choose"))
    assert str(error) == "choose a=1; or choose a=2"


@pytest.mark.parametrize(
    ("error", "status", "doctor"),
    [
        (UsageError("a"), EXIT_USAGE, False),
        (EnvironmentVariableError("a"), EXIT_USAGE, False),
        (StoreError("a"), EXIT_SOME_FAILED, False),
        (ModelError("a"), EXIT_SOME_FAILED, True),
        (ImportError("a"), EXIT_SOME_FAILED, True),
    ],
)
def test_one_handler_of_the_command_line(error, status, doctor, capsys):
    assert report(error) == status
    said = capsys.readouterr().err
    assert said.startswith("fo-buttwink: a\n") and ("fo-buttwink doctor" in said) is doctor
    assert "Traceback" not in said
    try:
        raise error
    except (FoButtwinkError, ImportError) as raised:
        report(raised, verbose=True)
    said = capsys.readouterr().err
    assert "Traceback" in said and "code: FBW-" in said


def _searches(tree: ast.AST) -> list[int]:
    """Lines that look for words in the text of an error: ``"word" in str(error)`` and the like."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            right = ast.unparse(node.comparators[0])
            if re.fullmatch(r"(str|repr)\((e|err|exc|error|exception)\)(\.lower\(\))?", right):
                found.append(node.lineno)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = ast.unparse(node.func.value)
            method = node.func.attr in ("startswith", "endswith", "find", "index", "count")
            if method and re.fullmatch(r"str\((e|err|exc|error|exception)\)", on):
                found.append(node.lineno)
    return found


def test_nobody_searches_the_words_of_an_error():
    assert _searches(ast.parse('if "full" in str(error): pass')) == [1]
    assert _searches(ast.parse("any(w in str(error) for w in words)")) == [1]
    found = {
        f"{file.relative_to(layers.PACKAGE)}:{line}"
        for file in layers.modules().values()
        for line in _searches(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert found == set()
