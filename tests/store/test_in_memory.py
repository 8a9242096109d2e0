"""Samples in memory follow the database, and a change that is done never fails because of them."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.database


@pytest.fixture
def dataset(make_dataset):
    return make_dataset("/v/a.mp4", "/v/b.mp4")


def changed(dataset, value):
    dataset._sample_collection.update_many({}, {"$set": {"filepath": value}})
    return dataset._sample_collection_name


def test_a_sample_that_is_held_shows_what_is_stored(dataset):
    from fo_buttwink.store.in_memory import reload_samples

    first, last = dataset.first(), dataset.last()
    reload_samples(changed(dataset, "/v/new.mp4"), [first.id])
    assert (first.filepath, last.filepath) == ("/v/new.mp4", "/v/b.mp4")


def test_another_thread_that_loads_a_sample_meanwhile_costs_one_more_try(
    dataset, database, monkeypatch
):
    from fo_buttwink.store.in_memory import reload_samples

    first, calls, real = dataset.first(), [], database.Sample._reload_docs

    def disturbed(*args, **kwargs):
        calls.append(1)
        if len(calls) == 1:
            raise RuntimeError("dictionary changed size during iteration")
        return real(*args, **kwargs)

    monkeypatch.setattr(database.Sample, "_reload_docs", disturbed)
    reload_samples(changed(dataset, "/v/new.mp4"))
    assert first.filepath == "/v/new.mp4" and len(calls) == 2


def test_a_sample_that_cannot_be_loaded_stays_as_it_was(dataset, database, monkeypatch):
    from fo_buttwink.store.in_memory import reload_samples

    first = dataset.first()

    def refused(*args, **kwargs):
        raise ValueError("a label says no frames")

    monkeypatch.setattr(database.Sample, "_reload_docs", refused)
    reload_samples(changed(dataset, "/v/new.mp4"))
    assert first.filepath == "/v/a.mp4"
