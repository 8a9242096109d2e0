"""The allowed arrows between the packages, what the code has, and the picture of both.

``python tests/helpers/layers.py`` writes the picture into ``docs/architecture.md``.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "fo_buttwink"
PAGE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- layers: made by tests/helpers/layers.py -->", "<!-- end of layers -->"

MODULES_ON_TOP = {"__init__", "_version", "errors"}

ARROWS: dict[str, set[str]] = {
    "_version": set(),
    "errors": set(),
    "config": set(),
    "_util": {"errors"},
    "domain": {"_util", "_version", "config", "errors"},
    "measure": {"_util", "config", "domain"},
    "video": {"_util", "domain", "errors"},
    "store": {"_util", "_version", "config", "domain", "errors"},
    "cache": {"_util", "config", "domain", "measure"},
    "export": {"_util", "_version", "config", "domain", "errors", "store", "video"},
    "pose": {"_util", "cache", "config", "domain", "errors", "video"},
    "reviews": {"_util", "_version", "config", "domain", "errors", "export", "store"},
    "sim": {"config", "domain", "measure", "pose"},
    "pipeline": {"_util", "cache", "config", "domain", "measure", "pose", "video"},
    "install": {"_util", "_version", "errors", "pose"},
    "draw": {"_util", "config", "domain", "measure", "pipeline", "video"},
    "report": {
        "_util", "_version", "cache", "config", "curate", "domain", "draw", "errors", "export",
        "store", "video",
    },
    "batch": {"_util", "config", "domain", "errors", "measure", "pipeline", "pose", "video"},
    "bench": {
        "_util", "batch", "cache", "config", "domain", "errors", "measure", "pipeline", "pose",
        "sim", "store", "video",
    },
    "curate": {"_util", "config", "domain", "errors", "store", "video"},
    "runs": {"_util", "batch", "config", "domain", "errors", "install", "reviews", "store"},
    "cli": {
        "_util", "_version", "batch", "bench", "cache", "config", "curate", "domain", "draw",
        "errors", "export", "install", "pose", "report", "reviews", "runs", "store", "video",
    },
    "app": {
        "_util", "_version", "batch", "cache", "config", "curate", "domain", "draw", "errors",
        "export", "install", "pose", "report", "reviews", "runs", "store", "video",
    },
}  # fmt: skip
"""Package, or module on top -> what it may import. Nothing may import ``app`` or ``cli``, and
``__init__`` is the public face: it may name everything."""

EXCEPTIONS: dict[tuple[str, str], str] = {}
"""(module, module) -> why this one import is there though no arrow allows it. Only to shrink."""

INSIDE: dict[str, tuple[str, ...]] = {
    "app": ("plugin", "operators", "panels", ""),
    "app.panels": ("explorer", "viewer", ""),
    "domain": ("agreement", "context", "hand", "review", ""),
    "measure": ("pelvis", ""),
    "store": ("columnar", ""),
    "export": ("run", "formats", "card", "select", "split", "table", "output"),
    "pipeline": (
        "analyze",
        "words",
        "parts",
        "judge",
        "gates",
        "facts",
        "failed",
        "estimators",
        "observe",
    ),
}
"""Layers within a package, from above; an empty name stands for the modules of the package that
no other name stands for. Within one layer anything goes, as long as there is no circle."""

FIFTYONE = {
    "app", "store", "runs", "curate", "bench.speed_database", "cli.datasets", "cli.demo",
    "cli.hand", "reviews.importing", "report.from_dataset",
    "export.formats._run_copy", "export.formats._via_fiftyone", "export.table.from_dataset",
}  # fmt: skip
"""Packages and modules that may import FiftyOne."""
MEDIAPIPE = {"pose.mediapipe", "pose._task_bundle", "install.doctor", "bench.speed"}
"""Only the first infers with it for the product; the second builds a model file from an older
wheel, the last two try it alone."""


def modules() -> dict[str, Path]:
    """Files by dotted name below the package; that of a package is its ``__init__``."""
    found = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name or "__init__"] = file
    return found


def imports() -> dict[str, set[str]]:
    """What each module imports of ours: anywhere in it, for types only too."""
    known = modules()
    return {name: set(_of_ours(name, file, known)) for name, file in known.items()}


def _of_ours(name: str, file: Path, known: Mapping[str, Path]) -> Iterator[str]:
    here = [] if name == "__init__" else name.split(".")
    if file.name != "__init__.py":
        here = here[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.startswith("fo_buttwink."):
                    yield alias.name.removeprefix("fo_buttwink.")
        elif isinstance(node, ast.ImportFrom):
            module = node.module.split(".") if node.module else []
            if node.level:
                base = [*here[: len(here) - node.level + 1], *module]
            elif module[0] == "fo_buttwink":
                base = module[1:]
            else:
                continue
            for alias in node.names:
                full = ".".join([*base, alias.name])
                yield full if full in known else ".".join(base) or "__init__"


def libraries(name: str) -> set[str]:
    """Our modules that import a library, anywhere in them."""
    found = set()
    for module, file in modules().items():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            if any(each.split(".")[0] == name for each in names):
                found.add(module)
    return found


def top(module: str) -> str:
    """Package, or module on top."""
    return module.split(".")[0]


def circles(edges: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of nodes that reach each other."""

    def reached(start: str) -> set[str]:
        seen: set[str] = set()
        todo = [start]
        while todo:
            for node in edges.get(todo.pop(), ()):
                if node not in seen:
                    seen.add(node)
                    todo.append(node)
        return seen

    reach = {node: reached(node) for node in edges}
    groups = {
        tuple(sorted({node} | {n for n in reach[node] if node in reach.get(n, ())}))
        for node in edges
        if node in reach[node]
    }
    return [list(group) for group in sorted(groups)]


def rows() -> list[list[str]]:
    """Packages from above to below: each stands above all that it may import."""
    height: dict[str, int] = {}

    def of(name: str) -> int:
        if name not in height:
            height[name] = 1 + max((of(other) for other in ARROWS[name]), default=-1)
        return height[name]

    for name in ARROWS:
        of(name)
    return [
        sorted(n for n in ARROWS if height[n] == level)
        for level in range(max(height.values()), -1, -1)
    ]


def _about(name: str) -> str:
    file = modules()[name]
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return (
        text.split("\n\n")[0].replace("\n", " ").replace("``", "`") or "The number of the version."
    )


def picture() -> str:
    """The layers as a picture, and as a table, in Markdown."""
    levels = rows()
    width = max(len("   ".join(level)) for level in levels)
    edge = "+" + "-" * (width + 2) + "+"
    lines = ["```text", edge]
    for level in levels:
        lines += [f"| {'   '.join(level).center(width)} |", edge]
    lines += ["```", "", "| package | what it is | may import |", "|---|---|---|"]
    for name in (n for level in levels for n in level):
        allowed = ", ".join(f"`{other}`" for other in sorted(ARROWS[name])) or "nothing of ours"
        lines.append(f"| `{name}` | {_about(name)} | {allowed} |")
    return "\n".join(lines)


def with_picture(page: str) -> str:
    """A page with the picture as it is now."""
    pattern = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(page):
        raise ValueError(f"{PAGE}: expected the lines {BEGIN} and {END}, found not both")
    return pattern.sub(lambda _: f"{BEGIN}\n{picture()}\n{END}", page)


if __name__ == "__main__":
    PAGE.write_text(with_picture(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
