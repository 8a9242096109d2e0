"""Values out of raw BSON are those that PyMongo reads."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

import bson
import numpy as np
import pytest
from bson import Binary, Int64, ObjectId, Regex
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.store.columnar.bson import Packed
from fo_buttwink.store.support import has_support

NAMES = ("a", "label", "label_long", "wink_deg", "onset", "é")
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
plain = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.integers(-(2**31), 2**31 - 1),
    st.integers(-(2**63), 2**63 - 1).map(Int64),
    texts,
    st.sampled_from(["none", "subtle", "subtle ", "x" * 3000]),
    st.binary(min_size=12, max_size=12).map(ObjectId),
    st.binary(max_size=5),
    st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)).map(
        lambda d: d.replace(microsecond=d.microsecond // 1000 * 1000)
    ),
)
anything = st.one_of(
    plain,
    st.lists(plain, max_size=3),
    st.dictionaries(st.sampled_from(NAMES), plain, max_size=3),
)
documents = st.lists(
    st.lists(st.sampled_from(NAMES), unique=True).flatmap(
        lambda names: st.fixed_dictionaries(dict.fromkeys(names, anything))
    ),
    max_size=8,
)


def packed(docs: list[dict[str, Any]]) -> Packed:
    return Packed(b"".join(map(bson.encode, docs)))


def as_number(value: Any) -> float:
    found = float(value) if isinstance(value, (int, float)) else math.nan
    return found if math.isfinite(found) else math.nan


@given(documents)
def test_every_value_is_read_as_pymongo_reads_it(docs):
    batch = packed(docs)
    starts = batch.documents()
    assert len(starts) == len(docs)
    found = batch.fields(starts, NAMES)
    read = [bson.decode(bson.encode(doc)) for doc in docs]
    for name in NAMES:
        expected = [doc.get(name) for doc in read]
        values = found[name]
        assert values.present.tolist() == [v is not None for v in expected]
        np.testing.assert_array_equal(batch.numbers(values), [as_number(v) for v in expected])
        assert batch.flags(values).tolist() == [bool(v) for v in expected]
        codes: dict[str, int] = {}
        words = batch.words(values, codes)
        assert len(set(codes.values())) == len(codes)
        by_code = {code: word for word, code in codes.items()}
        assert [by_code.get(code) for code in words] == [
            None if v is None else str(v) for v in expected
        ]
        assert batch.ids(values).tolist() == [str(v) for v in expected]
        dates = [v for v in batch.dates(values).tolist() if v >= 0]
        assert dates == [
            (v - datetime(1970, 1, 1)) // timedelta(milliseconds=1)
            for v in expected
            if isinstance(v, datetime)
        ]


@given(
    st.lists(
        st.one_of(
            st.none(),
            st.lists(st.one_of(plain, st.dictionaries(st.sampled_from(NAMES), plain)), max_size=14),
        ),
        max_size=5,
    )
)
def test_documents_in_lists_are_found_in_order(lists):
    batch = packed([{"before": 1, "outer": {"inner": items}} for items in lists])
    outer = batch.fields(batch.documents(), ("outer",))["outer"]
    inner = batch.fields(batch.documents_in(outer), ("inner",))["inner"]
    owners, starts = batch.items(inner)
    expected = [
        (i, item) for i, items in enumerate(lists) for item in items or () if isinstance(item, dict)
    ]
    assert owners.tolist() == [i for i, _ in expected]
    words: dict[str, int] = {}
    found = batch.words(batch.fields(starts, ("label",))["label"], words)
    by_code = {code: word for word, code in words.items()}
    labels = [item.get("label") for _, item in expected]
    read = [bson.decode(bson.encode({"v": v}))["v"] for v in labels]
    assert [by_code.get(c) for c in found] == [None if v is None else str(v) for v in read]


def test_more_words_than_are_looked_for_at_once():
    docs = [{"a": f"lifter {i % 97}"} for i in range(2000)]
    codes = {"lifter 5": 0}
    batch = packed(docs)
    found = batch.words(batch.fields(batch.documents(), ("a",))["a"], codes)
    names = list(codes)
    assert [names[c] for c in found] == [d["a"] for d in docs] and len(names) == 97


@given(st.lists(st.sampled_from(["none", "subtle", "", "x" * 2000, "é", None]), min_size=130))
def test_words_are_the_same_in_many_values(words):
    batch = packed([{"a": word} if word is not None else {} for word in words])
    codes: dict[str, int] = {}
    found = batch.words(batch.fields(batch.documents(), ("a",))["a"], codes)
    by_code = {code: word for word, code in codes.items()}
    assert [by_code.get(code) for code in found] == words


def test_a_list_of_many_and_no_documents_at_all():
    batch = packed([{"a": [{"n": i} for i in range(1234)]}, {"a": [{"n": -1}]}])
    owners, starts = batch.items(batch.fields(batch.documents(), ("a",))["a"])
    numbers = batch.numbers(batch.fields(starts, ("n",))["n"])
    assert numbers.tolist() == [*range(1234), -1] and owners.tolist() == [0] * 1234 + [1]
    nothing = packed([])
    assert nothing.fields(nothing.documents(), ("a",))["a"].present.tolist() == []


def test_kinds_of_values_that_nobody_writes():
    odd = packed([{"a": Binary(b"x", 5), "b": 1}, {"a": bson.MinKey(), "b": 2}])
    assert odd.numbers(odd.fields(odd.documents(), ("b",))["b"]).tolist() == [1, 2]
    regex = packed([{"a": Regex("x"), "b": 1}])
    with pytest.raises(ValueError, match="BSON kind 11"):
        regex.fields(regex.documents(), ("b",))


supports = st.one_of(
    plain,
    st.lists(st.one_of(st.integers(-(2**31), 2**31 - 1), st.integers().map(lambda v: Int64(v % 99)),
                       st.booleans(), st.none(), st.floats()), max_size=4),
    st.tuples(st.integers(0, 9), st.integers(0, 9)).map(list),
)  # fmt: skip


@given(st.lists(st.one_of(st.just({}), st.fixed_dictionaries({"support": supports})), max_size=8))
def test_pairs_of_frames_are_those_of_the_rule_for_documents(docs):
    batch = packed(docs)
    found = batch.frame_pairs(batch.fields(batch.documents(), ("support",))["support"])
    read = [bson.decode(bson.encode(doc)) for doc in docs]
    assert found.tolist() == [has_support(doc) for doc in read]
