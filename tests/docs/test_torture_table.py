"""The table of the torture: a whole run writes all of it, a part of one its own rows."""

from __future__ import annotations

import json

import tally

PAGE = f"# Page\n\n{tally.BEGIN}\nold\n{tally.END}\n\nText.\n"
WHOLE = [
    ["Input", "codec", "read", 3],
    ["Input", "codec", "refused", 1],
    ["Input", "names", "read", 5],
    ["Faults", "disk full", "refused", 2],
]


def noted(lines):
    return [json.dumps(line) for line in lines]


def test_a_whole_run_writes_all_of_it():
    page = tally.with_table(PAGE, noted(WHOLE))
    assert page.startswith("# Page\n") and page.endswith("\n\nText.\n") and "old" not in page
    assert "| codec | 4 | 3 read, 1 refused |\n| names | 5 | read |" in page
    assert page.index("### Input") < page.index("### Faults")
    assert tally.with_table(page, noted(WHOLE[3:])).count("\n| ") == 2  # its head and its row


def test_a_part_of_a_run_leaves_the_other_rows():
    page = tally.with_table(PAGE, noted(WHOLE))
    part = noted([["Input", "names", "read", 6], ["Signals", "gap", "kept", 7]])
    again = tally.with_table(page, part, part=True)
    assert "| codec | 4 | 3 read, 1 refused |\n| names | 6 | read |" in again
    assert "### Signals\n\n| class | times | outcome |\n|---|---|---|\n| gap | 7 | kept |" in again
    assert "| disk full | 2 | refused |" in again
    assert again.index("### Input") < again.index("### Signals") < again.index("### Faults")
    assert tally.with_table(again, [], part=True) == again


def test_the_page_has_the_rows_in_the_form_in_which_they_are_written():
    page = tally.PAGE.read_text(encoding="utf-8")
    assert tally.with_table(page, [], part=True) == page
