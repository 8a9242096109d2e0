"""What the torture has shown: each class, how often it was tried, and what came of it.

``python tests/helpers/tally.py`` runs ``tests/torture`` and writes the table into
``docs/torture.md``. A test says what it has seen with :func:`count`.
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
SECTIONS = ("Input", "Signals", "Faults", "Data safety", "Security")


def count(section: str, kind: str, outcome: str, times: int = 1) -> None:
    """Note that something was tried ``times`` times, and what came of it."""
    assert section in SECTIONS, section
    if name := os.environ.get(FILE):
        with Path(name).open("a", encoding="utf-8") as file:
            file.write(json.dumps([section, kind, outcome, times]) + "\n")


def table(lines: list[str]) -> str:
    """One table per section, in the order in which the tests ran."""
    found: dict[str, dict[str, Counter[str]]] = {s: defaultdict(Counter) for s in SECTIONS}
    for section, kind, outcome, times in map(json.loads, lines):
        found[section][kind][outcome] += times
    parts = []
    for section, kinds in found.items():
        if not kinds:
            continue
        rows = [f"### {section}", "", "| class | times | outcome |", "|---|---|---|"]
        for kind, outcomes in kinds.items():
            total = sum(outcomes.values())
            said = ", ".join(o if n == total else f"{n} {o}" for o, n in outcomes.items())
            rows.append(f"| {kind} | {total} | {said} |")
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def with_table(page: str, lines: list[str]) -> str:
    """Put the tables into a page."""
    pattern = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
    assert pattern.search(page), f"{PAGE}: expected the lines {BEGIN} and {END}"
    return pattern.sub(lambda _: f"{BEGIN}\n{table(lines)}\n{END}", page)


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
        PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), lines), encoding="utf-8")
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
