"""What training pictures are disturbed by."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")


def _back(hollow: int, n: int = 400) -> torch.Tensor:
    """Pictures of a straight back with a hollow so many cells high and six deep."""
    from fo_buttwink.measure.pelvis.patch import SIZE
    from fo_buttwink.sim.disturb import CHANNELS

    one = torch.zeros(SIZE, SIZE)
    one[:, 20:44] = 1.0
    one[32 - hollow // 2 : 32 - hollow // 2 + hollow, 20:26] = 0.0
    return one.expand(n, CHANNELS, SIZE, SIZE).clone()


def test_hollows_are_filled_in_some_pictures_only():
    from fo_buttwink.sim.disturb import fill_hollows

    before = _back(6)
    after = fill_hollows(before, torch.Generator().manual_seed(1), 0.35)
    changed = (after != before).flatten(2).any(2)
    for channel in range(4):
        assert float(changed[:, channel].float().mean()) == pytest.approx(0.35, abs=0.08)
    # The level and the upright picture are of one moment; now and then are not.
    assert (changed[:, 0] == changed[:, 2]).all() and (changed[:, 1] == changed[:, 3]).all()
    assert (changed[:, 0] != changed[:, 1]).any()
    assert torch.equal(fill_hollows(before, torch.Generator(), 0.0), before)
    assert (after >= before).all() and float(after.max()) <= 1.0
    hollow = before[0, 0] == 0.0
    hollow[:, :20] = hollow[:, 44:] = False
    assert (after == before)[:, :, ~hollow].all()


def test_a_hollow_wider_than_any_stays():
    from fo_buttwink.sim.disturb import HOLLOWS, fill_hollows

    before = _back(max(HOLLOWS) + 8)
    after = fill_hollows(before, torch.Generator().manual_seed(1), 0.35)
    middle = slice(32 - 4, 32 + 4)
    assert (after[:, :, middle, 20:26] == 0.0).all()


def test_disturbed_pictures_stay_pictures():
    from fo_buttwink.sim.disturb import disturb

    pictures, joints = _back(6, 32), torch.zeros(32, 2, 31)
    after, moved = disturb(pictures, joints, torch.Generator().manual_seed(2), 0.3)
    assert after.shape == pictures.shape and moved.shape == joints.shape
    assert float(after.min()) >= 0.0 and float(after.max()) <= 1.0
    again, _ = disturb(pictures, joints, torch.Generator().manual_seed(2), 0.3)
    assert torch.equal(after, again)
