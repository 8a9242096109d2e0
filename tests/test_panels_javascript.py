"""The JavaScript of the panels: its bundle, its form, and its own tests where node is there.

The tools come with ``make panels`` (node and npm needed). Without them the tests that need them
are skipped; what is committed runs without them.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PANELS = ROOT / "assets" / "panels"
BUNDLE = PANELS / "dist" / "index.js"
TOOLS = ROOT / "node_modules" / ".bin"
NODE = shutil.which("node")

if not (PANELS / "src").is_dir():
    pytest.skip("not a checkout", allow_module_level=True)

MODULES = sorted((PANELS / "src").rglob("*.js"))
TESTS = sorted((PANELS / "test").glob("*.test.js"))
STYLES = sorted((PANELS / "src").rglob("*.css"))
SCRIPTS = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]


def node_version() -> int:
    if NODE is None:
        return 0
    said = subprocess.run([NODE, "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.lstrip("v").split(".")[0])


needs_node = pytest.mark.skipif(
    node_version() < 20, reason="node 20 or later is not installed: panels' own tests not run"
)


def needs(tool: str):
    missing = NODE is None or not (TOOLS / tool).exists()
    return pytest.mark.skipif(missing, reason=f"{tool} is not installed: run `make panels`")


def run(*command: str | Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


@needs("esbuild")
def test_the_bundle_is_what_the_sources_give(tmp_path):
    """A change of a source without `make panels` would not reach anybody."""
    tool, *options = SCRIPTS["build"].split()
    committed = BUNDLE.relative_to(ROOT)
    assert tool == "esbuild" and f"--outfile={committed}" in options
    built = tmp_path / "index.js"
    run(TOOLS / tool, *[option.replace(str(committed), str(built)) for option in options])
    assert built.read_bytes() == BUNDLE.read_bytes(), "run `make panels` and commit what it makes"


@needs_node
def test_own_tests_pass():
    said = run(NODE, "--test", "--test-reporter=tap", *TESTS)
    counts = dict(re.findall(r"^# (tests|pass|fail) (\d+)$", said, re.M))
    assert counts["fail"] == "0" and int(counts["pass"]) == int(counts["tests"]) > 40


@needs_node
def test_the_bundle_registers_what_python_names():
    """Runs it in an App of a few lines; a name that is defined nowhere would end here."""
    app = """
      const said = { components: [], operators: [] };
      globalThis.window = globalThis;
      globalThis.setInterval = () => 0;
      globalThis.React = { createElement() {} };
      globalThis.recoil = {};
      globalThis.__fos__ = {};
      class Operator { get config() { return {}; } }
      class OperatorConfig { constructor(options) { Object.assign(this, options); } }
      const add = (Class) => said.operators.push(new Class().config.name);
      globalThis.__foo__ = { Operator, OperatorConfig, registerOperator: add };
      globalThis.__fop__ = {
        PluginComponentType: {},
        registerComponent: ({ name }) => said.components.push(name),
      };
      (0, eval)(require("fs").readFileSync(process.argv[1], "utf8"));
      console.log(JSON.stringify(said));
    """
    said = json.loads(run(NODE, "--input-type=commonjs", "--eval", app, BUNDLE))
    python = [p.read_text(encoding="utf-8") for p in (ROOT / "fo_buttwink" / "app").rglob("*.py")]
    # The keeper is named by an operator of the bundle itself.
    asked = {name for name in said["components"] if any(f'"{name}"' in text for text in python)}
    assert asked == {"SquatExplorer", "SquatRepViewer", "SquatStop"}
    assert set(said["components"]) == asked | {"SquatKeeper"}
    assert all(any(f"/{name}" in text for text in python) for name in said["operators"])
    assert len(said["operators"]) == 2


@needs("tsc")
def test_types_agree():
    run(*[TOOLS / "tsc", *SCRIPTS["types"].split()[1:]])


@needs("prettier")
def test_the_form_is_prettiers():
    run(TOOLS / "prettier", "--check", PANELS / "src", PANELS / "test")


@pytest.mark.parametrize("path", [*MODULES, *TESTS], ids=lambda path: path.name)
def test_a_module_is_checked_says_what_it_is_and_is_short(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "// @ts-check"
    assert lines[1].startswith("/* "), "one sentence on what the module is"
    assert not any("@ts-ignore" in line or "@ts-nocheck" in line for line in lines)
    assert len(lines) <= 400


@pytest.mark.parametrize("path", [*MODULES, *TESTS, *STYLES], ids=lambda path: path.name)
def test_no_line_is_longer_than_a_hundred_columns(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [(i, line) for i, line in enumerate(lines, 1) if len(line) > 100] == []


def code(path: Path) -> str:
    """Without comments."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"(?<!:)//.*", "", text)


@pytest.mark.parametrize(
    ("what", "homes"),
    [
        (r"\b__f\w+__|window\.(React|recoil)\b|globalThis", {"app.js"}),
        (r"querySelector|getElementsBy|data-cy=|data-testid=", {"page.js"}),
        (r"getComputedStyle|documentElement|MutationObserver", {"page.js"}),
        (r"localStorage", {"page.js", "storage.js"}),
        (r"useTriggerPanelEvent", {"server.js"}),
        (r"createElement\(\"style\"\)", {"elements.js"}),
    ],
)
def test_what_is_the_apps_is_touched_in_one_place(what, homes):
    assert {path.name for path in MODULES if re.search(what, code(path))} == homes


def test_tools_are_pinned_and_no_registry_is_named():
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    assert "dependencies" not in package, "nothing of others is shipped"
    versions = package["devDependencies"].values()
    assert versions and all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in versions)
    names = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", ".npmrc")
    assert [name for name in names if (ROOT / name).exists()] == []


def test_the_app_loads_the_bundle():
    manifest = (ROOT / "fiftyone.yml").read_text(encoding="utf-8")
    assert f"js_bundle: {BUNDLE.relative_to(ROOT).as_posix()}\n" in manifest
    text = BUNDLE.read_text(encoding="utf-8")
    assert str(ROOT) not in text and "sourceMappingURL" not in text
