"""Items made in advance by a thread: all of them, in order, and no more than asked for."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink._util.prefetch import prefetch


def settled(count):
    """Wait until a list does not grow any more; its length."""
    before = -1
    while before != len(count):
        before = len(count)
        time.sleep(0.05)
    return before


@given(total=st.integers(0, 40), depth=st.integers(1, 20))
def test_same_items_in_the_same_order(total, depth):
    assert list(prefetch(iter(range(total)), depth)) == list(range(total))


@pytest.mark.parametrize("depth", [1, 2, 5, 16])
def test_no_more_than_depth_are_made_in_advance(depth):
    made = []
    items = prefetch((made.append(k) or k for k in range(100)), depth)
    for taken in range(1, 30):
        assert next(items) == taken - 1
        give_up = time.monotonic() + 30
        while len(made) - taken < depth - depth // 2 and time.monotonic() < give_up:
            time.sleep(0.001)
        assert settled(made) - taken in range(depth - depth // 2, depth + 1)
    items.close()


def test_error_comes_where_the_item_would_have_come():
    def items():
        yield from range(3)
        raise ValueError("the fourth")

    seen = []
    with pytest.raises(ValueError, match="the fourth"):
        for item in prefetch(items(), 8):
            seen.append(item)
    assert seen == [0, 1, 2]


def test_closing_early_ends_the_thread_and_hands_back_what_was_made():
    made, closed, dropped = [], [], []

    def items():
        try:
            for k in range(1000):
                made.append(k)
                yield k
        finally:
            closed.append(True)

    ahead = prefetch(items(), 6, discard=dropped.append)
    taken = [next(ahead), next(ahead)]
    settled(made)
    ahead.close()
    assert closed == [True]
    assert taken + dropped == made and len(made) < 10
    assert not [t for t in threading.enumerate() if t.name == "fo_buttwink prefetch"]
