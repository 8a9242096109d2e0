"""Disturb the pictures of a training batch as real ones are. Needs torch (extra ``sim``)."""

from __future__ import annotations

import torch
from torch import nn

from ..measure.pelvis.patch import BOTTOM, LEFT, RIGHT, SIZE, TOP

CHANNELS = 4
"""Pictures of a pair: level now and then, upright now and then."""
HOLLOWS = (7, 11, 15)
"""Width in cells, of SIZE, of the hollows that an outline may miss."""


def disturb(
    patches: torch.Tensor, joints: torch.Tensor, rng: torch.Generator, hollows: float = 0.0
) -> tuple[torch.Tensor, torch.Tensor]:
    """Disturb a batch: shifted hips, other scale, roll, bites, soft edges, hollows filled.

    ``patches`` is (N, CHANNELS, SIZE, SIZE), ``joints`` (N, 2, F). The level pair shares its
    roll (a tilted camera); the upright pair turns independently (a misplaced shoulder). ``hollows``
    is the share of pictures whose hollows are filled.
    """
    n = len(patches)

    def uniform(*shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=rng) * 2 - 1

    roll = 0.03 * uniform(n, 1).expand(n, 2)
    angle = torch.cat([roll, roll + 0.04 * uniform(n, 2)], dim=1).reshape(-1)
    own = 0.015 * uniform(n, 2)
    scale = (1 + 0.04 * uniform(n, 1) + torch.cat([own, own], dim=1)).reshape(-1)
    shift = 0.03 * uniform(n, 2, 2)
    offset = torch.cat([shift, shift], dim=1).reshape(-1, 2)
    cos, sin = torch.cos(angle) * scale, torch.sin(angle) * scale
    # The hip, not the middle of the patch, is the centre of the roll.
    hip = torch.tensor([2 * -LEFT / (RIGHT - LEFT) - 1, 2 * TOP / (TOP - BOTTOM) - 1])
    rotation = torch.stack([torch.stack([cos, -sin], 1), torch.stack([sin, cos], 1)], 1)
    theta = torch.cat([rotation, (hip - rotation @ hip + offset)[:, :, None]], dim=2)
    flat = patches.reshape(CHANNELS * n, 1, SIZE, SIZE)
    grid = nn.functional.affine_grid(theta, list(flat.shape), align_corners=False)
    flat = nn.functional.grid_sample(flat, grid, align_corners=False)
    soft = (torch.rand(n, generator=rng) < 0.3).repeat_interleave(CHANNELS)
    flat[soft] = nn.functional.avg_pool2d(flat[soft], 3, stride=1, padding=1)
    patches = flat.reshape(n, CHANNELS, SIZE, SIZE)
    for b in torch.flatten(torch.nonzero(torch.rand(n, generator=rng) < 0.12)).tolist():
        x, y, w, h = (torch.rand(4, generator=rng) * torch.tensor([SIZE, SIZE, 18.0, 18.0])).int()
        bite = float(torch.rand(1, generator=rng) < 0.5)
        patches[b, 0::2, int(y) : int(y) + int(h), int(x) : int(x) + int(w)] = bite
    patches = fill_hollows(move_edges(patches, rng), rng, hollows)
    return patches, joints + torch.randn(joints.shape, generator=rng) * 0.011


def fill_hollows(patches: torch.Tensor, rng: torch.Generator, share: float) -> torch.Tensor:
    """Let a share of the outlines run straight across hollows, as MediaPipe's do in the lower back.

    A morphological closing, more or less of it; now and then are chosen apart, for the outline of
    one lifter may leak at the bottom of the squat and not in standing.
    """
    if share == 0.0:
        return patches
    out = patches.clone()
    for picture in (0, 1):
        for size in HOLLOWS:
            chosen = torch.rand(len(patches), generator=rng) < share / len(HOLLOWS)
            part = patches[chosen][:, picture::2]
            closed = -_widest(-_widest(part, size), size)
            much = torch.rand(len(part), 1, 1, 1, generator=rng)
            rows = torch.flatten(torch.nonzero(chosen))
            out[rows, picture::2] = part + much * (closed - part)
    return out


def _widest(pictures: torch.Tensor, size: int) -> torch.Tensor:
    """Largest value in the square of ``size`` cells round each, along one side, then the other."""
    half = size // 2
    rows = nn.functional.max_pool2d(pictures, (size, 1), stride=1, padding=(half, 0))
    return nn.functional.max_pool2d(rows, (1, size), stride=1, padding=(0, half))


def move_edges(patches: torch.Tensor, rng: torch.Generator) -> torch.Tensor:
    """Let every second outline run a little farther in or out within its soft edge."""
    n = len(patches)
    steeper = 1 + 0.9 * torch.rand(n, 1, 1, 1, generator=rng)
    offset = 0.5 * (torch.rand(n, 1, 1, 1, generator=rng) - 0.5)
    moved = ((patches - 0.5) * steeper + 0.5 + offset).clamp(0, 1)
    chosen = (torch.rand(n, 1, 1, 1, generator=rng) < 0.5) & (patches > 0.02) & (patches < 0.98)
    return torch.where(chosen, moved, patches)
