"""Which samples are there does not depend on MongoDB's own count."""

from __future__ import annotations

import pytest

from fo_buttwink.errors import TargetError
from fo_buttwink.store.targets import is_empty, video_targets

pytestmark = pytest.mark.database


def test_a_count_that_was_lost_with_the_power_hides_no_video(make_dataset, monkeypatch):
    dataset = make_dataset("/v/a.mp4")
    monkeypatch.setattr(type(dataset), "__len__", lambda self: 0)
    assert len(dataset) == 0 and not is_empty(dataset)
    videos, others = video_targets(dataset)
    assert videos.values("filepath") == ["/v/a.mp4"] and not others


def test_nothing_is_nothing(make_dataset):
    assert is_empty(make_dataset())
    assert is_empty(make_dataset("/v/a.mp4").limit(1).skip(1))
    with pytest.raises(TargetError, match="no samples"):
        video_targets(make_dataset())
