"""The report as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...config import PeopleConfig

_PEOPLE = PeopleConfig()


def table(report: dict[str, Any]) -> str:
    """Return the report of :func:`.run` as Markdown, one section for each kind of evidence."""
    sections = [
        _hand(report["hand"]),
        _curves(report["hand"]),
        _eye(report["eye"]),
        _movements(report["movements"]),
        _counts(report["counts"]),
        _sets(report["sets"]),
    ]
    if "markers" in report:
        sections.append(_markers(report["markers"]))
    videos = report.get("videos")
    if videos:
        head = f"{videos['analyzed']} videos were analyzed"
        left = [f"{len(videos[k])} {k}" for k in ("missing", "failed") if videos[k]]
        sections.insert(0, f"{head} ({', '.join(left)}).\n" if left else f"{head}.\n")
    return "\n".join(sections).rstrip("\n")


def _hand(data: dict[str, Any]) -> str:
    title = "### Against the hand: amounts\n"
    if not data["reps"]:
        return f"{title}\nNo repetition was measured by hand.\n"
    rows = []
    for name, key in (("good and fair", "counted"), ("poor (does not count)", "poor")):
        part = data[key]
        for unit, what in (("wink", "`wink_deg`"), ("reversal", "`pelvic_reversal_deg` (W)")):
            e = part[unit]
            numbers = [part[k] for k in ("reps", "lifters", "not_found", "abstained")]
            off = [e["n"], e["mae_deg"], _signed(e["bias_deg"]), _signed(e["worst_deg"])]
            rows.append([f"{name}: {what}", *numbers, *off])
    base = data["baselines"]
    answers = [
        ["ours", base["ours"]["graded"]["mae_deg"], None],
        ["always 0", *(base["always_0"][part]["mae_deg"] for part in ("graded", "all"))],
        [
            f"always {_cell(base['median_of_hand_deg'])}, the median by hand",
            *(base["always_median"][part]["mae_deg"] for part in ("graded", "all")),
        ],
    ]
    summary = (
        "", "by hand", "of lifters", "not found", "abstained", "compared",
        "mean absolute error deg", "bias deg", "worst deg",
    )  # fmt: skip
    single = (
        "video", "rep", "quality", "`wink_deg` by hand", "ours (interval)", "error", "W by hand",
        "ours", "error", "remark",
    )  # fmt: skip
    lines = [
        title,
        _md(summary, rows),
        _intervals(data["counted"]),
        "",
        "What simple answers score in `wink_deg` (good and fair). The median is that of these very "
        "repetitions, which flatters it.\n",
        _md(["answer", "error on those graded, deg", "error on all, deg"], answers),
        "",
        "Repetition by repetition; errors are machine minus hand.\n",
        _md(single, map(_hand_row, data["reps"])),
    ]
    return "\n".join(lines) + "\n"


def _intervals(part: dict[str, Any]) -> str:
    n = part["intervals"]
    if not n:
        return "\nNo interval of `wink_deg` could be compared."
    return (
        f"\nThe interval of `wink_deg` holds the value by hand in {part['interval_holds']} of {n}, "
        f"and in {part['interval_holds_with_hand']} of {n} when it is widened on both sides by the "
        f"hand's own {_PEOPLE.hand_uncertainty_deg:.1f} deg. It is "
        f"{_cell(part['interval_width_deg'])} deg wide on average."
    )


def _hand_row(row: dict[str, Any]) -> list[Any]:
    ours = _cell(row["wink_deg"])
    if row["wink_deg_interval"]:
        low, high = row["wink_deg_interval"]
        ours = f"{ours} ({_cell(low)} to {_cell(high)})"
    return [
        row["video"], row["number"], row["quality"], row["hand_wink_deg"], ours,
        _signed(row["wink_error_deg"]), row["hand_reversal_deg"], row["reversal_deg"],
        _signed(row["reversal_error_deg"]), row["why"] or row["label"],
    ]  # fmt: skip


def _curves(data: dict[str, Any]) -> str:
    title = "### Against the hand: curves\n"
    if not data["reps"]:
        return f"{title}\nNo repetition was measured by hand.\n"
    rows = []
    for curve, counted in (("tilt", "good and fair"), ("trunk", "good, fair and hidden")):
        for key, name in (("counted", counted), ("poor", "poor")):
            for state in ("graded", "not_graded"):
                part = data["curves"][curve][key][state]
                words = f"{curve}, {name}, {state.replace('_', ' ')}"
                rows.append([words, *_curve_cells(part)])
    lifters = [
        [
            row["video"],
            ", ".join(row["qualities"]),
            f"{row['graded']} of {row['reps']}",
            *(row["tilt"][k] for k in ("curves", "rmse_deg")),
            _signed(row["tilt"]["deepest_bias_deg"]),
            *(row["trunk"][k] for k in ("curves", "rmse_deg")),
            _signed(row["trunk"]["deepest_bias_deg"]),
        ]
        for row in data["lifters"]
    ]
    return "\n".join(
        [
            title,
            "Change from the second of the six frames, which therefore counts with an error of 0. "
            "Curves need no grade: those of repetitions that abstain are counted apart.\n",
            _md(["", "curves", "missing", "frames", "RMSE deg", "bias at the deepest frame deg"],
                rows),
            "",
            _md(["video (lifter)", "quality", "graded", "tilt curves", "RMSE deg",
                 "bias, deepest deg", "trunk curves", "RMSE deg", "bias, deepest deg"], lifters),
            "",
        ]
    )  # fmt: skip


def _curve_cells(part: dict[str, Any]) -> list[Any]:
    numbers = [part[key] for key in ("curves", "missing", "frames", "rmse_deg")]
    return [*numbers, _signed(part["deepest_bias_deg"])]


def _eye(data: dict[str, Any]) -> str:
    title = "### Against the eye\n"
    if not data["clips"]:
        return f"{title}\nNo clip was graded by eye.\n"
    rows = [
        [
            row["video"],
            row["by_eye"],
            f"{row['graded']} of {row['reps']}",
            row["median_wink_deg"],
            ", ".join(f"{count} {label}" for label, count in row["labels"].items())
            or row["status"],
        ]
        for row in sorted(data["clips"], key=lambda row: row["grade"])
    ]
    summary = [
        ["rank agreement (Spearman) of the clips' median `wink_deg` with the grade by eye",
         f"{_cell(data['spearman'], 2)} (n = {data['ranked_clips']} clips)"],
        ["no-wink clips with a repetition graded moderate or marked",
         f"{data['none_clips_called_moderate']} of {data['none_clips']} "
         f"({data['none_clips_graded']} have a grade)"],
        ["clear clips whose graded repetitions are all subtle or more",
         f"{data['clear_clips_called_subtle']} of {data['clear_clips']} "
         f"({data['clear_clips_graded']} have a grade)"],
        ["repetitions graded",
         f"{data['graded']} of {data['reps']} ({_cell(data['graded_pct'], 0)} %)"],
    ]  # fmt: skip
    head = ["video", "by eye", "graded", "median `wink_deg`", "labels"]
    return "\n".join([title, _md(["", ""], summary), "", _md(head, rows), ""])


def _movements(data: dict[str, Any]) -> str:
    rows = [[row["video"], row["counted"], row["graded"], row["status"]] for row in data["clips"]]
    return "\n".join(
        [
            "### Other movements\n",
            f"Of {len(rows)} clips without squats, {len(data['counted'])} have a counted "
            f"repetition and {len(data['graded'])} a graded one.\n",
            _md(["video", "counted", "graded", "status"], rows),
            "",
        ]
    )


def _counts(data: dict[str, Any]) -> str:
    rows = [[row["video"], row["by_eye"], row["found"]] for row in data["clips"]]
    return "\n".join(
        [
            "### Counts\n",
            f"Of {len(rows)} clips the number of repetitions is exact in {data['exact']}, off by "
            f"one in {data['off_by_one']}, off by more in {data['off_by_more']}.\n",
            _md(["video", "by eye", "found"], rows),
            "",
        ]
    )


def _sets(data: dict[str, Any]) -> str:
    rows = [
        [
            row["video"],
            row["graded"],
            row["wink_sd_deg"],
            row["onsets"],
            row["onset_median_pct"],
            row["onset_sd_pct"],
        ]
        for row in data["clips"]
    ]
    return "\n".join(
        [
            "### Within a set\n",
            f"Standard deviation over the repetitions of a clip, median over clips with at least "
            f"{_PEOPLE.min_reps_in_set} values: `wink_deg` {_cell(data['wink_sd_median_deg'])} deg "
            f"({data['wink_sd_clips']} clips), onset {_cell(data['onset_sd_median_pct'])} % of the "
            f"descent ({data['onset_sd_clips']} clips). An onset is stated for "
            f"{data['onsets_stated']} of {data['winks']} repetitions "
            f"({_cell(data['onsets_stated_pct'], 0)} %) with a `wink_deg` of "
            f"{_PEOPLE.onset_from_deg:.0f} deg or more.\n",
            _md(
                [
                    "video",
                    "graded",
                    "SD of `wink_deg`",
                    "onsets",
                    "median onset %",
                    "SD of onset %",
                ],
                rows,
            ),
            "",
        ]
    )


def _markers(data: dict[str, Any]) -> str:
    e = data["reversal"]
    severities = ", ".join(f"{n} of severity {k}" for k, n in data["severities"].items())
    rows = [
        [
            row["file"],
            f"{row['reps']} of {row['expected_reps']}",
            ", ".join(_cell(v) for v in row["reversal_deg"]),
            "-" if row["reversal_error_deg"] is None
            else ", ".join(_signed(v) for v in row["reversal_error_deg"]),
            ", ".join(_cell(v) for v in row["wink_deg"]),
            ", ".join(_cell(v, 0) for v in row["onset_pct"]),
            ", ".join(f"{n} {label}" for label, n in row["labels"].items() if n),
            ", ".join(_cell(v, 0) for v in row["severities"]),
        ]
        for row in data["files"]
    ]  # fmt: skip
    return "\n".join(
        [
            "### Skin markers\n",
            f"{e['n']} repetitions: {severities}. W is off by {_cell(e['mae_deg'])} deg on "
            f"average, {_signed(e['worst_deg'])} at worst.\n",
            _md(["file", "reps", "W deg", "error", "`wink_deg`", "onset %", "labels", "severity"],
                rows),
            "",
        ]
    )  # fmt: skip


def _md(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [head, ["---"] * len(head), *([_cell(value) for value in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _cell(value: Any, digits: int = 1) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.{digits}f}"
    return str(value).replace("|", "\\|").replace("\n", " ")


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{round(value, 1) + 0.0:+.1f}".replace("+0.0", "0.0")
