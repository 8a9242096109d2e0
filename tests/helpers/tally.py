"""What the torture has shown: each class, how often it was tried, and what came of it.

``python tests/helpers/tally.py`` runs ``tests/torture`` and writes the table into
``docs/torture.md``. With arguments for pytest, such as ``-k signals``, only the classes that were
tried get new rows, and the others keep theirs. A test says what it has seen with :func:`count`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "torture.md"
BEGIN, END = "<!-- tally: made by tests/helpers/tally.py -->", "<!-- end of the tally -->"
FILE = "FO_BUTTWINK_TALLY"
"""Variable with the file that :func:`count` adds to; without it nothing is noted."""
HEAD = "| class | times | outcome |"
SECTIONS = ("Input", "Signals", "Faults", "Data safety", "Security")


def count(section: str, kind: str, outcome: str, times: int = 1) -> None:
    """Note that something was tried ``times`` times, and what came of it."""
    assert section in SECTIONS, section
    if name := os.environ.get(FILE):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(json.dumps([section, kind, outcome, times]) + "\n")


def table(lines: list[str], older: str = "") -> str:
    """One table per section, in the order in which the tests ran.

    Parameters
    ----------
    lines
        What was noted.
    older
        Tables whose rows stay, where the class was not tried now.
    """
    found: dict[str, dict[str, Counter[str]]] = {s: defaultdict(Counter) for s in SECTIONS}
    for section, kind, outcome, times in map(json.loads, lines):
        found[section][kind][outcome] += times
    rows: dict[str, dict[str, str]] = {s: {} for s in SECTIONS}
    section = ""
    for line in older.splitlines():
        if line.startswith("### "):
            section = line[4:]
        elif line.startswith("| ") and line != HEAD:
            rows[section][line.split(" | ")[0][2:]] = line
    for section, kinds in found.items():
        for kind, outcomes in kinds.items():
            total = sum(outcomes.values())
            said = ", ".join(o if n == total else f"{n} {o}" for o, n in outcomes.items())
            rows[section][kind] = f"| {kind} | {total} | {said} |"
    return "\n\n".join(
        "\n".join([f"### {section}", "", HEAD, "|---|---|---|", *kinds.values()])
        for section, kinds in rows.items()
        if kinds
    )


def with_table(page: str, lines: list[str], *, part: bool = False) -> str:
    """Put the tables into a page; of a ``part`` of the torture only the rows that it has."""
    pattern = re.compile(re.escape(BEGIN) + r"(.*?)" + re.escape(END), re.DOTALL)
    found = pattern.search(page)
    assert found, f"{PAGE}: expected the lines {BEGIN} and {END}"
    made = table(lines, found[1] if part else "")
    return pattern.sub(lambda _: f"{BEGIN}\n{made}\n{END}", page)


def main() -> int:
    """Run the torture and renew the page; the exit status is that of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder, "tally.jsonl")
        notes.touch()
        command = [sys.executable, "-m", "pytest", "tests/torture", "-m", "torture or not torture"]
        environment = {**os.environ, FILE: str(notes)}
        done = subprocess.run([*command, *sys.argv[1:]], cwd=ROOT, env=environment)
        lines = notes.read_text(encoding="utf-8").splitlines()
    print(table(lines))
    if done.returncode == 0:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_table(page, lines, part=len(sys.argv) > 1), encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
