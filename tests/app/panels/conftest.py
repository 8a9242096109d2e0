"""A dataset that the panels' tests look at."""

from __future__ import annotations

from dataclasses import replace

import pytest


@pytest.fixture
def analyse(database, make_analysis, make_rep, unjudged):
    """Analyses videos with three winks and one repetition that cannot be judged."""
    from fo_buttwink.config import Config
    from fo_buttwink.runs.analyze import DatasetAnalysis
    from fo_buttwink.runs.request import AnalysisRequest

    usual = (
        make_rep(),
        make_rep(first=52, bottom=55, last=60, label="marked", severity=3, wink_deg=24.0),
        make_rep(
            first=62, bottom=64, last=66, label="none", severity=0, wink_deg=1.0, onset_pct=None,
            timing=None, pattern="none",
        ),
        replace(unjudged, first=70, bottom=75, last=80),
    )  # fmt: skip

    def run(dataset, key="buttwink", reps=usual):
        job = DatasetAnalysis(
            dataset,
            AnalysisRequest(key, Config(), existing="replace"),
            analyser=lambda path, settings: (replace(make_analysis(path), reps=reps), None),
        )
        for _ in job.run():
            pass

    return run


@pytest.fixture
def dataset(make_dataset, analyse):
    dataset = make_dataset("/v/a.mp4", "/v/b.mp4", "/v/c.mp4", lifter=["ann", "bob", None])
    analyse(dataset)
    return dataset
