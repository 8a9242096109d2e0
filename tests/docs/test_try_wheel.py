"""The tool that tries the wheel with each Python; the trial itself takes a quarter of an hour."""

from __future__ import annotations

import subprocess
import sys

import pytest
import try_wheel


def test_one_wheel_is_wanted(tmp_path):
    with pytest.raises(SystemExit, match=r"expected one wheel, found 0; run `make dist`"):
        try_wheel.wheel(tmp_path)
    one = tmp_path / "a-1-py3-none-any.whl"
    one.touch()
    assert try_wheel.wheel(tmp_path) == one
    (tmp_path / "a-2-py3-none-any.whl").touch()
    with pytest.raises(SystemExit, match="found 2"):
        try_wheel.wheel(tmp_path)


def test_an_interpreter_that_fails_is_named_and_counted(tmp_path):
    (tmp_path / "a-1-py3-none-any.whl").write_bytes(b"no wheel")
    command = [sys.executable, try_wheel.__file__, "no_such_python", "--dist", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no_such_python: FAILED" in done.stdout


def test_the_core_tests_exist():
    assert all((try_wheel.ROOT / "tests" / name).is_dir() for name in try_wheel.CORE)
