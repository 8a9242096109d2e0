"""``fiftyone plugins download`` from an archive of the repository, and what is found then."""

from __future__ import annotations

import functools
import http.server
import json
import os
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from fo_buttwink.app.operators import OPERATORS
from fo_buttwink.install.plugin_folder import NAME

ROOT = Path(__file__).resolve().parents[2]
LIST = """
import json, sys
# Neither the checkout nor an editable installation of it.
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in repr(finder)]
sys.path = [p for p in sys.path if "site-packages" in p or "lib" in p]
from fiftyone.plugins.context import build_plugin_contexts
contexts = {c.name: c for c in build_plugin_contexts()}
context = contexts[NAME]
import fo_buttwink
print("FOUND" + json.dumps({
    "errors": context.errors, "names": sorted(o.name for o in context.instances),
    "from": fo_buttwink.__file__,
}))
"""


def archive(path):
    """What a host of repositories gives: all tracked files, in one folder."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a clone")
    with zipfile.ZipFile(path, "w") as file:
        for name in filter(None, listed.stdout.split("\0")):
            # Pages, tests and clips are left out, only for the time that packing them takes.
            if (ROOT / name).is_file() and not name.startswith(("docs/", "tests/", "benchmarks/")):
                file.write(ROOT / name, f"fo-buttwink-main/{name}")
    return path


@pytest.fixture
def address(tmp_path):
    """Of an archive of the repository."""
    folder = tmp_path / "host"
    folder.mkdir()
    archive(folder / "main.zip")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/main.zip"
        server.shutdown()


@pytest.mark.database
def test_downloaded_plugin_is_found_and_loads(tmp_path, address, database):
    plugins = tmp_path / "plugins"
    plugins.mkdir()
    environment = {**os.environ, "FIFTYONE_PLUGINS_DIR": str(plugins), "PYTHONPATH": "",
                   "PYTHONSAFEPATH": "1"}  # fmt: skip

    def run(*command):
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    command = (
        "import sys; from fiftyone.core.cli import main; "
        f"sys.argv = ['fiftyone', 'plugins', 'download', {address!r}]; main()"
    )
    run(sys.executable, "-c", command)
    (manifest,) = plugins.rglob("fiftyone.yml")
    folder = manifest.parent
    assert (folder / "requirements.txt").is_file()
    assert (folder / "assets" / "panels" / "dist" / "index.js").is_file()

    said = run(sys.executable, "-c", f"NAME = {NAME!r}\n{LIST}")
    found = json.loads(said.partition("FOUND")[2].splitlines()[0])
    assert found["errors"] == []
    assert set(found["names"]) >= {operator().config.name for operator in OPERATORS}
    assert Path(found["from"]).resolve().is_relative_to(folder.resolve())


def configs():
    """Of the operators that people see in the operator browser."""
    return [config for config in (operator().config for operator in OPERATORS)
            if not config.unlisted]  # fmt: skip


def matches(config, words):
    """Whether FiftyOne's operator browser would list it: by label, address or description."""
    text = f"{config.label} {NAME}/{config.name} {config.description}".lower()
    return words in text


@pytest.mark.parametrize("config", configs(), ids=lambda config: config.name)
def test_every_operator_is_found_by_what_it_is_about(config):
    assert matches(config, "squat")
    assert config.icon and config.description, "what it does stands below its name"
    assert not config.description.endswith(".")
    if config.icon.startswith("/"):
        assert (ROOT / config.icon.lstrip("/")).is_file()


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("butt wink", {"analyze_squats", "review_rep"}),
        ("pelvic tilt", {"analyze_squats"}),
        ("rep", {"review_rep", "export_labels", "review_next"}),
        ("review", {"review_flagged", "review_rep", "review_next", "export_reviews"}),
        ("export", {"export_labels"}),
        ("lifter", {"name_squat_sets", "squat_trends"}),
    ],
)
def test_curators_find_what_they_would_search_for(words, names):
    assert names <= {config.name for config in configs() if matches(config, words)}


def test_the_analysis_has_a_button_above_the_grid():
    """Those of the review depend on the dataset; the browser tests press them."""
    from fiftyone.operators import types

    (analyze,) = [one for one in (operator() for operator in OPERATORS)
                  if one.name == "analyze_squats"]  # fmt: skip
    place = analyze.resolve_placement(None).place
    assert place == types.Places.SAMPLES_GRID_SECONDARY_ACTIONS
