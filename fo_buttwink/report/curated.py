"""What curating adds to a page: agreement with people, the health of the dataset, its lifters."""

from __future__ import annotations

from collections.abc import Iterator

from ..curate.agreement import agreement
from ..curate.health import health
from ..curate.lifters import Facts, detectable_changes, read_facts
from ..curate.sources import HAND, REVIEWS, list_sources
from ..domain.agreement.words import class_rows, figure_rows, interval_head, summary
from ..domain.health import GROUPS
from ..store.groups import Samples
from .data import Further

MOST_FINDINGS = 40
"""Findings of a dataset's health that are listed; the others are counted. *Convention*."""


def facts_of_lifters(samples: Samples, lifter_field: str | None) -> Facts:
    """Read who squats in which video; nobody is known without a field."""
    return read_facts(samples, {"lifter": lifter_field} if lifter_field else {})


def sections(samples: Samples, key: str, facts: Facts) -> list[Further]:
    """Return the sections on agreement and health that this dataset has something for.

    Parameters
    ----------
    samples
        What the page is about.
    key
        Run key.
    facts
        Who squats in which video.
    """
    return [*_agreements(samples, key), *_health(samples, key, facts)]


def own_changes(samples: Samples, key: str, facts: Facts) -> dict[str, float]:
    """Return the least detectable change of the wink by lifter [deg], where it is known."""
    return detectable_changes(samples, facts, key)


def _agreements(samples: Samples, key: str) -> Iterator[Further]:
    there = list_sources(samples)
    for name, title in (
        (REVIEWS, "Agreement with reviews"),
        (HAND, "Agreement with people's lines"),
    ):
        if name not in there:
            continue
        found = agreement(samples, key, name)
        said = [summary(found.agreement), *found.agreement.notes]
        if not found.agreement.matched:
            # Nothing of this page was looked at by a person.
            continue
        if name == HAND:
            said.append(found.calibration().sentence)
        yield Further(
            title,
            tuple(said),
            ("Figure", "Value", interval_head(found.config), "Of"),
            # Reviews carry no winks, so most of their figures do not exist.
            tuple(
                (r.name, r.value, r.interval, r.note)
                for r in figure_rows(found.agreement)
                if r.value
            ),
        )
        head, *rows = class_rows(found.agreement)
        if rows:
            yield Further(f"{title}, by class", (), head, tuple(rows))


def _health(samples: Samples, key: str, facts: Facts) -> Iterator[Further]:
    found = health(samples, key, facts=facts if facts.by_sample else None).findings
    if not found:
        return
    left = len(found) - MOST_FINDINGS
    yield Further(
        "Health of the dataset",
        (f"{left:,} more findings are in the App.",) if left > 0 else (),
        ("About", "Finding", "What helps"),
        tuple(
            (GROUPS[f.group] if f.group != before else "", f"{f.text}.", f.remedy)
            for before, f in zip(
                [None, *(f.group for f in found)], found[:MOST_FINDINGS], strict=False
            )
        ),
    )
