"""What the set of a video may mean, as JSON for the viewer's fold."""

from __future__ import annotations

from typing import Any

from ....config import Config
from ....domain.context.facts import facts_of
from ....domain.context.read import KIND_TITLES, read
from ....domain.plausible import kept
from ....domain.review.rules import effective
from ....store.record import VideoRecord, plain

_DEG = "°"


def context_json(record: VideoRecord, config: Config) -> dict[str, Any] | None:
    """Return the reading of a video's repetitions; ``None`` where the run's settings forbid it.

    Parameters
    ----------
    record
        The video; its curves are not needed.
    config
        Settings of the run.

    Returns
    -------
    dict or None
        ``title``; ``parts``: ``{"kind", "title", "sentences": [{"text", "sources": [int]}]}`` in
        order; ``sources``: texts, to which the numbers of the sentences point, from 1.
    """
    if not config.context.show:
        return None
    reps = []
    for rep_id, stored in record.reps.items():
        machine, review = record.reviews.reps[rep_id], record.reviews.of(rep_id)
        held = effective(machine, review, config.wink)
        if rep_id not in record.reviews.drawn:  # nothing was measured of what a person drew
            raw = {name: plain(value) for name, value in kept(stored).items()}
            reps.append({**raw, "label": held.label})
    found = read(facts_of(reps, config, yaw_deg=record.summary.get("view_yaw_deg")), config)
    if found is None:
        return None
    order = {source.id: number for number, source in enumerate(found.sources, 1)}
    return {
        "title": found.title,
        "parts": [
            {
                "kind": kind,
                "title": title,
                "sentences": [
                    {
                        "text": said.text.replace(" deg", _DEG),
                        "sources": [order[name] for name in said.sources],
                    }
                    for said in found.of(kind)
                ],
            }
            for kind, title in KIND_TITLES.items()
            if found.of(kind)
        ],
        "sources": [source.text for source in found.sources],
    }
