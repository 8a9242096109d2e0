"""The plugin folder: find it, and link it where FiftyOne looks.

FiftyOne finds plugins only as folders below its plugin directory, never as installed
packages. So the package carries such a folder, and :func:`link` makes it known.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from .._util import environment
from .._version import __version__
from ..errors import FoButtwinkError

NAME = "@fo-buttwink/fo_buttwink"
"""Name of the plugin, and prefix of the names of its operators."""
MANIFEST = "fiftyone.yml"


class PluginError(FoButtwinkError, RuntimeError):
    """The plugin folder cannot be linked; the message says what is in the way."""

    code = "FBW-PLUGIN-FOLDER"


def operator_uri(name: str) -> str:
    """Full name of an operator, as ``fiftyone.operators.get_operator`` wants it."""
    return f"{NAME}/{name}"


def source() -> Path:
    """Return the plugin folder that comes with this package.

    In a checkout that is the repository itself; a wheel carries a copy inside the package.

    Raises
    ------
    PluginError
        If there is neither.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package.parent, package / "_plugin"):
        if (folder / MANIFEST).is_file() and (folder / "plugin_entry.py").is_file():
            return folder
    raise PluginError(
        f"{package}: this copy of the package has no plugin folder ({MANIFEST} and "
        "plugin_entry.py)",
        remedy="install fo-buttwink again from its wheel or repository",
    )


def link(folder: Path | None = None, *, copy: bool = False) -> Path:
    """Make the plugin known to FiftyOne; does nothing if it is already.

    Parameters
    ----------
    folder
        FiftyOne's plugin directory; by default the one that FiftyOne is set up to use.
    copy
        Copy the plugin folder instead of linking to it (where links are not allowed). Then
        it has to be copied again after every upgrade.

    Returns
    -------
    Path
        The entry in the plugin directory.

    Raises
    ------
    PluginError
        If something else of that name is in the way.
    """
    origin = source()
    folder = plugins_dir() if folder is None else folder
    entry = folder / "fo_buttwink"
    present = find_plugin(folder)
    if present is not None and present.resolve() == origin:
        return present
    if present is not None and present != entry:
        raise PluginError(
            f"{present} holds another copy of the plugin, and FiftyOne uses only one",
            remedy="remove it first",
        )
    if entry.is_symlink():
        entry.unlink()
    elif entry.exists():
        if present is None or not copy:
            raise PluginError(
                f"{entry} exists and is no link to this plugin",
                remedy="remove or rename it first",
            )
        shutil.rmtree(entry)
    folder.mkdir(parents=True, exist_ok=True)
    if copy:
        _copy(origin, entry)
    else:
        try:
            entry.symlink_to(origin, target_is_directory=True)
        except OSError as error:
            raise PluginError(
                f"cannot link {entry} to {origin}: {error}",
                remedy="copy it instead: fo-buttwink plugin link --copy",
            ) from error
    return entry


def unlink(folder: Path | None = None) -> Path | None:
    """Undo :func:`link`; the removed entry, or ``None`` if there was none.

    Raises
    ------
    PluginError
        If the entry is a folder that :func:`link` did not make.
    """
    entry = (plugins_dir() if folder is None else folder) / "fo_buttwink"
    if entry.is_symlink():
        entry.unlink()
        return entry
    if not entry.exists():
        return None
    if not (entry / COPY_MARK).is_file():
        raise PluginError(
            f"{entry} is a folder that was not made by linking", remedy="remove it yourself"
        )
    shutil.rmtree(entry)
    return entry


COPY_MARK = ".copied-by-fo-buttwink"


def _copy(origin: Path, entry: Path) -> None:
    """Only what FiftyOne reads: the package itself is installed already."""
    entry.mkdir()
    for name in (MANIFEST, "plugin_entry.py"):
        shutil.copy2(origin / name, entry / name)
    if (origin / "assets").is_dir():
        sources = shutil.ignore_patterns("src", "test", "tsconfig.json")
        shutil.copytree(origin / "assets", entry / "assets", ignore=sources)
    (entry / COPY_MARK).write_text(f"{__version__}\n", encoding="utf-8")


def plugins_dir() -> Path:
    """Return FiftyOne's plugin folder, as FiftyOne would find it, without importing it."""
    own = environment.path("FIFTYONE_PLUGINS_DIR")
    if own is not None:
        return own
    config = environment.path("FIFTYONE_CONFIG_PATH") or Path.home() / ".fiftyone" / "config.json"
    try:
        settings = json.loads(config.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        settings = {}
    if not isinstance(settings, dict):
        settings = {}
    if settings.get("plugins_dir"):
        return Path(settings["plugins_dir"]).expanduser()
    data = environment.path("FIFTYONE_DEFAULT_DATASET_DIR")
    if data is None:
        data = Path(settings.get("default_dataset_dir") or "~/fiftyone").expanduser()
    return data / "__plugins__"


def find_plugin(folder: Path) -> Path | None:
    """Return the folder under `folder` that holds this plugin's ``fiftyone.yml``, if any."""
    for path, folders, files in os.walk(folder, followlinks=True):
        manifest = next((name for name in files if name in ("fiftyone.yml", "fiftyone.yaml")), None)
        if manifest is not None:
            if "fo_buttwink" in (Path(path) / manifest).read_text(encoding="utf-8"):
                return Path(path)
            folders.clear()  # FiftyOne does not look below a plugin either
        folders[:] = [name for name in folders if not name.startswith(".")]
    return None
