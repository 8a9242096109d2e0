"""Try it out: analyse sample clips, or a folder of your own, and look at them in the App."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ..install import plugin_folder
from ..install.plugin_folder import find_plugin, plugins_dir
from .exits import UsageError

if TYPE_CHECKING:
    import fiftyone as fo

    from ..runs.summary import RunSummary

DATASET = "fo_buttwink_demo"
CLIPS = Path(__file__).resolve().parents[1] / "data" / "demo"
_ORIGIN = "fo_buttwink_folder"
"""Entry of the dataset's ``info`` that says which folder it was made from."""


def run_demo(videos: Path | None = None, *, app: bool = True, port: int | None = None) -> int:
    """Analyse videos into a FiftyOne dataset, print the repetitions, and open the App.

    Parameters
    ----------
    videos
        Folder of videos; the bundled clips of simulated lifters if not given. Their dataset
        is made anew each time; the dataset of your own folder is kept, with all reviews, and
        only new videos are analysed.
    app
        Open the App and stay until Ctrl-C; otherwise print the table and return.
    port
        Port of the App.

    Returns
    -------
    int
        0 if all videos could be read, 1 if not.

    Raises
    ------
    UsageError
        If there is nothing to analyze, or the dataset of that name is somebody else's.
    """
    from ..video.files import find_videos

    folder = CLIPS if videos is None else videos.expanduser().resolve()
    if not folder.is_dir():
        raise UsageError(
            f"{folder}: expected a folder of videos, found nothing", remedy="check the path"
        )
    paths = find_videos(folder)
    if not paths:
        raise UsageError(f"{folder}: no videos in this folder")
    _use_plugin()  # FiftyOne reads its settings when it is imported
    from ..errors import StoreError

    try:
        dataset = _bundled(paths) if videos is None else _own(folder, paths)
        summary = _analyse(dataset)
    except StoreError as error:
        raise UsageError(error.message, error.remedy) from error
    _print_table(dataset)
    print(f"\n{summary}\n\ndataset {dataset.name!r} ({len(dataset)} videos)")
    if app:
        _open_app(dataset, port)
    return 1 if summary.failed else 0


def dataset_name(folder: Path) -> str:
    """Name of the dataset that is made from a folder."""
    slug = re.sub(r"[^a-z0-9]+", "_", folder.name.lower()).strip("_") or "videos"
    return f"squats_{slug}"


def _use_plugin() -> None:
    """Make this process, and the App's server that it starts, see the plugin."""
    if find_plugin(plugins_dir()) is not None:
        return
    folder = Path(tempfile.mkdtemp(prefix="fo_buttwink_plugins_"))
    plugin_folder.link(folder)
    os.environ["FIFTYONE_PLUGINS_DIR"] = str(folder)
    if "fiftyone" in sys.modules:
        sys.modules["fiftyone"].config.plugins_dir = str(folder)
    print(
        "The plugin is linked for this demo only, and other plugins are not loaded. To have it "
        "in every App: fo-buttwink plugin link"
    )


def _bundled(paths: list[Path]) -> fo.Dataset:
    import fiftyone as fo

    if fo.dataset_exists(DATASET):
        fo.delete_dataset(DATASET)
    dataset = fo.Dataset(DATASET, persistent=True)
    dataset.info["about"] = "Simulated lifters; made anew by every `fo-buttwink demo`"
    dataset.save()
    dataset.add_samples([fo.Sample(filepath=str(p), tags=["simulated"]) for p in paths])
    return dataset


def _own(folder: Path, paths: list[Path]) -> fo.Dataset:
    import fiftyone as fo

    from ..errors import TargetError

    name = dataset_name(folder)
    if fo.dataset_exists(name):
        dataset = fo.load_dataset(name)
        if dataset.info.get(_ORIGIN) != str(folder):
            raise TargetError(
                f"a dataset {name!r} exists already and was not made from {folder}",
                remedy="rename the dataset or the folder",
            )
    else:
        dataset = fo.Dataset(name, persistent=True)
        dataset.info[_ORIGIN] = str(folder)
        dataset.save()
    known = set(dataset.values("filepath"))
    dataset.add_samples([fo.Sample(filepath=str(p)) for p in paths if str(p) not in known])
    return dataset


def _analyse(dataset: fo.Dataset) -> RunSummary:
    from ..errors import SettingsClashError
    from ..runs.analyze import run_request
    from ..runs.request import AnalysisRequest
    from ..runs.summary import Step

    def report(step: Step) -> None:
        print(f"  {step.done}/{step.total} {Path(step.filepath).name}: {step.status}", flush=True)

    try:
        summary = run_request(dataset, AnalysisRequest(), progress=report)
    except SettingsClashError:
        print("The settings have changed since the last time: analyzing all videos again")
        again = AnalysisRequest(existing="replace")
        summary = run_request(dataset, again, progress=report)
    return summary


def _print_table(dataset: fo.Dataset) -> None:
    from ..store.read import read_analyses
    from .table import HEADER, rows

    print(f"\n{HEADER}")
    for _, analysis in read_analyses(dataset):
        if analysis is not None:
            for line in rows(analysis):
                print(line)


def _open_app(dataset: fo.Dataset, port: int | None) -> None:
    import fiftyone as fo

    session = fo.launch_app(dataset, port=port)
    print(f"\nThe App is at {session.url} (Ctrl-C here to stop)", flush=True)
    try:
        session.wait(-1)
    except KeyboardInterrupt:
        print()
    finally:
        session.close()
