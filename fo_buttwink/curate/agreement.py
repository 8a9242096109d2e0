"""How far two sources of a dataset's repetitions agree, and where they do not.

FiftyOne's ``evaluate_detections`` compares two *fields* of temporal detections, and counts the same
pairs (a test holds both against each other). It does not fit here: reviews and measurements by hand
are no such fields, and it knows no kappa, no interval, and no amounts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import fiftyone as fo
from tabulate import tabulate

from ..config import AgreementConfig, MatchConfig
from ..domain.agreement.accounts import AMOUNTS
from ..domain.agreement.calibration import Calibration, calibrate
from ..domain.agreement.compare import Agreement, compare, differing
from ..domain.agreement.words import class_rows, figure_rows, interval_head, summary
from ..errors import SourceError
from ..store.groups import Samples
from .shown import show_reps, show_videos
from .sources import Source, read_source

LABEL, ONLY_A, ONLY_B = "label", "only_a", "only_b"
SHOW = {
    LABEL: "The labels differ",
    "wink_deg": "The winks differ",
    "pelvic_reversal_deg": "The pelvic reversals differ",
    "onset_pct": "The onsets differ",
    ONLY_A: "Only the first source has it",
    ONLY_B: "Only the second source has it",
}
"""Kinds of disagreement, with what they are in words."""


@dataclass(frozen=True)
class SourceAgreement:
    """Two sources compared; ``print`` shows the figures."""

    samples: Samples
    a: Source
    b: Source
    agreement: Agreement
    config: AgreementConfig

    def __str__(self) -> str:
        """Return all figures as tables of words."""
        heads, *classes = class_rows(self.agreement)
        rows = [(r.name, r.value, r.interval, r.note) for r in figure_rows(self.agreement)]
        parts = [
            summary(self.agreement),
            tabulate(rows, ("", "value", interval_head(), "of"), disable_numparse=True),
            tabulate(classes, heads, disable_numparse=True),
            *self.agreement.notes,
        ]
        if self.b.by_hand:
            parts.append(f"{self.calibration().sentence} Nothing is changed by it.")
        return "\n\n".join(parts)

    def rep_ids(self, what: str = LABEL) -> tuple[str | None, list[str]]:
        """Field and ids of the repetitions on which both disagree; ids of videos without a field.

        Parameters
        ----------
        what
            One of :data:`SHOW`.
        """
        if what not in SHOW:
            raise SourceError(f"what={what!r}: expected one of {', '.join(SHOW)}")
        pairs = self.agreement.pairs
        if what in (ONLY_A, ONLY_B):
            one, at = (self.a, pairs.only_a) if what == ONLY_A else (self.b, pairs.only_b)
        else:
            limits = dict.fromkeys(AMOUNTS, self.config.different_deg)
            limits["onset_pct"] = self.config.onset_within_pct[-1]
            apart = differing(self.a.account, self.b.account, pairs, what, by=limits.get(what, 0.0))
            in_a = self.a.field is not None or self.b.field is None
            one, at = (self.a, pairs.a[apart]) if in_a else (self.b, pairs.b[apart])
        if one.field is None:
            return None, list(dict.fromkeys(one.account.videos[at].tolist()))
        ids = one.account.ids[at].tolist()
        return one.field, [i for i in ids if i]

    def disagreements(self, what: str = LABEL) -> fo.DatasetView:
        """Show the repetitions on which both disagree, as clips where there are not too many."""
        field, ids = self.rep_ids(what)
        if field is None:
            return show_videos(self.samples, ids)
        return show_reps(self.samples, field, ids)

    def calibration(self, measure: str = "wink_deg") -> Calibration:
        """Say what source A is off by, if source B was measured by hand."""
        return calibrate(
            self.a.account, self.b.account, measure=measure, min_iou=MatchConfig().min_iou
        )

    def to_json(self) -> dict[str, Any]:
        """Plain dictionary, ready for JSON."""
        return self.agreement.to_json()


def agreement(
    samples: Samples,
    a: str,
    b: str,
    *,
    config: AgreementConfig | None = None,
    seed: int = 0,
) -> SourceAgreement:
    """Compare two sources of the same repetitions.

    Parameters
    ----------
    samples
        A dataset, or a view of it: only its videos and repetitions count.
    a, b
        Sources as :mod:`fo_buttwink.curate.sources` names them: a run key, ``reviews``,
        ``reviewer:NAME``, ``hand``, or a field of temporal detections. B is the reference.
    seed
        Of the draws behind the intervals.

    Raises
    ------
    SourceError
        If there is no such source.
    """
    config = config or AgreementConfig()
    one, other = read_source(samples, a), read_source(samples, b)
    found = compare(one.account, other.account, config, seed=seed)
    return SourceAgreement(samples, one, other, found, config)
