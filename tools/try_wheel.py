"""Try the built wheel as a stranger has it: ``make try-wheel PYTHONS="python3.10 python3.13"``.

For each interpreter: an empty environment, an empty home, the wheel of ``dist`` (``make dist``),
the demo without the App, and the core tests against what is installed, not against the
repository. Ends with the number of interpreters that failed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CORE = ("_util", "cache", "domain", "export", "measure", "pipeline", "video")
"""Folders of tests that need no database and no App."""
LEFT_OUT = ("database", "pose", "footage", "browser", "torture", "pictures")
TOOLS = ("pytest", "hypothesis", "pytest-timeout", "pytest-rerunfailures", "jsonschema")
WHERE = "import fo_buttwink, sys; print(fo_buttwink.__file__); print(sys.version.split()[0])"


def interpreters() -> list[str]:
    """Names of the supported interpreters on the path that run."""
    check = [
        "-c", "import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info[:2] < (3, 14))"
    ]  # fmt: skip
    names = (f"python3.{minor}" for minor in range(10, 14))
    # Each is run, because a name on the path may be a version manager's placeholder.
    return [n for n in names if shutil.which(n) and not subprocess.run(
        [n, *check], capture_output=True, check=False).returncode]  # fmt: skip


def wheel(folder: Path) -> Path:
    """Return the one wheel in a folder.

    Raises
    ------
    SystemExit
        If there is none, or more than one.
    """
    found = sorted(folder.glob("*.whl"))
    if len(found) != 1:
        raise SystemExit(
            f"{folder}: expected one wheel, found {len(found)}; run `make dist` to build it"
        )
    return found[0]


def attempt(python: str, built: Path, tests: Sequence[str]) -> None:
    """Install, run the demo, and test.

    Raises
    ------
    subprocess.CalledProcessError
        If a step fails.
    """
    with tempfile.TemporaryDirectory(prefix="try_wheel_") as name:
        folder = Path(name)
        for place in ("home", "empty"):
            (folder / place).mkdir()
        inherited = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
        environment = {
            **inherited,
            "HOME": str(folder / "home"),
            "FIFTYONE_DO_NOT_TRACK": "true",
            # FiftyOne joins any server of this user, whatever the home.
            "FIFTYONE_DATABASE_NAME": f"fo_buttwink_{folder.name}",
        }

        def run(*command: str | Path, inside: Path = folder / "empty") -> None:
            print("$", *(str(c).replace(name, "") for c in command), flush=True)
            subprocess.run([*map(str, command)], cwd=inside, env=environment, check=True)

        run(python, "-m", "venv", folder / "venv")
        bin_ = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        pip = (bin_ / "python", "-m", "pip", "--disable-pip-version-check", "--no-input", "install")
        run(*pip, "--quiet", f"{built}[export]")
        # As the installation guide says: the build without a screen has the last word.
        run(*pip, "--quiet", "--force-reinstall", "--no-deps", "opencv-python-headless<5")
        run(bin_ / "python", "-c", WHERE)
        run(bin_ / "fo-buttwink", "demo", "--no-app")
        run(*pip, "--quiet", *TOOLS)
        # `pytest` and not `python -m pytest`, which would find the package of the repository.
        mark = " and ".join(f"not {m}" for m in LEFT_OUT)
        run(bin_ / "pytest", *tests, "-m", mark, "-p", "no:cacheprovider", inside=ROOT)


def main() -> int:
    """Try each interpreter; print what came of it."""
    parser = argparse.ArgumentParser(description="Try the built wheel with each interpreter.")
    parser.add_argument("python", nargs="*", help="interpreters; by default all on the path")
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="folder with the wheel")
    parser.add_argument("--tests", nargs="*", default=[f"tests/{n}" for n in CORE])
    args = parser.parse_args()
    built = wheel(args.dist).resolve()
    said = []
    for python in args.python or interpreters():
        begun = time.monotonic()
        try:
            attempt(python, built, args.tests)
            outcome = "passed"
        except (subprocess.CalledProcessError, OSError) as error:
            outcome = f"FAILED: {error}"
        said.append(f"{python}: {outcome} ({time.monotonic() - begun:.0f} s)")
        print("==", said[-1], flush=True)
    print("\n".join(said))
    return sum("FAILED" in line for line in said)


if __name__ == "__main__":
    raise SystemExit(main())
