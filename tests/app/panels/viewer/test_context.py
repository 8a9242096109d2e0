"""The viewer says what the set may mean, follows the reviews, and can be told not to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fo_buttwink.config import Config, ContextConfig
from fo_buttwink.domain.context.sources import SOURCES
from fo_buttwink.domain.context.words import RESPONSIBLE
from fo_buttwink.reviews.service import review_reps

pytestmark = pytest.mark.database


def kinds(context):
    return [part["kind"] for part in context["parts"]]


def said(context):
    return [one["text"] for part in context["parts"] for one in part["sentences"]]


def test_reading_of_the_open_video(dataset, call):
    context = call(dataset, "load")[0]["context"]
    assert context["title"] and kinds(context)[0] == "measured" and kinds(context)[-1] == "limits"
    assert said(context)[0].startswith("In 2 graded repetitions the butt wink is 12")
    assert "1 further repetition carries no grade: the lower back is hidden (1)." in said(context)
    assert tuple(said(context)[-2:]) == RESPONSIBLE
    assert context["sources"] and set(context["sources"]) <= {s.text for s in SOURCES.values()}
    numbers = {n for part in context["parts"] for one in part["sentences"] for n in one["sources"]}
    assert numbers == set(range(1, len(context["sources"]) + 1))


def test_a_rejected_label_is_counted_no_more(dataset, call):
    answer = call(dataset, "load")[0]
    rep = answer["video"]["reps"][0]
    given = {"key": "buttwink", "sample": dataset.first().id, "rep": rep["id"], "revision": 0}
    after = call(dataset, "review", verdict="rejected", reviewer="ann", **given)[0]["context"]
    assert "film" in kinds(after) and "try" not in kinds(after)
    assert any("a person rejected the label (1)" in text for text in said(after))
    review_reps(dataset, "buttwink", [rep["id"]], "confirmed", reviewer="ann", overwrite=True)
    back = call(dataset, "refresh", key="buttwink", sample=dataset.first().id)[0]["context"]
    assert back == answer["context"]


def test_off_by_the_settings_of_the_run(make_dataset, analyse, call):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset, config=replace(Config(), context=ContextConfig(show=False)))
    assert call(dataset, "load")[0]["context"] is None
