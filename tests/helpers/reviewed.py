"""Columns of a dataset whose repetitions are reviewed."""

from __future__ import annotations

from dataclasses import replace

from fo_buttwink.config import Config

KEY = "buttwink"
REPS = "buttwink_reps.detections"
STRICTER = replace(Config(), wink=replace(Config().wink, early_pct=60.0))


def ids(dataset):
    return [i for video in dataset.values(f"{REPS}.id") for i in video]


def column(dataset, name):
    return [v for video in dataset.values(f"{REPS}.{name}") for v in video]
