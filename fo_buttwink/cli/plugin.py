"""``fo-buttwink plugin``: make the plugin known to FiftyOne."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .exits import EXIT_OK, UsageError


def run_plugin(args: argparse.Namespace) -> int:
    """Link, unlink or name the plugin folder; 0 if done."""
    from ..install import plugin_folder

    if args.copy and args.action != "link":
        raise UsageError(f"plugin {args.action}: --copy belongs to link")
    if args.action == "path":
        _say_where(plugin_folder.plugins_dir())
    elif args.action == "link":
        print(plugin_folder.link(copy=args.copy), flush=True)
        print("linked; start the App again where it is open", file=sys.stderr)
    else:
        removed = plugin_folder.unlink()
        print("the plugin was not linked" if removed is None else removed)
    return EXIT_OK


def _say_where(folder: Path) -> None:
    from ..install import plugin_folder

    print(plugin_folder.source(), flush=True)
    # Beside the path, which a script may take.
    linked = plugin_folder.find_plugin(folder)
    if linked is None:
        said = (
            f"FiftyOne looks in {folder}, and it is not linked there; run: fo-buttwink plugin link"
        )
    else:
        said = f"FiftyOne loads it from {linked}"
    print(said, file=sys.stderr)
