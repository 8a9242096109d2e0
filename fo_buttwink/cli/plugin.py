"""``fo-buttwink plugin``: make the plugin known to FiftyOne."""

from __future__ import annotations

import argparse

from .exits import EXIT_OK, UsageError


def run_plugin(args: argparse.Namespace) -> int:
    """Link, unlink or name the plugin folder; 0 if done."""
    from ..install import plugin_folder

    if args.copy and args.action != "link":
        raise UsageError(f"plugin {args.action}: --copy belongs to link")
    if args.action == "path":
        print(plugin_folder.source())
        return EXIT_OK
    print(plugin_folder.link(copy=args.copy) if args.action == "link" else plugin_folder.unlink())
    return EXIT_OK
