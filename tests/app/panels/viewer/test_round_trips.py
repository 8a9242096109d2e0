"""What one press of a key asks of the database, and that mere looking changes nothing there."""

from __future__ import annotations

import gc
import threading
from collections import Counter

import pytest
from groups import add_pairs
from round_trips import counting

from fo_buttwink.reviews.service import list_reviews

pytestmark = pytest.mark.database

KEY = "buttwink"
PRESSES = (
    ("confirmed", {}),
    ("corrected", {"label": "none"}),
    ("rejected", {}),
    ("not_measurable", {}),
    ("undo", {}),
)


@pytest.fixture(params=["videos", "view", "clips", "groups"])
def shown(request, dataset, make_dataset, analyse):
    """What the App shows: the dataset, a view of it, clips, or a dataset of groups."""
    if request.param == "groups":
        dataset = add_pairs(make_dataset(), 2)
        analyse(dataset)
    made = {"clips": lambda: dataset.to_clips("buttwink_reps"), "view": lambda: dataset.limit(1)}
    return made.get(request.param, lambda: dataset)()


@pytest.fixture
def open_rep(call):
    """Opens the first place of a view in the viewer; gives its key presses and its answer."""

    def start(samples):
        place = samples.values("id")[0]
        loaded, _ = call(samples, "load", shown=place)
        about = {"key": KEY, "sample": loaded["video"]["sample"], "shown": place}

        def press(rep, verdict, who="ann", values=None, **more):
            given = {"rep": rep["id"], "revision": rep["review"]["revision"], **about, **more}
            return call(
                samples, "review", reviewer=who, verdict=verdict, values=values or {}, **given
            )[0]

        return loaded, press, about

    return start


def test_verdict_is_one_read_and_one_write(shown, open_rep):
    loaded, press, _ = open_rep(shown)
    (rep, *_) = loaded["video"]["reps"]
    gc.collect()  # FiftyOne reads samples anew that anybody in this process still holds
    copy = {"clips write": 1} if shown._is_clips else {}
    for verdict, values in PRESSES:
        with counting() as asked:
            answer = press(rep, verdict, values=values)
        assert answer["changed"], answer
        assert asked.of(shown._root_dataset) == {"samples read": 1, "samples write": 1, **copy}
        (rep, *_) = answer["reps"]
    with counting() as asked:
        assert press(rep, "rejected")["changed"] is False, "undo has brought it back"
    assert asked.of(shown._root_dataset).get("samples write") is None


def test_answer_to_a_verdict_is_what_the_database_then_says(shown, open_rep, call):
    loaded, press, about = open_rep(shown)
    reps = loaded["video"]["reps"]
    for n, (verdict, values) in enumerate((*PRESSES, *PRESSES)):
        rep = reps[n % len(reps)]
        if verdict == "undo" and rep["review"]["state"] == "unreviewed":
            continue
        answer = press(rep, verdict, values=values, note=f"$set {n}")
        assert answer["changed"], answer
        fresh, _ = call(shown, "refresh", rep=rep["id"], **about)
        assert {name: answer[name] for name in fresh} == fresh
        reps = answer["reps"]
    assert any(r["review"]["note"].startswith("$set ") for r in reps), "no expression of MongoDB"


def test_analysis_between_opening_and_verdict_is_noticed(dataset, open_rep, call, analyse):
    _, _, about = open_rep(dataset)
    analyse(dataset)
    rep = call(dataset, "refresh", rep=None, **about)[0]["reps"][0]
    _, press, _ = open_rep(dataset)
    analyse(dataset)
    answer = press(rep, "confirmed")
    assert "analyzed again" in answer["error"]
    own = [p["rep"] for p in answer["queue"]["walk"]["places"] if p["sample"] == about["sample"]]
    assert own and set(own) <= {r["id"] for r in answer["reps"]}


def test_two_reviewers_at_once_lose_nothing(dataset, open_rep):
    """Each press either stands or is told to be a conflict; what stands is in the database."""
    loaded, press, _ = open_rep(dataset)
    reps, said, errors = loaded["video"]["reps"], Counter(), []
    start = threading.Barrier(4)

    def work(who):
        start.wait()
        for rep in (*reps, *reps):
            try:
                answer = press(rep, "corrected", who=who, values={"label": "none"})
                assert answer.get("error") is None, answer["error"]
                kind = "conflict" if "conflict" in answer else "stands"
                if kind == "conflict" or answer["changed"]:
                    said[rep["id"], kind] += 1
            except Exception as error:  # a thread's error would vanish
                errors.append(error)

    threads = [threading.Thread(target=work, args=(f"r{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    stored = {r.rep_id: r for _, r in list_reviews(dataset, KEY)}
    for rep in reps:
        assert said[rep["id"], "stands"] == 1, "all saw it unreviewed: the first one stands"
        assert said[rep["id"], "conflict"] >= 3
        assert stored[rep["id"]].label == "none" and stored[rep["id"]].history == ()


def test_looking_writes_nothing(shown, open_rep, call):
    loaded, _, about = open_rep(shown)
    dataset = shown._root_dataset
    edited = {"$set": {"buttwink_reps.detections.0.label": "none"}}  # as in the Annotate tab
    dataset._sample_collection.update_many({}, edited)
    rep = loaded["video"]["reps"][0]["id"]
    with counting() as asked:
        assert call(shown, "load", shown=about["shown"])[0]["edits"] == 1
        assert call(shown, "refresh", rep=rep, **about)[0]["edits"] == 1
        call(shown, "pictures", rep=rep, **about)
        list_reviews(shown, KEY)
    assert asked.writes == []
    call(shown, "adopt", rep=rep, **about)
    assert len(list_reviews(dataset, KEY)) == 1, "counting them is an event of its own"


def test_counting_sees_writes(dataset):
    """Or the tests above could not fail."""
    with counting() as asked:
        dataset._sample_collection.update_one({}, {"$set": {"x": 1}})
        dataset._sample_collection.find_one({})
    assert asked.writes == [("update", dataset._sample_collection_name, ("x",))]
    assert asked.of(dataset) == {"samples read": 1, "samples write": 1}
