"""The code blocks of the documentation: find them, and run those of a page in their order.

``python tools/blocks.py docs/tutorials/curator.md`` runs a page as a reader would, in a folder of
its own (``make walkthrough``). The tests run every page in this way.

What a page may count on: a folder ``squats`` with the six bundled clips beside it. All Python
blocks of a page share their names, all blocks share the folder. A block that is not to be run has
a comment with the reason above it: ``<!-- not run: REASON -->``, or ``<!-- file: PATH -->`` where
it is a file that a test writes. ``fiftyone.launch_app`` opens nothing here: it counts what would
have been shown.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CLIPS = ROOT / "fo_buttwink" / "data" / "demo"
RUN = ("python", "bash")
"""Languages that are run."""
SHOWN = ("text", "json", "csv", "yaml", "diff", "xml", "ini")
"""Languages that only show something."""
_FENCE = re.compile(
    r"(?:<!-- not run: (?P<reason>[^\n]+?) -->\n+|<!-- file: (?P<file>\S+) -->\n+)?"
    r"^(?P<indent> *)```(?P<language>[^\n]*)\n(?P<code>.*?)^(?P=indent)```",
    re.M | re.S,
)


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: Path
    line: int
    """Of its first line of code, from 1."""
    language: str
    code: str
    reason: str | None
    """Why it is not run; ``None`` where it is, or where its language only shows something."""
    before: str
    """The text of the page since the block before."""

    @property
    def runs(self) -> bool:
        """Whether it is run."""
        return self.language in RUN and self.reason is None


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page, in their order."""
    text, found, at = page.read_text(encoding="utf-8"), [], 0
    for match in _FENCE.finditer(text):
        indent = match["indent"]
        code = "".join(
            line.removeprefix(indent) for line in match["code"].splitlines(keepends=True)
        )
        line = text.count("\n", 0, match.start("code")) + 1
        before = text[at : match.start()]
        reason = f"it is the file {match['file']}" if match["file"] else match["reason"]
        found.append(Block(page, line, match["language"].strip(), code, reason, before))
        at = match.end()
    return found


def pages() -> Iterator[Path]:
    """Pages for readers: README, what stands beside it, and the whole of ``docs``."""
    yield from sorted(ROOT.glob("*.md"))
    yield from sorted((ROOT / "docs").rglob("*.md"))


def run_page(page: Path, folder: Path, tell: Callable[[str], None] | None = None) -> int:
    """Run the blocks of a page in a folder, and return how many ran.

    Parameters
    ----------
    page
        Markdown file.
    folder
        Where they run; ``squats`` is put into it if it is not there.
    tell
        Called with the text between the blocks, and with each block before it runs.

    Raises
    ------
    RuntimeError
        If a block fails; the message names page and line.
    """
    clips = folder / "squats"
    if not clips.exists():
        clips.mkdir(parents=True)
        for clip in sorted(CLIPS.glob("*.mp4")):
            shutil.copy2(clip, clips)
    names: dict[str, Any] = {"__name__": "page"}
    here, count = Path.cwd(), 0
    os.chdir(folder)
    try:
        for block in blocks(page):
            if tell:
                tell(block.before.strip())
            if not block.runs:
                continue
            if tell:
                tell("".join(f"    {line}" for line in block.code.splitlines(keepends=True)))
            _run(block, names)
            count += 1
    finally:
        os.chdir(here)
    return count


def _run(block: Block, names: dict[str, Any]) -> None:
    where = f"{block.page.name}, line {block.line}"
    if block.language == "python":
        code = compile("\n" * (block.line - 1) + block.code, str(block.page), "exec")
        try:
            with _quiet_app():
                exec(code, names)  # the pages are our own
        except Exception as error:
            raise RuntimeError(f"{where}: {type(error).__name__}: {error}") from error
        return
    # The commands of the installation that runs this, wherever it is.
    shim = f'fo-buttwink() {{ "{sys.executable}" -m fo_buttwink.cli "$@"; }}\n'
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", shim + block.code],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, end="")
    if done.returncode:
        raise RuntimeError(f"{where}: exit status {done.returncode}\n{done.stderr[-2000:]}")


@contextlib.contextmanager
def _quiet_app() -> Iterator[None]:
    """Let ``fiftyone.launch_app`` count what it would show."""
    import fiftyone

    def shown(samples: Any = None, **_: Any) -> None:
        print(f"(the App would open with {0 if samples is None else len(samples)} samples)")

    real, fiftyone.launch_app = fiftyone.launch_app, shown
    try:
        yield
    finally:
        fiftyone.launch_app = real


def main() -> int:
    """Run one page, telling its text."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("--out", type=Path, help="folder to work in; a new one if not given")
    parser.add_argument("--videos", type=Path, help="your own videos in the place of the bundled")
    args = parser.parse_args()
    folder = args.out or Path(tempfile.mkdtemp(prefix="fo_buttwink_walkthrough_"))
    folder.mkdir(parents=True, exist_ok=True)
    if args.videos is not None:
        shutil.copytree(args.videos, folder / "squats")
    start = time.monotonic()
    count = run_page(args.page.resolve(), folder.resolve(), lambda text: print(text + "\n"))
    print(
        f"\n{count} blocks ran in {time.monotonic() - start:.0f} s. What they made is in {folder}"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
