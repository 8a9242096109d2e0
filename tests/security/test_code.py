"""The package runs nothing that a stranger can supply: no eval, no pickle, no shell, no YAML."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "fo_buttwink").rglob("*.py")), ROOT / "plugin_entry.py"]
FORBIDDEN = {
    "eval", "exec", "compile", "__import__", "input",
    "os.system", "os.popen", "os.spawnl", "os.execv", "subprocess.getoutput",
    "pickle.load", "pickle.loads", "pickle.Unpickler", "cloudpickle.load", "cloudpickle.loads",
    "marshal.load", "marshal.loads", "shelve.open", "dill.load", "joblib.load", "torch.load",
    "yaml.load", "yaml.unsafe_load", "tempfile.mktemp", "ssl._create_unverified_context",
    "numpy.fromregex", "xml.etree.ElementTree.parse", "xml.etree.ElementTree.fromstring",
}  # fmt: skip
OPTIONS = {"shell": True, "allow_pickle": True, "verify": False, "unsafe": True}
"""Arguments that no call may have."""
ALLOWED = {
    ("fo_buttwink/batch/child.py", "pickle.load"): "what its own parent sends through a pipe",
    ("fo_buttwink/batch/pool.py", "pickle.load"): "what its own child sends through a pipe",
    ("fo_buttwink/export/table/spool.py", "pickle.load"): "its own nameless temporary file",
}
"""Each with the reason why nobody else can write what is read."""


def used(tree: ast.AST) -> dict[str, str]:
    """Full names of what a module imports, by the names that it calls them."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for each in node.names:
                first = each.name.split(".")[0]
                names[each.asname or first] = each.name if each.asname else first
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {(a.asname or a.name): f"{node.module}.{a.name}" for a in node.names}
    return names


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """Return the full name of what is called, as far as it stands in the source."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value, names)}.{node.attr}"
    return ""


def found_in(text: str) -> list[tuple[str, int]]:
    """Return every forbidden call or argument with its line."""
    tree = ast.parse(text)
    names, found = used(tree), []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = dotted(node.func, names)
        if name in FORBIDDEN:
            found.append((name, node.lineno))
        for keyword in node.keywords:
            value = keyword.value
            constant = value.value if isinstance(value, ast.Constant) else None
            if keyword.arg in OPTIONS and constant is OPTIONS[keyword.arg]:
                found.append((f"{keyword.arg}={constant}", node.lineno))
            # A value that is computed could be anything.
            if keyword.arg in OPTIONS and not isinstance(value, ast.Constant):
                found.append((f"{keyword.arg}=?", node.lineno))
    return found


def test_nothing_of_the_kind_is_called_but_where_it_is_allowed():
    calls = {
        (file.relative_to(ROOT).as_posix(), name, line)
        for file in FILES
        for name, line in found_in(file.read_text(encoding="utf-8"))
    }
    places = {(file, name) for file, name, _ in calls}
    assert not {call for call in calls if call[:2] not in ALLOWED}
    assert places == set(ALLOWED), "an exception that is needed no longer"


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "import pickle as p\np.load(f)",
        "from pickle import loads\nloads(b)",
        "import numpy as np\nnp.load(f, allow_pickle=True)",
        "import numpy as np\nnp.load(f, allow_pickle=asked)",
        "import subprocess\nsubprocess.run('ls', shell=True)",
        "import os\nos.system('ls')",
        "import yaml\nyaml.load(f)",
        "import requests\nrequests.get(u, verify=False)",
    ],
)
def test_the_search_finds_what_it_looks_for(text):
    assert found_in(text)


def test_it_is_no_alarm_for_everything():
    text = "import numpy as np\nnp.load(f, allow_pickle=False)\nmodel.eval()\nre.compile('a')"
    assert not found_in(text)


def test_every_process_is_started_from_a_list_of_words():
    """A text would be taken apart by a shell, or by rules that names can break."""
    for file in FILES:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        names = used(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and dotted(node.func, names) in (
                "subprocess.run", "subprocess.Popen", "subprocess.check_output",
            ):  # fmt: skip
                first = node.args[0]
                text = isinstance(first, (ast.JoinedStr, ast.BinOp)) or (
                    isinstance(first, ast.Constant) and isinstance(first.value, str)
                )
                assert not text, f"{file}:{node.lineno}"


def test_every_address_that_is_asked_is_https():
    """What is downloaded comes over TLS; the hash of each network is in pose/models.py."""
    for file in FILES:
        for line in file.read_text(encoding="utf-8").splitlines():
            plain = [word for word in line.split('"') if word.startswith("http://")]
            assert not [w for w in plain if "127.0.0.1" not in w and "localhost" not in w], (
                file, line,
            )  # fmt: skip
