"""Whether a name can be given to a saved view, and whom it would replace."""

from __future__ import annotations

from typing import Any

import fiftyone as fo
import fiftyone.core.utils as fou

SHOWN = 60
"""Characters of a name that messages repeat."""


def refusal(dataset: fo.Dataset, name: str, *, replace: bool) -> dict[str, Any] | None:
    """Why a saved view cannot have this name; ``None`` if it can.

    FiftyOne tells saved views apart by their slug: the name in lower case, with nothing left of
    it but Latin letters, digits and hyphens. ``exists`` says that another view would be replaced.
    """
    if not name:
        return {"refused": "Give the view a name"}
    shown = name if len(name) <= SHOWN else f"{name[: SHOWN - 1]}…"
    try:
        slug = fou.to_slug(name)
    except ValueError:
        return {
            "refused": f"FiftyOne cannot keep a view named '{shown}'. A name needs at least one "
            "letter from a to z or one digit, and at most 1,500 characters"
        }
    if replace:
        return None
    taken = [view for view in dataset.list_saved_views() if fou.to_slug(view) == slug]
    if not taken:
        return None
    text = f"There is a view '{taken[0]}' already"
    if taken[0] != name:
        text += f", which FiftyOne cannot tell from '{shown}'"
    return {"refused": f"{text}. Replace it, or give another name", "exists": True}
