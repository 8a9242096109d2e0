"""An analysis asks no other machine for anything, and tells none."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import clips
import pytest

from fo_buttwink._util import native_network
from fo_buttwink._util.environment import EnvironmentVariableError

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "fo_buttwink" / "data" / "demo" / "01_none_right.mp4"
WATCH = """
import json, socket, sys
asked = []
def watched(name):
    original = getattr(socket.socket, name)
    def call(self, address, *rest):
        if self.family != getattr(socket, "AF_UNIX", None):
            asked.append([name, str(address)])
        return original(self, address, *rest)
    setattr(socket.socket, name, call)
for name in ("connect", "connect_ex"):
    watched(name)
for name in ("getaddrinfo", "gethostbyname"):
    original = getattr(socket, name)
    def call(host, *rest, _name=name, _original=original, **more):
        asked.append([_name, str(host)])
        return _original(host, *rest, **more)
    setattr(socket, name, call)
"""
"""Notes who is asked, as far as Python does the asking."""
ALONE = """
from fo_buttwink.cli.main import main
status = main(["analyze", sys.argv[1], "--no-cache", "--workers", "1"])
print("ASKED " + json.dumps([status, asked]))
"""
DATASET = """
import fiftyone as fo, fo_buttwink as bw
from fo_buttwink.batch.execution import Execution
done = bw.analyze_dataset(fo.load_dataset(sys.argv[1]), progress=False,
                          execution=Execution(workers=1, cache=False))
print("ASKED " + json.dumps([done.analysed, asked]))
"""
HERE = re.compile(r"(\(')?(127\.0\.0\.1|::1|localhost)\b")


def run(
    script: str, argument: str, *around: str, **environment: str
) -> tuple[int, list[list[str]]]:
    done = subprocess.run(
        [*around, sys.executable, "-c", WATCH + script, argument],
        capture_output=True,
        text=True,
        timeout=400,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    said = [line for line in done.stdout.splitlines() if line.startswith("ASKED ")]
    assert said, done.stderr[-2000:]
    status, asked = json.loads(said[0].removeprefix("ASKED "))
    return status, asked


@pytest.fixture
def clip(tmp_path):
    return clips.shorten(DEMO, tmp_path / "a.mp4", 30)


@pytest.mark.pose
def test_an_analysis_without_a_database_asks_nobody(clip):
    assert run(ALONE, str(clip)) == (0, [])


@pytest.mark.pose
@pytest.mark.database
def test_an_analysis_of_a_dataset_asks_the_database_only(clip, make_dataset):
    dataset = make_dataset(str(clip))
    dataset.persistent = True
    analysed, asked = run(DATASET, dataset.name)
    assert analysed == 1 and asked, "the database at least is asked"
    assert not [who for who in asked if not HERE.match(who[1])]


def asked_from_outside(clip, log, **environment: str) -> list[str]:
    """Return the calls of a run, native code included, that go to other machines."""
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    calls = "trace=connect,sendto,sendmsg,sendmmsg"
    strace = ["strace", "-f", "-qq", "-s", "200", "-e", calls, "-e", "signal=none", "-o", str(log)]
    assert run(ALONE, str(clip), *strace, **environment) == (0, [])
    lines = [line for line in log.read_text().splitlines() if "AF_INET" in line]
    return [line for line in lines if "127.0.0.1" not in line and '"::1"' not in line]


@pytest.mark.pose
@pytest.mark.torture
def test_no_library_asks_anybody_either(clip, tmp_path):
    """Python's sockets do not show what native code does."""
    assert asked_from_outside(clip, tmp_path / "calls") == []


@pytest.mark.pose
@pytest.mark.torture
def test_mediapipe_would_report_its_use_if_it_were_let(clip, tmp_path):
    """If it no longer does, what is done against it can go."""
    on = {"FO_BUTTWINK_MEDIAPIPE_REPORTS": "on"}
    assert asked_from_outside(clip, tmp_path / "calls", **on)
    assert "googleapis" in (tmp_path / "calls").read_text()


def test_python_and_its_children_keep_the_proxy_that_the_user_has(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:8080")
    native_network.keep_in()
    try:
        assert os.environ["https_proxy"] == "http://proxy.example:8080"
        child = [sys.executable, "-c", "import os; print(os.environ['https_proxy'])"]
        seen = subprocess.run(child, capture_output=True, text=True, env=dict(os.environ))
        assert seen.stdout.strip() == "http://proxy.example:8080"
    finally:
        os.putenv("https_proxy", "http://proxy.example:8080")


def test_the_variable_says_on_or_off(monkeypatch):
    monkeypatch.setenv("FO_BUTTWINK_MEDIAPIPE_REPORTS", "perhaps")
    with pytest.raises(EnvironmentVariableError, match="expected on or off"):
        native_network.keep_in()


def test_the_watch_sees_who_is_asked(tmp_path):
    script = """
try:
    socket.create_connection(("127.0.0.1", 9), timeout=1)
except OSError:
    pass
print("ASKED " + json.dumps([0, asked]))
"""
    _, asked = run(script, "")
    assert ["connect", "('127.0.0.1', 9)"] in asked
