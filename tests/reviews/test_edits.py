"""One edit, one revision: verdicts, edits, edits that come again, and undo, by two people."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

import pytest
from bson import ObjectId
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from fo_buttwink.errors import ReviewConflictError, ReviewError
from fo_buttwink.reviews.marked import adopt_edits
from fo_buttwink.reviews.service import get_reviews, list_reviews, review_reps, undo_reviews

pytestmark = pytest.mark.database

KEY = "buttwink"
MACHINE = ("moderate", 11, 50)
PEOPLE = ("ann", "bob")


@pytest.fixture
def dataset(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4")
    analyse(dataset)
    return dataset


class Tab:
    """The Annotate tab and the reviews of the first repetition, without FiftyOne's objects."""

    def __init__(self, dataset):
        self.dataset = dataset
        self.documents = dataset._sample_collection
        self.untouched = self.documents.find_one({})
        self.rep = str(self.untouched["buttwink_reps"]["detections"][0]["_id"])

    def start(self):
        self.documents.replace_one({"_id": self.untouched["_id"]}, self.untouched)

    def send(self, label, first, last):
        values = {"label": label, "support": [first, last]}
        place = "buttwink_reps.detections.$[r]."
        self.documents.update_one(
            {"_id": self.untouched["_id"]},
            {"$set": {place + name: value for name, value in values.items()}},
            array_filters=[{"r._id": ObjectId(self.rep)}],
        )

    @property
    def bar(self):
        rep = self.documents.find_one({})["buttwink_reps"]["detections"][0]
        return rep["label"], *rep["support"]

    @property
    def mirrors(self):
        rep = self.documents.find_one({})["buttwink_reps"]["detections"][0]
        return rep["review_state"], rep["effective_label"], rep["reviewer"], rep["review_note"]

    @property
    def review(self):
        return get_reviews(self.dataset, KEY).get(self.rep)


@pytest.fixture
def tab(dataset):
    return Tab(dataset)


@dataclass(frozen=True)
class Said:
    """What holds of one verdict, in the model."""

    who: str
    verdict: str
    label: str
    first: int
    last: int
    note: str = ""


@dataclass
class Model:
    """What shall come of it: a stack of verdicts, and each person's last edit that was dealt with.

    ``waiting`` is an edit that was refused and still shows in the repetition, with its author.
    """

    stack: list = field(default_factory=list)
    counted: dict = field(default_factory=dict)
    waiting: tuple | None = None

    @property
    def top(self):
        return self.stack[-1] if self.stack else None

    def verdict(self, who, *said):
        return self.unless_foreign(lambda: self._verdict(who, *said))

    def undo(self, who):
        return self.unless_foreign(lambda: self._undo(who))

    def unless_foreign(self, act):
        """A conflict stores nothing: an edit that would count by now still waits."""
        before = (list(self.stack), dict(self.counted), self.waiting)
        outcome = act()
        if outcome == "conflict":
            self.stack, self.counted, self.waiting = before
        return outcome

    def _verdict(self, who, verdict, label, note):
        came = None
        if self.waiting and not self.foreign(self.waiting[0]):
            came = self.adopt(who, self.waiting[1])
        held = {"confirmed": "moderate", "not_a_squat": "not_a_squat"}.get(verdict, label)
        new = Said(who, verdict, held, 11, 50, note)
        if new != self.top:
            if self.foreign(who):
                return "conflict"
            self.stack.append(new)
        elif not self.waiting:
            # The edit that waited says the same, and is stored with this.
            return "changed" if came == "counted" else "unchanged"
        self.forget()
        return "changed"

    def adopt(self, who, edit):
        author = self.waiting[0] if self.waiting and self.waiting[1] == edit else who
        self.waiting = None
        if edit == MACHINE:
            return "nothing"
        if edit in self.counted.values():
            return "again"
        new = self.meant(author, edit)
        if new == self.top:
            self.counted[author] = edit
            return "again"
        if self.foreign(author):
            self.waiting = (author, edit)
            self.counted.pop(author, None)
            return "refused"
        self.stack.append(new)
        self.counted[author] = edit
        return "counted"

    def _undo(self, who):
        if self.waiting and not self.foreign(self.waiting[0]):
            self.adopt(who, self.waiting[1])
        if self.waiting and self.waiting[0] == who:
            self.forget()
            return "changed"
        if not self.stack:
            return "unchanged"
        if self.foreign(who):
            return "conflict"
        self.stack.pop()
        return "changed"

    def meant(self, author, edit):
        """Its values, and what was said before and not touched."""
        label, first, last = edit
        top, note = self.top, ""
        if top and top.verdict in ("confirmed", "corrected"):
            label = top.label if label == MACHINE[0] else label
            first = top.first if first == MACHINE[1] else first
            last = top.last if last == MACHINE[2] else last
            note = top.note
        return Said(author, "corrected", label, first, last, note)

    def forget(self):
        if self.waiting:
            self.counted[self.waiting[0]] = self.waiting[1]
            self.waiting = None

    def foreign(self, who):
        return self.top is not None and self.top.who != who


who = st.sampled_from(PEOPLE)
edit = st.sampled_from([("marked", 11, 50), ("moderate", 14, 50), ("subtle", 14, 55), MACHINE])
steps = st.one_of(
    st.tuples(
        st.just("verdict"), who, st.sampled_from(["confirmed", "corrected", "not_a_squat"]),
        st.sampled_from(["none", "marked"]), st.sampled_from(["", "blurred"]),
    ),
    st.tuples(st.just("edit"), who, edit),
    st.tuples(st.just("again"), who, st.integers(0, 3)),
    st.tuples(st.just("undo"), who),
)  # fmt: skip


def act(tab, step, sent):
    kind, person = step[:2]
    try:
        if kind == "verdict":
            verdict, label, note = step[2:]
            values = {"label": label} if verdict == "corrected" else {}
            done = review_reps(
                tab.dataset, KEY, tab.rep, verdict, note=note, reviewer=person, **values
            )
            return "changed" if done.reviewed else "unchanged"
        if kind == "undo":
            done = undo_reviews(tab.dataset, KEY, tab.rep, reviewer=person)
            return "changed" if done.reviewed else "unchanged"
    except ReviewConflictError:
        return "conflict"
    tab.send(*sent)
    done = adopt_edits(tab.dataset, KEY, reviewer=person)
    outcomes = {"counted": done.reviewed, "again": done.unchanged, "refused": done.problems}
    return next((name for name, found in outcomes.items() if found), "nothing")


# An edit says another thing because the verdict under it was taken back; it comes again later.
@example(
    [
        ("undo", "ann"), ("undo", "bob"),
        ("edit", "ann", ("subtle", 14, 55)), ("undo", "ann"),
        ("edit", "ann", ("moderate", 14, 50)), ("edit", "bob", ("marked", 11, 50)),
        ("undo", "ann"), ("verdict", "ann", "confirmed", "none", ""), ("undo", "bob"),
        ("edit", "ann", ("subtle", 14, 55)), ("again", "bob", 3), ("again", "bob", 0),
        ("again", "ann", 0), ("undo", "bob"),
    ]
)  # fmt: skip
# An edit waits, what forbade it is taken back, and its author says the same in the viewer.
@example(
    [
        ("verdict", "bob", "confirmed", "none", ""), ("edit", "ann", ("marked", 11, 50)),
        ("undo", "bob"), ("undo", "bob"), ("verdict", "ann", "corrected", "marked", ""),
        ("undo", "ann"), ("again", "ann", 0),
    ]
)  # fmt: skip
@given(st.lists(steps, min_size=3, max_size=14))
@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # to shrink takes minutes; sequences are short
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_model_of_verdicts_edits_and_undo(tab, sequence):
    tab.start()
    model, sent_by, revision = Model(), [], 0
    for step in sequence:
        sent = None
        if step[0] == "edit":
            sent = step[2]
            sent_by.append(sent)
        elif step[0] == "again":
            # The tab repeats what was made in it, whoever has the viewer open.
            if not sent_by:
                continue
            sent = sent_by[-1 - step[2] % len(sent_by)]
        if step[0] == "verdict":
            expected = model.verdict(*step[1:])
        elif step[0] == "undo":
            expected = model.undo(step[1])
        else:
            expected = model.adopt(step[1], sent)
        assert act(tab, step, sent) == expected, (step, sent, sequence)
        review = tab.review
        if model.top is None:
            assert review is None and tab.mirrors == ("unreviewed", "moderate", None, None)
        else:
            top = model.top
            assert (review.reviewer, review.verdict, review.label, review.note) == (
                top.who, top.verdict, top.label, top.note
            )  # fmt: skip
            assert review.span == (top.first, top.last)
            assert len(review.history) == len(model.stack) - 1, "one act, one revision"
            assert tab.mirrors == (top.verdict, top.label, top.who, top.note or None)
            if expected in ("again", "unchanged", "refused", "conflict", "nothing"):
                assert review.revision == revision
            else:
                assert review.revision >= revision
            revision = review.revision
        assert tab.bar == (model.waiting[1] if model.waiting else MACHINE)


def test_edit_sent_again_is_no_second_revision_and_undo_does_not_stick(tab):
    tab.send("marked", 12, 49)
    assert adopt_edits(tab.dataset, KEY, reviewer="ann").reviewed == (tab.rep,)
    for _ in range(3):
        tab.send("marked", 12, 49)
        again = adopt_edits(tab.dataset, KEY, reviewer="ann")
        assert (again.reviewed, again.unchanged) == ((), (tab.rep,))
    assert tab.bar == MACHINE and tab.review.history == ()
    assert undo_reviews(tab.dataset, KEY, tab.rep, reviewer="ann").reviewed == (tab.rep,)
    assert tab.review is None
    tab.send("marked", 12, 49)
    assert adopt_edits(tab.dataset, KEY, reviewer="ann").unchanged == (tab.rep,)
    assert tab.review is None and tab.bar == MACHINE, "taken back is taken back"
    assert undo_reviews(tab.dataset, KEY, tab.rep, reviewer="ann").unchanged == (tab.rep,)


def test_edit_sent_again_leaves_another_persons_later_verdict_alone(tab):
    tab.send("marked", 12, 49)
    adopt_edits(tab.dataset, KEY, reviewer="ann")
    review_reps(tab.dataset, KEY, tab.rep, "confirmed", reviewer="bob", overwrite=True)
    for name in PEOPLE:
        tab.send("marked", 12, 49)
        assert adopt_edits(tab.dataset, KEY, reviewer=name).unchanged == (tab.rep,)
        assert (tab.review.reviewer, tab.review.verdict) == ("bob", "confirmed")


def test_new_edit_over_another_persons_verdict_is_refused_and_told_once_in_its_own_name(tab):
    review_reps(tab.dataset, KEY, tab.rep, "confirmed", reviewer="bob")
    tab.send("marked", 12, 49)
    for name in PEOPLE:
        (problem,) = adopt_edits(tab.dataset, KEY, reviewer=name).problems
        assert "a.mp4, rep 1 (frames 11 to 50): bob said 'confirmed'" in problem.message
        assert "edit of ann" in problem.message and "Undo" in problem.message
    assert tab.bar == ("marked", 12, 49), "still there to be looked at"
    assert adopt_edits(tab.dataset, KEY, reviewer="bob", overwrite=True).reviewed == (tab.rep,)
    assert (tab.review.reviewer, tab.review.label) == ("ann", "marked")


def test_undo_passes_over_reviews_that_were_stored_twice(tab):
    """As versions before did with edits that came again."""
    review_reps(tab.dataset, KEY, tab.rep, "corrected", label="none", reviewer="ann")
    review_reps(tab.dataset, KEY, tab.rep, "corrected", label="marked", reviewer="ann")
    held = tab.review
    history = [r.to_json() for r in (*held.history, replace(held, history=()))]
    tab.documents.update_one(
        {}, {"$set": {"buttwink_reviews.detections.0.history": json.dumps(history)}}
    )
    assert undo_reviews(tab.dataset, KEY, tab.rep, reviewer="ann").reviewed == (tab.rep,)
    assert tab.review.label == "none"


def test_undo_says_when_older_verdicts_are_not_kept(tab):
    for number in range(23):
        label = ("none", "marked")[number % 2]
        review_reps(tab.dataset, KEY, tab.rep, "corrected", label=label, reviewer="ann")
    with pytest.raises(ReviewError, match="only the last 20 verdicts"):
        for _ in range(23):
            undo_reviews(tab.dataset, KEY, tab.rep, reviewer="ann")
    assert tab.review.label == "marked", "the fourth; what holds is left as it is"


def test_dragging_an_end_keeps_the_label_and_note_said_before(tab):
    review_reps(
        tab.dataset, KEY, tab.rep, "corrected", label="marked", onset_pct=60.0, note="blurred",
        reviewer="ann",
    )  # fmt: skip
    tab.send("moderate", 11, 55)
    adopt_edits(tab.dataset, KEY, reviewer="ann")
    said = tab.review
    assert (said.label, said.span, said.onset_pct, said.note) == (
        "marked", (11, 55), 60.0, "blurred"
    )  # fmt: skip
    undo_reviews(tab.dataset, KEY, tab.rep, reviewer="ann")
    assert tab.review.span == (11, 50) and tab.review.onset_pct == 60.0


def test_edit_made_elsewhere_outlives_another_label_field(tab):
    """FiftyOne writes whole samples; what is known of edits must come through that."""
    tab.send("marked", 12, 49)
    adopt_edits(tab.dataset, KEY, reviewer="ann")
    undo_reviews(tab.dataset, KEY, tab.rep, reviewer="ann")
    tab.dataset.reload()
    sample = tab.dataset.first()
    sample.reload()
    sample.tags = ["seen"]
    whole = sample.to_mongo_dict(include_id=True)
    tab.documents.replace_one({"_id": sample._id}, whole)
    tab.send("marked", 12, 49)
    assert adopt_edits(tab.dataset, KEY, reviewer="ann").reviewed == ()
    assert list_reviews(tab.dataset, KEY) == []
