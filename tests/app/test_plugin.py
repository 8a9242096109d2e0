"""The plugin as FiftyOne finds and loads it."""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from fo_buttwink import __version__
from fo_buttwink.app import plugin
from fo_buttwink.install import plugin_folder

ROOT = Path(__file__).resolve().parents[2]
OPERATORS = {"analyze_squats", "delete_squat_run", "squat_run_info"}


def _contexts():
    from fiftyone.plugins.context import build_plugin_contexts

    return {context.name: context for context in build_plugin_contexts()}


@pytest.mark.database
def test_fiftyone_loads_it_without_errors(database):
    contexts = _contexts()
    assert [c.errors for c in contexts.values() if c.errors] == []
    assert {o.name for o in contexts[plugin_folder.NAME].instances} >= OPERATORS


@pytest.mark.database
def test_manifest_lists_what_is_registered(database):
    import fiftyone.plugins as fop

    definition = fop.get_plugin(plugin_folder.NAME)
    assert definition.version == __version__
    # Panels are listed among the operators.
    assert set(definition.operators) == {o.name for o in _contexts()[plugin_folder.NAME].instances}
    assert definition.has_js
    assert (Path(definition.directory) / "assets" / "icon.svg").is_file()


@pytest.mark.database
def test_package_is_imported_once(database):
    import fo_buttwink.app.operators

    (first, *_) = _contexts()[plugin_folder.NAME].instances
    assert isinstance(first, fo_buttwink.app.operators.OPERATORS)
    assert sum(name.endswith("fo_buttwink.app.operators") for name in sys.modules) == 1


@pytest.mark.database
def test_listing_operators_does_not_load_mediapipe(database):
    code = (
        "import sys, fo_buttwink.app.operators\n"
        "assert not {'mediapipe', 'torch', 'av'} & set(sys.modules), sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_manifest_admits_the_fiftyone_that_is_required():
    text = (ROOT / "fiftyone.yml").read_text()
    wanted = re.search(r'version: "(>=[^"]+)"', text).group(1)
    assert f'"fiftyone{wanted}"' in (ROOT / "pyproject.toml").read_text()


def test_other_version_is_reported_once(tmp_path, caplog):
    (tmp_path / "fiftyone.yml").write_text('name: "x"\nversion: 0.0.1\n')
    context = SimpleNamespace(register=lambda operator: None)
    with caplog.at_level(logging.WARNING):
        plugin.register(context, tmp_path)
        plugin.register(context, tmp_path)
    (record,) = caplog.records
    assert "is version 0.0.1" in record.getMessage() and "plugin link" in record.getMessage()


def _entry(folder):
    """Run the entry file of a plugin folder as FiftyOne does, in a Python of its own."""
    code = f"""
import importlib.util, logging, pathlib, sys
logging.basicConfig(level=logging.INFO)
spec = importlib.util.spec_from_file_location("entry", {str(folder / "plugin_entry.py")!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
class Context:
    def register(self, operator): print(operator.__module__, operator.__name__)
module.register(Context())
import fo_buttwink
print("FROM", pathlib.Path(fo_buttwink.__file__).resolve().parent.parent)
"""
    # Isolated from the checkout and from an editable installation of it.
    return subprocess.run(
        [sys.executable, "-c", _WITHOUT_INSTALLED + code],
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONSAFEPATH": "1", "PYTHONPATH": ""},
        check=False,
    )


_WITHOUT_INSTALLED = """
import sys
sys.path = [p for p in sys.path if "site-packages" in p or "lib" in p]
sys.meta_path = [f for f in sys.meta_path if "editable" not in repr(f)]
"""


@pytest.fixture
def plugin_copy(tmp_path):
    """What ``fiftyone plugins download`` leaves behind: the repository in a folder."""
    folder = tmp_path / "plugins" / "any_name"
    folder.mkdir(parents=True)
    for name in ("fiftyone.yml", "plugin_entry.py"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    package = ROOT / "fo_buttwink"
    for file in [*package.rglob("*.py"), *package.rglob("*.pyi")]:
        target = folder / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return folder


@pytest.mark.database
def test_downloaded_copy_works_without_installation(plugin_copy, database):
    done = _entry(plugin_copy)
    assert done.returncode == 0, done.stderr
    assert "fo_buttwink.app.operators.analyze AnalyzeSquats" in done.stdout
    assert f"FROM {plugin_copy.resolve()}" in done.stdout


def test_broken_installation_says_what_to_do(plugin_copy):
    broken = plugin_copy / "fo_buttwink" / "app" / "operators" / "__init__.py"
    broken.write_text("import no_such_package")
    done = _entry(plugin_copy)
    assert done.returncode != 0
    assert "No module named 'no_such_package'" in done.stderr
    assert "fiftyone plugins requirements" in done.stderr and sys.executable in done.stderr


def test_entry_without_any_package_says_so(plugin_copy):
    for file in sorted((plugin_copy / "fo_buttwink").rglob("*.py")):
        file.unlink()
    done = _entry(plugin_copy)
    assert done.returncode != 0 and "pip install . in a clone" in done.stderr


def test_source_is_the_checkout():
    assert plugin_folder.source() == ROOT


def test_linking_is_idempotent_and_can_be_undone(tmp_path):
    folder = tmp_path / "plugins"
    entry = plugin_folder.link(folder)
    assert entry.is_symlink() and entry.resolve() == ROOT
    assert plugin_folder.link(folder) == entry
    assert plugin_folder.unlink(folder) == entry
    assert plugin_folder.unlink(folder) is None


def test_stale_link_is_renewed(tmp_path):
    (tmp_path / "fo_buttwink").symlink_to(tmp_path / "gone")
    assert plugin_folder.link(tmp_path).resolve() == ROOT


def test_copying_holds_all_that_fiftyone_reads(tmp_path):
    entry = plugin_folder.link(tmp_path, copy=True)
    assert not entry.is_symlink()
    assert {p.name for p in entry.iterdir()} >= {"fiftyone.yml", "plugin_entry.py", "assets"}
    assert "js_bundle: assets/panels/dist/index.js" in (entry / "fiftyone.yml").read_text()
    panels = [p.relative_to(entry / "assets" / "panels") for p in entry.glob("assets/panels/**/*")]
    assert sorted(map(str, panels)) == ["dist", "dist/index.js"]
    assert plugin_folder.link(tmp_path, copy=True) == entry
    assert plugin_folder.unlink(tmp_path) == entry and not entry.exists()


def test_strangers_are_left_alone(tmp_path):
    (tmp_path / "fo_buttwink").mkdir()
    with pytest.raises(plugin_folder.PluginError, match="remove or rename it"):
        plugin_folder.link(tmp_path)
    with pytest.raises(plugin_folder.PluginError, match="remove it yourself"):
        plugin_folder.unlink(tmp_path)
    other = tmp_path / "other" / "clone"
    other.mkdir(parents=True)
    (other / "fiftyone.yml").write_bytes((ROOT / "fiftyone.yml").read_bytes())
    with pytest.raises(plugin_folder.PluginError, match="another copy"):
        plugin_folder.link(tmp_path / "other")


def test_command_line_copies_where_links_are_impossible(tmp_path, monkeypatch, capsys):
    from fo_buttwink.cli import main as cli

    def refuse(self, target, target_is_directory=False):
        raise OSError("Operation not permitted")

    monkeypatch.setenv("FIFTYONE_PLUGINS_DIR", str(tmp_path / "plugins"))
    monkeypatch.setattr(Path, "symlink_to", refuse)
    assert cli.main(["plugin", "link"]) == 1
    advice = "fo-buttwink plugin link --copy"
    assert advice in capsys.readouterr().err
    assert cli.main(advice.split()[1:]) == 0
    entry = tmp_path / "plugins" / "fo_buttwink"
    assert (entry / "plugin_entry.py").is_file() and not entry.is_symlink()
    assert capsys.readouterr().out.strip() == str(entry)
    assert cli.main(["plugin", "unlink", "--copy"]) == 2
    assert cli.main(["plugin", "unlink"]) == 0 and not entry.exists()


def test_outdated_copy_is_to_be_copied_again(tmp_path, caplog):
    (tmp_path / "fiftyone.yml").write_text('name: "x"\nversion: 0.0.1\n')
    (tmp_path / plugin_folder.COPY_MARK).write_text("0.0.1\n")
    with caplog.at_level(logging.WARNING):
        plugin._compare_versions(tmp_path)
    assert caplog.records[0].getMessage().endswith("fo-buttwink plugin link --copy")
