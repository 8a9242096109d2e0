"""Try it out: analyse sample clips, or a folder of your own, and look at them in the App."""

from __future__ import annotations

import os
import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from .._util.words import many
from ..config import Config
from ..domain.sets import summarize_set
from ..install import doctor, plugin_folder
from ..install.plugin_folder import find_plugin, plugins_dir
from .datasets import open_fiftyone
from .exits import UsageError
from .invocation import command, python

if TYPE_CHECKING:
    import fiftyone as fo

    from ..runs.summary import RunSummary

DATASET = "fo_buttwink_demo"
CLIPS = Path(__file__).resolve().parents[1] / "data" / "demo"
_ABOUT = "Simulated lifters; made anew by every `fo-buttwink demo`"
"""Entry of the dataset's ``info`` that says that the demo made it."""
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
    _set_up()
    if app:
        _use_plugin()  # FiftyOne reads its settings when it is imported
    open_fiftyone()
    from ..errors import StoreError

    try:
        dataset = _bundled(paths) if videos is None else _own(folder, paths)
        summary = _analyse(dataset)
    except StoreError as error:
        raise UsageError(error.message, error.remedy) from error
    _print_table(dataset)
    print(f"\n{summary}\n")
    for line in _end(dataset, videos, app=app):
        print(line)
    if app:
        _open_app(dataset, port)
    return 1 if summary.failed else 0


def dataset_name(folder: Path) -> str:
    """Name of the dataset that is made from a folder."""
    slug = re.sub(r"[^a-z0-9]+", "_", folder.name.lower()).strip("_") or "videos"
    return f"squats_{slug}"


def _set_up() -> None:
    """Fetch what is missing: the demo is the first command of somebody new.

    Raises
    ------
    DatabaseError, ModelError
        If it cannot be had; the message lists what was tried.
    """
    missing = doctor.missing()
    if missing:
        print(f"First of all, fetching {' and '.join(missing)}, once", flush=True)
        doctor.fetch()


def _end(dataset: fo.Dataset, videos: Path | None, *, app: bool) -> Iterator[str]:
    """Say what was made, and what to type next."""
    made = f"dataset {dataset.name!r} ({many(len(dataset), 'video')})"
    database = os.environ.get("FIFTYONE_DATABASE_NAME")
    if database is not None:
        yield f"Made: {made}, in the database {database!r}, as FIFTYONE_DATABASE_NAME says"
    else:
        delete = f"import fiftyone; fiftyone.delete_dataset({dataset.name!r})"
        yield f"Made: {made}, in your FiftyOne database"
        yield f'To delete it: {python()} -c "{delete}"'
    if not app:
        folder = "" if videos is None else shlex.quote(str(videos))
        if database == DATASET and "MAKELEVEL" in os.environ:
            # The settings that make gave lead to its database.
            yield "To see it in the App: make demo" + (f" VIDEOS={folder}" if folder else "")
        else:
            yield f"To see it in the App: {command()} demo" + (
                f" --videos {folder}" if folder else ""
            )
    yield f"To analyze your own videos: {command()} analyze your_videos"


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
        f"in every App: {command()} plugin link"
    )


def _bundled(paths: list[Path]) -> fo.Dataset:
    import fiftyone as fo

    from ..errors import TargetError

    if fo.dataset_exists(DATASET):
        found = fo.load_dataset(DATASET)
        names = {Path(path).name for path in found.values("filepath")}
        if found.info.get("about") != _ABOUT or not names <= {path.name for path in paths}:
            raise TargetError(
                f"a dataset {DATASET!r} exists already, and it holds more than the demo made",
                remedy="rename it, or let the demo use another database: "
                "FIFTYONE_DATABASE_NAME=fo_buttwink_demo",
            )
        fo.delete_dataset(DATASET)
    dataset = fo.Dataset(DATASET, persistent=True)
    dataset.info["about"] = _ABOUT
    dataset.save()
    dataset.add_samples(
        [fo.Sample(filepath=str(p), tags=["simulated"]) for p in paths], progress=False
    )
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
    from .table import HEADER, legend, rows

    config = Config()

    print(f"\n{HEADER}")
    for _, analysis in read_analyses(dataset):
        if analysis is not None:
            found = summarize_set(analysis.reps, config.sets, config.wink)
            for line in rows(replace(analysis, graded_set=found)):
                print(line)
    print(legend())


def _open_app(dataset: fo.Dataset, port: int | None) -> None:
    import fiftyone as fo

    # The App's server would tell of the oldest MongoDB, and has the database that was checked here.
    os.environ.setdefault("FIFTYONE_DATABASE_VALIDATION", "false")
    session = fo.launch_app(dataset, port=port)
    print(f"\nThe App is at {session.url} (Ctrl-C here to stop)", flush=True)
    try:
        session.wait(-1)
    except KeyboardInterrupt:
        print()
    finally:
        session.close()
