"""The data set card says which patterns there are, and what that is worth."""

from __future__ import annotations

from dataclasses import replace

from fo_buttwink.config import preset
from fo_buttwink.domain.context.words import RESPONSIBLE, avoided_in
from fo_buttwink.export import export_table, prepare


def card(table, out, **options):
    export_table(prepare(table), "csv", out, **options)
    return (out / "dataset_card.md").read_text(encoding="utf-8")


def test_patterns_are_counted_by_video(make_table, make_rep, tmp_path):
    late = {"label": "subtle", "wink_deg": 7.0, "wink_deg_interval": (5.0, 9.0), "onset_pct": 95.0,
            "onset_pct_interval": (92.0, 97.0), "timing": "late", "severity": 1}  # fmt: skip
    reps = (make_rep(**late), make_rep(first=55, bottom=68, last=80, turning=60, **late))
    table = make_table("/v/a.mp4", "/v/b.mp4", reps=reps)
    text = card(table, tmp_path / "a")
    part = text.partition("## Patterns")[2].partition("## Limits")[0]
    assert "- late and small: 2 videos" in part
    assert all(sentence in part for sentence in RESPONSIBLE) and not avoided_in(part)
    assert "## Patterns" not in card(table, tmp_path / "b", context=False)
    silent = replace(table, settings=preset(context=False).to_dict())
    assert "## Patterns" not in card(silent, tmp_path / "c")
