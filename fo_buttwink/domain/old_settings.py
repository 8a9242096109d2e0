"""Settings that another version of the program has stored.

:func:`as_stored` reads them for showing: cut-offs as they were, and never an error.
:func:`upgrade` turns them into settings to analyze with again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from ..config import PRESETS, Config, preset
from .analysis import SCHEMA

_DEFAULTS_BEFORE: dict[int, dict[str, Any]] = {
    1: {
        "wink.onset_min_deg": 3.0,
        "wink.onset_max_width_pct": 80.0,
        "wink.rounding_deg": 10.0,
    },
}
"""By schema the defaults that are others now, or that belonged to settings that are gone. A stored
value that equals its old default was nobody's choice."""


def as_stored(settings: Mapping[str, Any] | None) -> Config:
    """Read stored settings as far as they are known here, else the defaults; never raise."""
    config = Config()
    for path, value in _flat(settings):
        if value != _get(config.to_dict(), path):
            config = _with(config, path, value) or config
    name = settings.get("preset") if isinstance(settings, Mapping) else None
    return replace(config, preset=name) if isinstance(name, str) else config


def upgrade(settings: Mapping[str, Any] | None, schema: int = SCHEMA) -> tuple[Config, list[str]]:
    """Return settings to analyze with again what was analyzed by another version.

    What somebody has chosen is kept. What was a default then becomes the default of now.

    Parameters
    ----------
    settings
        What :meth:`~fo_buttwink.config.Config.to_dict` gave in that version.
    schema
        Definition under which they were stored.

    Returns
    -------
    Config
        Valid settings of this version.
    list of str
        What was kept, dropped or has another default, one sentence each.
    """
    before = _DEFAULTS_BEFORE.get(schema, {})
    name = (settings or {}).get("preset", "default")
    config = preset(name) if name in PRESETS else Config()
    notes: list[str] = []
    for path, value in _flat(settings):
        now = _get(config.to_dict(), path)
        chosen = value != before.get(path, now)
        if now is _NOTHING:
            notes.append(
                f"The setting {path} does not exist any more; its value {value!r}"
                f"{' was chosen by somebody and' if chosen and path in before else ''} is dropped."
            )
        elif chosen:
            changed = _with(config, path, value)
            if changed is None:
                notes.append(f"The setting {path} cannot be {value!r} any more; it is {now!r}.")
            else:
                config = changed
                notes.append(f"The setting {path} stays {value!r}; its default is {now!r}.")
        elif value != now:
            notes.append(f"The default of {path} is {now!r} now; it was {value!r}.")
    return config, notes


def differences(old: Any, new: Any, prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Path and both values of everything in which two stored settings differ."""
    for name in sorted({*old, *new}):
        a, b = old.get(name), new.get(name)
        if isinstance(a, dict) and isinstance(b, dict):
            yield from differences(a, b, f"{prefix}{name}.")
        elif a != b:
            yield f"{prefix}{name}", a, b


_NOTHING = object()


def _flat(settings: Mapping[str, Any] | None) -> Iterator[tuple[str, Any]]:
    for stage, values in settings.items() if isinstance(settings, Mapping) else ():
        if isinstance(values, Mapping):
            yield from ((f"{stage}.{name}", value) for name, value in values.items())


def _get(data: Mapping[str, Any], path: str) -> Any:
    stage, _, name = path.partition(".")
    values = data.get(stage)
    return values.get(name, _NOTHING) if isinstance(values, Mapping) else _NOTHING


def _with(config: Config, path: str, value: Any) -> Config | None:
    """Return the settings with another value; ``None`` if there is no such setting or value."""
    stage, _, name = path.partition(".")
    part: Any = getattr(config, stage) if stage in {f.name for f in fields(config)} else None
    kinds = {} if part is None or isinstance(part, str) else {f.name: f.type for f in fields(part)}
    if name not in kinds:
        return None
    like = getattr(part, name)
    if value is None:
        fits = "None" in str(kinds[name])
    elif isinstance(like, tuple):
        fits = isinstance(value, (list, tuple)) and len(value) == len(like)
        value = tuple(value) if fits else None
    else:
        fits = isinstance(value, str if isinstance(like, str) else (int, float))
    if not fits:
        return None
    try:
        changed: dict[str, Any] = {stage: replace(part, **{name: value})}
        return replace(config, **changed)
    except (TypeError, ValueError):
        return None
