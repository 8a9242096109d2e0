"""Hold the coverage of a run of the tests against its floors.

``python tools/coverage_floor.py`` reads ``.coverage`` (``make coverage``), prints the share of
lines of each package, and ends with 1 if a floor is not reached.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

FLOORS = {"domain": 95.0, "measure": 95.0, "pipeline": 95.0, "export": 95.0}
"""Of these packages [% of lines]. *convention*"""
WHOLE = 85.0


def shares(report: Mapping[str, dict]) -> dict[str, tuple[int, int]]:
    """Return lines that ran, and lines, by package; ``""`` for the whole.

    Parameters
    ----------
    report
        ``files`` of coverage's JSON report.
    """
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for name, file in report.items():
        parts = Path(name).parts
        package = parts[parts.index("fo_buttwink") + 1 :]
        for key in ("", package[0] if len(package) > 1 else "."):
            ran, lines = found[key]
            summary = file["summary"]
            found[key] = ran + summary["covered_lines"], lines + summary["num_statements"]
    return dict(found)


def missed(found: Mapping[str, tuple[int, int]]) -> list[str]:
    """Say which floors are not reached."""
    out = []
    for name, floor in {**FLOORS, "": WHOLE}.items():
        ran, lines = found.get(name, (0, 0))
        share = 100.0 * ran / lines if lines else 0.0
        if share < floor:
            out.append(f"{name or 'the whole'}: {share:.1f} % of lines, at least {floor:g} wanted")
    return out


def main() -> int:
    """Print the shares, and what is missed."""
    import coverage

    data = coverage.Coverage()
    data.load()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "report.json"
        data.json_report(outfile=str(file))
        report = json.loads(file.read_text(encoding="utf-8"))
    found = shares(report["files"])
    out = io.StringIO()
    for name, (ran, lines) in sorted(found.items()):
        print(
            f"{name or 'the whole':<10} {100.0 * ran / max(lines, 1):5.1f} %  {lines:6d}", file=out
        )
    print(out.getvalue(), end="")
    problems = missed(found)
    print("\n".join(problems), file=sys.stderr, end="\n" if problems else "")
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
