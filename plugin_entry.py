"""What FiftyOne loads: finds the package ``fo_buttwink`` and lets it register.

FiftyOne runs this file again for every request, under a module name of its own, so it must
stay small and keep no state. The package itself is imported once, under its normal name:
the installed one if there is one, else the copy that lies beside this file.
"""

import logging
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
logger = logging.getLogger("fo_buttwink.app.plugin")


def _load():
    try:
        import fo_buttwink.app.plugin
    except ModuleNotFoundError as error:
        beside = HERE / "fo_buttwink" / "app" / "plugin.py"
        missing = ("fo_buttwink", "fo_buttwink.app", "fo_buttwink.app.plugin")
        if error.name not in missing or not beside.is_file():
            raise
        # Leftovers of an uninstalled package count as a package without code: forget that.
        for name in ("fo_buttwink", "fo_buttwink.app"):
            sys.modules.pop(name, None)
        sys.path.append(str(HERE))
        import fo_buttwink.app.plugin
    return fo_buttwink.app.plugin


def register(context):
    """Register the panels and operators; FiftyOne calls this with the plugin's context."""
    try:
        _load().register(context, HERE)
    except Exception as error:
        # FiftyOne keeps the traceback to itself and only says that registering failed.
        logger.error(
            "the plugin in %s could not be loaded by %s: %s: %s. Install what is missing with: "
            "fiftyone plugins requirements @fo-buttwink/fo_buttwink --install, or: "
            "%s -m pip install . in a clone of the repository; then restart the App",
            HERE,
            sys.executable,
            type(error).__name__,
            error,
            sys.executable,
        )
        raise
