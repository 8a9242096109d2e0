"""The reference of fields and attributes, made from the code.

``python tools/fields_page.py`` writes it to ``docs/reference/fields.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fo_buttwink.domain.analysis import ABSTAIN_REASONS, GRADES
from fo_buttwink.domain.curves import CURVES
from fo_buttwink.domain.measures import ROWS
from fo_buttwink.domain.measures import Measure as Row
from fo_buttwink.store import fields

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "fields.md"
_KEY = fields.RunFields(fields.DEFAULT_KEY)

INTRO = f"""\
# Fields

<!-- Made by tools/fields_page.py from fo_buttwink/store/fields.py and domain/measures.py. -->

A run has a *key*, `{fields.DEFAULT_KEY}` unless you choose another one. Runs under different
keys live side by side. These are the fields of the run `{fields.DEFAULT_KEY}`:

| field | content |
|---|---|
| `{_KEY.summary}` | summary of the video |
| `{_KEY.reps}` | temporal detections, one for each repetition |
| `{_KEY.reviews}` | what people said about the repetitions; an analysis leaves it alone |
| `{_KEY.landmarks}` | all landmarks of the video in one array |
| `frames.{_KEY.key}_...` | curves, one number for each frame |
| `frames.{_KEY.pose}` | a skeleton that the App draws, on request |
| `{fields.HAND}` | what people measured by hand; it belongs to no run |

A run stores its settings, versions and the hash of its model, and so does each video. Running
again replaces its own results and nothing else. One run key never holds results of two
definitions of the label (`schema`) or of two ways of measuring (`results`). A run of an older
version is shown with a notice and the button *Analyze again* (in Python `existing="replace"` on
the whole dataset), which keeps the reviews. To continue such a run is refused. Exports say
under which schema their labels were made (`schema`), by which version (`measured_by`) and with
which pose model (`model_sha256`).

*Delete squat analysis*, or `fo_buttwink.delete_run`, removes every trace of a run. What people said
is kept apart from what the machine said, and outlives every new analysis. A run with reviews is
deleted only if you say that they may go: `fo-buttwink reviews backup` keeps them in a file.

Angles of pelvis, trunk and lumbar spine are changes from the lifter's own quiet standing. A
value that is not known is missing (`None`); it is never 0.

## Labels

Grades are {", ".join(f"`{name}`" for name in GRADES)}. Where the picture does not allow a
measurement, the label says why: {", ".join(f"`{name}`" for name in ABSTAIN_REASONS)}. [The
definition](../method.md) has the cut-offs.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _attributes(items: Sequence[fields.Attribute]) -> list[str]:
    rows = ["| name | kind | what it says |", "|---|---|---|"]
    return rows + [f"| `{a.name}` | {a.kind} | {_cell(a.description)} |" for a in items]


def _where(row: Row) -> str:
    shown = {
        "filter": row.slider or row.choice,
        "table": row.column,
        "viewer": row.fact,
        "sidebar": row.on_top is not None,
        "Annotate": row.annotated is not None,
        "exports": row.exported,
    }
    return ", ".join(name for name, there in shown.items() if there)


def _measures() -> list[str]:
    out = [
        "| name | kind | what it says | plausible | seen in |",
        "|---|---|---|---|---|",
    ]
    for row in ROWS:
        limits = "" if row.limits is None else f"{row.limits[0]:g} to {row.limits[1]:g}"
        out.append(
            f"| `{row.name}` | {row.kind} | {_cell(row.description)} | {limits} | {_where(row)} |"
        )
    return out


def _curves() -> list[str]:
    out = ["| field | what it says | plausible |", "|---|---|---|"]
    for name in fields.CURVES:
        curve = CURVES.get(name)
        limits = f"{curve.limits[0]:g} to {curve.limits[1]:g}" if curve and curve.limits else ""
        path = _KEY.curve_path(name)
        out.append(f"| `{path}` | {_cell(fields.CURVE_DESCRIPTIONS[name])} | {limits} |")
    return out


def page() -> str:
    """Return the whole page."""
    reps = _KEY.of_rep("NAME")
    parts = [
        INTRO,
        f"## Attributes of a repetition\n\nEach is addressed as `{reps}`, and as "
        f"`{_KEY.of_clip('NAME')}` in a view of clips.\nBeside them, every repetition has `label`, "
        "`support` (first and last frame) and `confidence`.\n*Seen in* names the parts of the App "
        "and the files that show it: the filters and the table of the\nexplorer, the list of the "
        "viewer, the top of the sidebar, the Annotate tab, and exports.\n",
        "\n".join(_measures()),
        "\n### What people said about it\n\nThese are copies, so that one can filter by them.\n",
        "\n".join(_attributes(fields.REVIEW_MIRRORS)),
        f"\n## Summary of a video\n\nMembers of `{_KEY.summary}`.\n",
        "\n".join(_attributes(fields.SUMMARY)),
        "\n## Curves\n\nOne number for each frame; missing where it could not be measured.\n",
        "\n".join(_curves()),
        f"\n## Landmarks\n\n`{_KEY.landmarks}`: {fields.LANDMARKS_DESCRIPTION}.\n",
        f"## Reviews\n\nMembers of a label of `{_KEY.reviews}`; its label and support are the "
        "ones that hold.\n",
        "\n".join(_attributes(fields.REVIEW_ATTRIBUTES)),
        f"\n## Measures by hand\n\nMembers of a label of `{fields.HAND}`: "
        f"{fields.HAND_DESCRIPTION}.\n",
        "\n".join(_attributes(fields.HAND_ATTRIBUTES)),
        f"\n## Copies for browsers\n\n`{fields.PROXY}`: {fields.PROXY_DESCRIPTION}.",
    ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
