"""``fo-buttwink plugin``: make the plugin known to FiftyOne."""

from __future__ import annotations

import argparse
import sys

from .exits import EXIT_OK, EXIT_SOME_FAILED, EXIT_USAGE


def run_plugin(args: argparse.Namespace) -> int:
    """Link, unlink or name the plugin folder; 0 if done, 1 if not, 2 for wrong usage."""
    from ..install import plugin_folder

    if args.copy and args.action != "link":
        print(f"fo-buttwink plugin {args.action}: --copy belongs to link", file=sys.stderr)
        return EXIT_USAGE
    if args.action == "path":
        print(plugin_folder.source())
        return EXIT_OK
    try:
        print(
            plugin_folder.link(copy=args.copy) if args.action == "link" else plugin_folder.unlink()
        )
    except plugin_folder.PluginError as error:
        print(f"fo-buttwink: {error}", file=sys.stderr)
        return EXIT_SOME_FAILED
    return EXIT_OK
