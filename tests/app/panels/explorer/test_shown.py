"""What a filter leaves: as it was always found, but once per event."""

from __future__ import annotations

import numpy as np
import pytest
from explorer_panel import App
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.app.panels.explorer.filter import CHOICES, QUANTITIES, SWITCHES, Filter, inside
from fo_buttwink.app.panels.explorer.shown import Shown
from fo_buttwink.app.panels.explorer.table import order
from fo_buttwink.store.columnar.columns import FLAGS, NUMBERS, WORDS, RepColumns, Words

NAMES = {
    "label": ("none", "subtle", "moderate", "marked", "occluded", "rejected"),
    "review_state": ("unreviewed", "confirmed", "rejected"),
}


def old_mask(wanted, columns, without=None):
    """The filter's mask as it was made before, anew for each question."""
    mask = np.ones(len(columns), dtype=bool)
    for name, (low, high) in wanted.ranges.items():
        if name != without:
            mask &= (columns.numbers[name] >= low) & (columns.numbers[name] <= high)
    for name, words in wanted.choices.items():
        if name != without:
            mask &= columns.words[name].where(words)
    for name in wanted.switches:
        mask &= columns.flags["flagged"] if name == "flagged" else getattr(columns, name)
    if wanted.lasso:
        mask &= inside(wanted.lasso, columns.numbers["onset_pct"], columns.numbers["wink_deg"])
    if wanted.picked:
        mask &= np.isin(columns.rep_ids.astype(str), list(wanted.picked))
    return mask


@st.composite
def columns(draw):
    n = draw(st.integers(0, 12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    words = {}
    for name in WORDS:
        names = NAMES.get(name, ("unknown", "a", "b"))
        words[name] = Words(names, rng.integers(0, len(names), n).astype(np.int32))
    return RepColumns(
        key="k",
        rep_ids=np.array([f"{i:024x}" for i in range(n)], dtype=object),
        sample_ids=np.array([f"{i // 2:024x}" for i in range(n)], dtype=object),
        numbers={
            name: np.where(rng.random(n) < 0.3, np.nan, rng.uniform(0, 100, n)) for name in NUMBERS
        },
        words=words,
        flags={name: rng.random(n) < 0.5 for name in FLAGS},
    )


ends = st.tuples(st.floats(-10, 60), st.floats(40, 110)).map(list)
corner = st.tuples(st.floats(0, 100), st.floats(0, 100)).map(list)
filters = st.fixed_dictionaries(
    {},
    optional={
        "ranges": st.dictionaries(st.sampled_from(list(QUANTITIES)), ends, max_size=3),
        "choices": st.fixed_dictionaries(
            {},
            optional={
                name: st.lists(st.sampled_from(NAMES.get(name, ("unknown", "a", "b"))), min_size=1)
                for name in CHOICES
            },
        ),
        "switches": st.lists(st.sampled_from(list(SWITCHES)), max_size=2),
        "lasso": st.lists(corner, min_size=3, max_size=6),
        "picked": st.lists(st.integers(0, 12).map(lambda i: f"{i:024x}"), min_size=1, max_size=8),
    },
).map(Filter.from_json)


@given(columns(), filters, st.integers(0, 2**32 - 1))
def test_same_repetitions_as_a_mask_made_for_each_question(found, wanted, seed):
    within = np.random.default_rng(seed).random(len(found)) < 0.7
    shown = Shown(found, wanted, within)
    assert shown.mask.tolist() == (old_mask(wanted, found) & within).tolist()
    for name in (*QUANTITIES, *CHOICES):
        old = old_mask(wanted, found, without=name) & within
        assert shown.without(name).tolist() == old.tolist(), name
    for sort in ("wink_deg", "label", "video"):
        old = order(found, old_mask(wanted, found) & within, sort, True)
        assert shown.ordered(sort, descending=True).tolist() == old.tolist()
    assert shown.mask.tolist() == (old_mask(wanted, found) & within).tolist(), "and still"


@pytest.fixture
def passes(monkeypatch):
    """Counts how often the conditions of a filter are held against all repetitions."""
    made = []
    whole = Filter.conditions

    def counted(self, columns):
        made.append(self)
        return whole(self, columns)

    monkeypatch.setattr(Filter, "conditions", counted)

    def since():
        number = len(made)
        made.clear()
        return number

    return since


@pytest.mark.database
def test_one_pass_per_event_and_none_for_what_is_known(dataset, passes):
    app = App(dataset)
    app("refresh")
    assert passes() == 1
    assert app.change(ranges={"wink_deg": [1, 30]})["counts"]["reps"]["shown"]
    assert passes() == 1, "another condition"
    assert len(app("rows", offset=0)["rows"]) > 0
    assert passes() == 0, "scrolling the table"
    app("refresh")
    assert passes() == 0, "nothing has changed"
    app.change(ranges={"wink_deg": [1, 30]}, switches=["flagged"])
    assert passes() == 1, "a click on a count"
    app("change", sort="onset_pct", descending=False)
    assert passes() == 0, "another order"
    app("tag", tag="seen", what="repetitions")
    assert passes() == 0, "a tag is for those that are shown"
    assert app("rows", offset=0)["rows"]
    assert passes() == 1, "the tags have changed the samples"


@pytest.mark.database
def test_kept_answer_is_not_that_of_before_a_change(dataset, passes):
    app = App(dataset)
    before = app.change(switches=["reviewed"])["counts"]["reps"]["shown"]
    reps = {"$set": {"buttwink_reps.detections.0.review_state": "confirmed"}}
    dataset._sample_collection.update_many({}, [{"$set": {"last_modified_at": "$$NOW"}}])
    dataset._sample_collection.update_many({}, reps)
    assert (before, app("refresh")["counts"]["reps"]["shown"]) == (0, 3)
