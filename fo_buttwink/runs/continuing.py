"""Whether an analysis may go on under a run key that has results already."""

from __future__ import annotations

from typing import Any

from ..config import Config
from ..domain.definitions import contrast
from ..domain.old_settings import differences
from ..errors import DefinitionClashError, SettingsClashError
from ..store.runs import RunInfo

ANALYZE_ALL = "analyze the whole dataset with existing='replace' (reviews are kept)"


def starts_over(info: RunInfo, config: Config, *, existing: str, others: int, where: str) -> bool:
    """Whether all results of a run have to go before the first new one comes.

    One key holds results of one definition, of one way of measuring and of one setting, or labels
    could not be traced back. A run that is to be replaced as a whole starts over: an interruption
    would leave both kinds under one key otherwise.

    Parameters
    ----------
    existing
        ``skip`` or ``replace``, as in :func:`fo_buttwink.analyze_dataset`.
    others
        How many videos outside of what is analyzed now have results of the run.
    where
        Name of the dataset.

    Raises
    ------
    DefinitionClashError, SettingsClashError
        If results of two kinds would be under one key.
    """
    run = f"run {info.key!r} of dataset {where!r}"
    made_with = _completed(info.settings)
    same_settings = made_with == config.to_dict()
    if info.made.present and same_settings:
        return False
    if existing == "replace" and not others:
        return True
    outside = f"{others} videos outside this view would keep the old results: "
    if not info.made.present:
        update = "update fo_buttwink; otherwise " if info.made.newer else ""
        raise DefinitionClashError(
            f"{run} {contrast(info.made)}, so both cannot be under one key",
            remedy=f"{update}{outside if existing == 'replace' else ''}{ANALYZE_ALL}, or choose "
            "another key",
        )
    changed = ", ".join(
        f"{name}: {old!r} there, {new!r} here"
        for name, old, new in differences(made_with, config.to_dict())
    )
    if existing == "replace":
        remedy = (
            f"{others} videos outside this view would keep results of the old settings: choose "
            "another key, or analyze the whole dataset"
        )
    else:
        remedy = "choose another key, or replace all its results (existing='replace')"
    raise SettingsClashError(f"{run} was made with other settings ({changed})", remedy=remedy)


def _completed(settings: dict[str, Any]) -> dict[str, Any]:
    """Return stored settings, with the values of those that the run's version did not have yet."""
    try:
        return Config.from_dict(settings).to_dict()
    except ValueError:  # settings of a version that had others
        return settings
