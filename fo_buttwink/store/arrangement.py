"""What the App shows of a run at once: sidebar groups, tiles, colors and saved views.

FiftyOne lists the attributes of a label by the alphabet, draws all labels in one color, and shows
on tiles what the machine said. An analysis arranges its dataset once and writes down what it did,
with the run. Whatever is not as it was written down belongs to a person, and is left alone; so is
whatever a person took away. A run that is deleted takes its part of the arrangement along.

Attributes of a video's repetitions cannot stand in the sidebar by themselves: FiftyOne 1.22 fails
on such paths when a video is opened. In views of clips, where a repetition is a label of its own,
they can, and paths that a view does not have are left out by the App.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import fiftyone as fo

from ..config import Config
from ..domain.analysis import ABSTAIN_REASONS, GRADES
from ..domain.measures import ON_TOP
from ..domain.palette import NOT_MEASURABLE_COLOR, REVIEWED_COLOR, UNREVIEWED_COLOR, label_color
from ..domain.review.record import STATES, UNREVIEWED
from ..domain.texts import remedies
from . import fields as names
from .saved_views import arrange_views, mentions, stages_of

Record = dict[str, Any]
"""What was arranged for a run, as JSON: ``groups``, ``views``, ``colors``, ``active``, ``base``."""
Group: TypeAlias = fo.SidebarGroupDocument

_ON_TOP = (
    "labels",
    "worst_severity",
    "earliest_onset_pct",
    "worst_wink_deg",
    "num_flagged",
    "status",
)
_ON_TOP_OF_CLIPS = ("effective_label", *ON_TOP, "review_state")
_ON_TILES = ("labels", "remedy")
"""Of a video; a video of which something was measured has no remedy."""
_ON_TILES_OF_CLIPS = ("effective_label", "review_state")
"""A label that a person rejected without giving another leaves only the state."""
_STATE_COLORS = [
    {"value": state, "color": UNREVIEWED_COLOR if state == UNREVIEWED else REVIEWED_COLOR}
    for state in STATES
]
_REMEDY_COLORS = [
    {"value": text, "color": NOT_MEASURABLE_COLOR} for text in remedies(Config()).values()
]
"""As the presets say them; with other cut-offs, a remedy may have a color by chance."""
_LABELS = (*GRADES, *ABSTAIN_REASONS, "not_measurable", "rejected", "unknown")


def arrange(
    dataset: fo.Dataset,
    run: names.RunFields,
    manifest: Sequence[str],
    own: Record,
    others: Sequence[Record],
    newest: Sequence[names.RunFields] = (),
    *,
    free: bool = False,
) -> Record:
    """Arrange what the App shows of a run.

    Parameters
    ----------
    manifest
        All fields of the run; frame fields as ``frames.<name>``.
    own, others
        What was written down for this run before, and for the other runs of the dataset.
    newest
        All runs of the dataset, the last one that was worked on first.
    free
        Whether nothing is on the tiles because a run that was shown there has been deleted, and
        not because somebody took it away.

    Returns
    -------
    dict
        What is to be written down for this run now.
    """
    before = _app_config(dataset)
    record: Record = {
        "groups": _arrange_groups(dataset, run, manifest, own, others),
        "base": _base(before.get("sidebar_groups"), own, others),
        "active": _arrange_active(dataset, newest or (run,), own, others, free=free),
        "colors": _arrange_colors(dataset, run, own, others),
    }
    if _app_config(dataset) != before:
        dataset.save()
    record["views"] = arrange_views(dataset, run, own)
    return record


def clear(
    dataset: fo.Dataset, run: names.RunFields, own: Record, others: Sequence[Record] = ()
) -> bool:
    """Take away what was arranged for a run whose fields are about to go.

    Returns
    -------
    bool
        Whether the tiles show nothing of ours now, and showed something before.
    """
    config = dataset.app_config
    if config.sidebar_groups is not None:
        recorded = own.get("groups", {})
        rest = [
            g
            for g in config.sidebar_groups
            # Also one that somebody changed, if nothing will be left in it.
            if g.name not in recorded or not all(_belongs(path, run) for path in g.paths)
        ]
        default = _is_default(dataset, run, rest) and own.get("base") == "default"
        config.sidebar_groups = None if default else rest
    active = config.active_fields
    free = active is not None and _is_ours(active, own, others)
    if free:
        config.active_fields = None
    scheme = config.color_scheme
    if scheme is not None and scheme.fields:
        scheme.fields = [e for e in scheme.fields if not _belongs(str(e.get("path")), run)]
        if not scheme.fields and _is_plain(scheme):
            config.color_scheme = None
    dataset.save()
    for name in own.get("views", {}):
        if dataset.has_saved_view(name) and mentions(stages_of(dataset, name), run):
            dataset.delete_saved_view(name)
    return free


# Sidebar


def _groups(run: names.RunFields, manifest: Sequence[str]) -> dict[str, tuple[list[str], bool]]:
    """Paths of each group, and whether it stands open."""
    top = [run.of_summary(name) for name in _ON_TOP]
    summary = [run.of_summary(a.name) for a in names.SUMMARY]
    frames = [name for name in manifest if name.startswith("frames.")]
    return {
        # Named as the document is: FiftyOne then leaves its name out before its members.
        run.key: ([*top, run.reps, *(run.of_clip(name) for name in _ON_TOP_OF_CLIPS)], True),
        f"{run.key} details": (
            [*(p for p in summary if p not in top), run.reviews, run.landmarks],
            False,
        ),
        f"{run.key} frames": (frames, False),
    }


def _arrange_groups(
    dataset: fo.Dataset,
    run: names.RunFields,
    manifest: Sequence[str],
    own: Record,
    others: Sequence[Record],
) -> dict[str, list[str]]:
    default = fo.DatasetAppConfig.default_sidebar_groups(dataset)
    present = dataset.app_config.sidebar_groups
    groups = [_copy(g) for g in (default if present is None else present)]
    usual = {path: g.name for g in default for path in g.paths}
    recorded: dict[str, list[str]] = dict(own.get("groups", {}))
    wanted = _groups(run, manifest)
    ours = {}
    for name, (paths, expanded) in wanted.items():
        found = next((g for g in groups if g.name == name), None)
        if found is None and name in recorded:
            continue  # somebody took it away
        has = [] if found is None else list(found.paths)
        changed = found is not None and has != recorded.get(name)
        if changed and (name in recorded or any(usual.get(p) != name for p in has)):
            continue  # somebody changed it, or has a group of that name
        ours[name] = (paths, expanded, found)
    # What somebody has put elsewhere stays there.
    moved = {
        path
        for g in groups
        if g.name not in ours
        for path in g.paths
        if usual.get(path) != g.name and path not in recorded.get(g.name, ())
    }
    first = _after_other_runs(groups, others)
    for name, (paths, expanded, found) in ours.items():
        kept = [p for p in paths if p not in moved]
        for group in groups:
            if group is not found:
                group.paths = [p for p in group.paths if p not in kept]
        if found is not None and name in recorded:
            found.paths = kept
        else:
            if found is not None:
                groups.remove(found)
            new = Group(name=name, paths=kept, expanded=expanded)
            groups.insert(min(first, len(groups)) if name == run.key else len(groups), new)
        recorded[name] = kept
    if ours:
        groups = [g for g in groups if g.paths or usual.get(g.name) or g.name in _KEPT]
        dataset.app_config.sidebar_groups = groups
    return recorded


_KEPT = ("tags", "metadata")
"""Groups that the App wants even when they are empty."""


def _after_other_runs(groups: Sequence[Group], others: Sequence[Record]) -> int:
    tops = {next(iter(r["groups"])) for r in others if r.get("groups")}
    return max((i + 1 for i, g in enumerate(groups) if g.name in tops), default=0)


def _base(present: Any, own: Record, others: Sequence[Record]) -> str:
    known = [r["base"] for r in (own, *others) if "base" in r]
    return known[0] if known else ("default" if present is None else "custom")


def _is_default(dataset: fo.Dataset, run: names.RunFields, rest: Iterable[Group]) -> bool:
    """Whether groups are FiftyOne's own, as far as they do not show the run."""
    usual = {
        (path, g.name)
        for g in fo.DatasetAppConfig.default_sidebar_groups(dataset)
        for path in g.paths
    }
    return all(
        (path, g.name) in usual or _belongs(path, run) for g in rest for path in g.paths
    ) and all(g.paths or g.name in (*_KEPT, "labels", "primitives", "other") for g in rest)


def _copy(group: Group) -> Group:
    return Group(name=group.name, paths=list(group.paths), expanded=group.expanded)


# Tiles


def _arrange_active(
    dataset: fo.Dataset,
    newest: Sequence[names.RunFields],
    own: Record,
    others: Sequence[Record],
    *,
    free: bool,
) -> list[str] | None:
    """Return what tiles show: the labels that hold, and all labels that are not ours.

    Of several runs those of the newest, since one at a time can be read; in a view of clips, the
    labels of the run that the clips are made of.
    """
    present = dataset.app_config.active_fields
    known = [r["active"] for r in (own, *others) if r.get("active")]
    if present is None and known and not free:
        return own.get("active")  # somebody took it away
    if present is not None and not _is_ours(present, own, others):
        return own.get("active")  # somebody's own
    usual = fo.DatasetAppConfig.default_active_fields(dataset).paths
    ours = {path for run in newest for path in (run.reps, run.reviews)}
    paths = [
        *(newest[0].of_summary(name) for name in _ON_TILES),
        *(run.of_clip(name) for run in newest for name in _ON_TILES_OF_CLIPS),
        *(path for path in usual if path not in ours),
    ]
    if present is None or list(present.paths) != paths:
        dataset.app_config.active_fields = fo.ActiveFields(paths=paths)
    return paths


def _is_ours(active: fo.ActiveFields, own: Record, others: Sequence[Record]) -> bool:
    """Whether the tiles show what was written down for one of the runs."""
    known = [r.get("active") for r in (own, *others)]
    return not active.exclude and list(active.paths) in known


# Colors


def _colors(run: names.RunFields) -> list[dict[str, Any]]:
    values = [{"value": label, "color": label_color(label)} for label in _LABELS]
    labels = {"colorByAttribute": "label", "valueColors": values}
    return [
        {"path": run.reps, **labels},
        {"path": run.reviews, **labels},
        {"path": run.of_summary("labels"), "valueColors": values},
        {"path": run.of_clip("effective_label"), "valueColors": values},
        # So that the label stands out beside it.
        {"path": run.of_clip("review_state"), "valueColors": _STATE_COLORS},
        {"path": run.of_summary("remedy"), "valueColors": _REMEDY_COLORS},
    ]


def _arrange_colors(
    dataset: fo.Dataset, run: names.RunFields, own: Record, others: Sequence[Record]
) -> list[dict[str, Any]] | None:
    scheme = dataset.app_config.color_scheme
    wanted = _colors(run)
    if scheme is None:
        if own.get("colors"):
            return own["colors"]  # somebody took them away
        dataset.app_config.color_scheme = fo.ColorScheme(color_by="value", fields=wanted)
        return wanted
    recorded = [e for r in (own, *others) for e in r.get("colors") or ()]
    present = [dict(e) for e in scheme.fields or ()]
    if not _is_plain(scheme) or any(e not in recorded for e in present):
        return own.get("colors")  # somebody's own
    kept = [e for e in present if not _belongs(str(e["path"]), run)]
    if [e for e in present if e not in kept] != wanted:
        dataset.app_config.color_scheme = fo.ColorScheme(
            id=scheme.id, color_by="value", fields=[*kept, *wanted]
        )
    return wanted


def _is_plain(scheme: fo.ColorScheme) -> bool:
    """Whether nothing but colors of values is set."""
    return scheme.color_by == "value" and not any(
        getattr(scheme, name)
        for name in (
            "color_pool", "label_tags", "temporal_tags", "default_mask_targets_colors",
            "colorscales", "default_colorscale", "multicolor_keypoints", "opacity",
        )
    )  # fmt: skip


def _belongs(path: str, run: names.RunFields) -> bool:
    return path.split(".")[0] in (*run.sample_fields, run.reviews) or path in {
        f"frames.{name}" for name in run.frame_fields(skeleton=True)
    }


def _app_config(dataset: fo.Dataset) -> dict[str, Any]:
    return dict(dataset.app_config.to_dict())


__all__ = [
    "Record",
    "arrange",
    "clear",
]
