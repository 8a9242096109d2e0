"""Datasets of groups for tests: two cameras of the same squats, videos of two lifters."""

from __future__ import annotations

from typing import Any


def add_pairs(dataset: Any, number: int = 3, others: str = "mp4") -> Any:
    """Fill an empty dataset with groups of a video from the side and another sample.

    Parameters
    ----------
    others
        Ending of the other sample's file: ``mp4`` for a second video (slice ``back``), ``jpg``
        for a picture (slice ``photo``).
    """
    import fiftyone as fo

    name = "back" if others == "mp4" else "photo"
    dataset.add_group_field("group", default="side")
    for n in range(number):
        group = fo.Group()
        common = {"lifter": "ab"[n % 2], "take": number - n}
        dataset.add_samples(
            [
                fo.Sample(filepath=f"/v/side/{n}.mp4", group=group.element("side"), **common),
                fo.Sample(filepath=f"/v/{name}/{n}.{others}", group=group.element(name), **common),
            ]
        )
    return dataset


def paths(samples: Any) -> list[str]:
    """File paths without their folder ``/v/``, in order."""
    return [path.removeprefix("/v/") for path in samples.values("filepath")]
