"""The report: one page that says what was measured, needs nothing else, and stays light."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from fo_buttwink.config import Config, ContextConfig
from fo_buttwink.domain.context.words import RESPONSIBLE
from fo_buttwink.domain.sets import summarize_set
from fo_buttwink.export.table.from_analyses import MemorySource, table_of
from fo_buttwink.report.collect import Known, collect
from fo_buttwink.report.curves import bands
from fo_buttwink.report.data import Further, ReportOptions
from fo_buttwink.report.page import page
from fo_buttwink.report.write import of_analyses

EVIL = "<script>alert(1)</script>&\"'"


@pytest.fixture
def graded_set(make_analysis, make_rep):
    """Makes a set of graded repetitions one after the other in 90 frames."""

    def make(path="/v/set.mp4", winks=(6.0, 7.0, 6.5), onset=92.0, **changes):
        reps = tuple(
            make_rep(
                first=1 + 25 * i, bottom=12 + 25 * i, last=24 + 25 * i, turning=8 + 25 * i,
                wink_deg=wink, wink_deg_interval=(wink - 2.0, wink + 2.0),
                label="none" if wink < 5 else "subtle" if wink < 10 else "moderate",
                onset_pct=onset, onset_pct_interval=(onset - 2, onset + 2),
                severity=1, timing="late",
            )
            for i, wink in enumerate(winks)
        )  # fmt: skip
        return make_analysis(path, reps=reps, **changes)

    return make


def text_of(analyses, options=None, **changes):
    return "".join(page(of_analyses(analyses, replace(options or ReportOptions(), **changes))))


def outside(html):
    """The page without Plotly's program."""
    first, last = html.index("<script>"), html.index("</script>")
    return html[:first] + html[last:]


def test_nothing_is_fetched_from_elsewhere(graded_set):
    html = outside(text_of([graded_set()]))
    sources = re.findall(r"(?:src|href|srcset|action|data)=[\"']?([^\"'\s>]*)", html)
    assert all(source.startswith("data:image/jpeg;base64,") for source in sources)
    assert not re.search(r"<link|<iframe|<object|@import|url\(", html)
    assert "default-src 'none'" in html


def test_two_lifters_files_of_one_name_are_told_apart(graded_set):
    html = outside(text_of([graded_set(f"/v/{who}/IMG_0001.MOV") for who in ("ann", "bob")]))
    assert "Set 1: ann/IMG_0001.MOV" in html and "Set 2: bob/IMG_0001.MOV" in html
    assert not re.search(r">\s*IMG_0001\.MOV", html), "in no table and no title by the name alone"
    alone = outside(text_of([graded_set("/v/ann/IMG_0001.MOV")]))
    assert not re.search(r">[^<>]*ann/IMG_0001[^<>]*</(h.|td|th)>", alone)


def test_names_and_notes_of_people_are_text_not_markup(graded_set):
    analysis = graded_set(f"/v/{EVIL}.mp4")
    table = table_of([analysis, graded_set("/v/b.mp4")],
                     lifters={analysis.video: EVIL, "/v/b.mp4": "b"}, key=EVIL)  # fmt: skip
    rows = [replace(row, review_state="rejected", reviewer=EVIL, review_note=EVIL, load_kg=20.0 + i,
                    reason=EVIL) for i, row in enumerate(table.rows)]  # fmt: skip
    table = replace(table.with_rows(rows), key=EVIL).noting(EVIL)
    data = collect(
        table, ReportOptions(title=EVIL), Known(failed=[EVIL]), scope=[EVIL],
        further=[Further(EVIL, (EVIL,), (EVIL,), ((EVIL,),))],
    )  # fmt: skip
    html = outside("".join(page(data)))
    assert "alert(1)" in html
    assert not re.search(r"<script>\s*alert", html)
    # Our own scripts and Plotly's data are all that is left.
    assert html.count("<script") == html.count("</script>") - 1
    for tag in re.findall(r"<(\w+)[^>]*alert\(1\)[^>]*>", html):
        assert tag == "img", tag  # as text of an attribute, escaped


def test_one_set_has_its_value_curve_and_reading(graded_set):
    html = text_of([graded_set()])
    assert "Median wink of 3 graded repetitions: 6.5 deg (4 to 8 deg), from 92 %" in html
    assert "no change is needed" in html and 'id="curves1"' in html and 'id="scatter"' in html
    assert all(sentence in html for sentence in RESPONSIBLE)
    assert "What it may mean: late, small and steady" in html
    assert "All sets" not in html


def test_value_of_a_set_is_the_one_that_the_analysis_states(graded_set):
    analysis = graded_set(winks=(3.0, 14.0, 8.0))
    config = Config()
    stated = summarize_set(analysis.reps, config.sets, config.wink)
    (line,) = of_analyses([analysis]).lines
    assert stated is not None
    facts = line.facts
    assert (facts.wink_deg, facts.wink_deg_interval) == (stated.wink_deg, stated.wink_deg_interval)
    assert (facts.onset_pct, line.grade(config)) == (stated.onset_pct, stated.grade)


def test_context_can_be_left_out(graded_set):
    assert "What it may mean" not in text_of([graded_set()], context=False)
    silent = replace(Config(), context=ContextConfig(show=False)).to_dict()
    assert "What it may mean" not in text_of([graded_set(config=silent)])


def test_all_abstained_says_why_and_what_helps(make_analysis, unjudged):
    analysis = make_analysis(reps=(unjudged,), status="occluded", message="hidden")
    html = text_of([analysis])
    assert "No graded repetition: too few for a value of the set." in html
    assert "leave the lower back in view" in html and "What is missing, and what to film" in html
    assert 'id="scatter"' not in html


def test_one_repetition_only(graded_set):
    html = text_of([graded_set(winks=(8.0,))])
    assert "1 graded repetition: too few for a value of the set." in html
    assert "1 graded repetition is too little to read anything from" in html


def test_no_repetition_at_all(make_analysis):
    nothing = [
        make_analysis("/v/a.mp4", reps=(), status="not_a_squat", message="No squat was found."),
        make_analysis("/v/b.mp4", reps=(), status="failed", message="/v/b.mp4: no such file",
                      frames=None, total_frames=0, fps=None),
    ]  # fmt: skip
    html = text_of(nothing)
    assert "No repetition was found in 2 videos." in html
    assert "Use a video of whole squats" in html and "/v/b.mp4: no such file" in html
    assert "<script>" not in html  # no figure, so no program


def test_missing_media_leaves_a_sentence_in_the_place_of_pictures(graded_set):
    html = text_of([graded_set("/nowhere/squat.mp4")])
    assert "There is no picture: " in html and "/nowhere/squat.mp4" in html
    assert "<img" not in html


def test_band_holds_most_repetitions_and_no_gap_is_filled(graded_set):
    analysis = graded_set()
    rows = list(table_of([analysis]).rows)
    band = bands(analysis.frames, rows)["pelvic_tilt_deg"]
    assert band.reps == 3
    known = np.isfinite(band.median)
    assert (band.low[known] <= band.median[known]).all()
    assert (band.median[known] <= band.high[known]).all()
    # The first repetition has a gap at frames 6 to 8; two of three are enough for a median.
    assert known.mean() > 0.9
    one = bands(analysis.frames, rows[:1])["pelvic_tilt_deg"]
    assert not np.isfinite(one.median[22:26]).any()
    assert bands(None, rows) == {}


def test_what_is_left_out_is_said(graded_set):
    many = [graded_set(f"/v/{i}.mp4", winks=(5.0 + i, 6.0 + i, 7.0 + i)) for i in range(6)]
    html = text_of(many, max_sets=3, max_points=5, max_rows=4)
    assert "3 of 6 sets are shown one by one" in html
    assert "5 of 18 measured repetitions are drawn" in html
    assert "4 of 6 sets are listed" in html and "The first 4 of 18 repetitions" in html
    data = of_analyses(many, ReportOptions(max_sets=3))
    assert [one.name for one in data.sets] == ["5.mp4", "3.mp4", "0.mp4"]  # largest to smallest


def test_trend_over_the_load_of_one_lifter(graded_set):
    analyses = [graded_set("/v/light.mp4", winks=(6.0, 6.0, 6.0)),
                graded_set("/v/heavy.mp4", winks=(16.0, 16.0, 16.0), onset=80.0)]  # fmt: skip
    table = table_of(analyses, lifters={a.video: "ann" for a in analyses})
    loads = {"/v/light.mp4": 20.0, "/v/heavy.mp4": 100.0}
    table = table.with_rows([replace(row, load_kg=loads[row.video]) for row in table.rows])
    data = collect(table)
    html = "".join(page(data))
    assert "Over the load" in html and 'id="load"' in html
    heavy = next(one for one in data.sets if one.name == "heavy.mp4")
    assert heavy.reading is not None and heavy.reading.patterns == ("load",)
    # Of two people nothing is compared.
    apart = table.with_rows([replace(row, lifter=row.video) for row in table.rows])
    assert "Over the load" not in "".join(page(collect(apart)))


def test_a_hundred_repetitions_of_each_of_many_videos_stay_a_light_page(graded_set):
    table = table_of([graded_set()])
    row = next(iter(table.rows))
    base = next(iter(table.videos)).record
    rows, records = [], {}
    for v in range(200):
        records[f"v{v}"] = replace(base, video_id=f"v{v}", path=f"/v/{v}.mp4")
        rows += [
            replace(row, rep_id=f"{v}-{r}", rep=r, video_id=f"v{v}", video=f"/v/{v}.mp4")
            for r in range(1, 101)
        ]
    source = MemorySource(dict.fromkeys(records, (None, None)))
    large = type(table).holding(rows, records, source, "", table.settings)
    html = "".join(page(collect(large, ReportOptions(pictures=0))))
    assert "20,000 repetitions in 200 videos" in html
    assert len(html) < 7e6 and "2,000 of 20,000 measured repetitions are drawn" in html


def test_further_sections_are_shown(graded_set):
    table = table_of([graded_set()])
    data = collect(table, further=[Further("Agreement", ("Kappa is 0.8.",), ("a",), (("b",),))])
    assert "<h2>Agreement</h2><p>Kappa is 0.8.</p>" in "".join(page(data))
