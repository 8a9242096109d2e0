"""The table of error codes, made from the code.

``python tests/helpers/error_codes.py`` writes it into ``docs/errors.md``.
"""

from __future__ import annotations

import importlib
import inspect
import re

import layers

from fo_buttwink.errors import FoButtwinkError

PAGE = layers.ROOT / "docs" / "errors.md"
BEGIN, END = "<!-- codes: made by tests/helpers/error_codes.py -->", "<!-- end of codes -->"


def exceptions() -> list[type[Exception]]:
    """Public exception classes of the package, by name."""
    found: set[type[Exception]] = set()
    for name, file in layers.modules().items():
        if not re.search(r"^class \w+\(.*(Error|Exception)\b", file.read_text("utf-8"), re.M):
            continue
        module = importlib.import_module(
            f"fo_buttwink.{name}" if name != "__init__" else "fo_buttwink"
        )
        for each in vars(module).values():
            ours = inspect.isclass(each) and each.__module__ == module.__name__
            if ours and issubclass(each, Exception) and not each.__name__.startswith("_"):
                found.add(each)
    return sorted(found, key=lambda each: each.__name__)


def table() -> str:
    """One row per class: code, class, what it means."""
    rows = ["| code | class | raised when |", "|---|---|---|"]
    for each in sorted(exceptions(), key=lambda each: each.code):  # type: ignore[attr-defined]
        assert issubclass(each, FoButtwinkError)
        about = (inspect.getdoc(each) or "").split("\n\n")[0].replace("\n", " ").replace("``", "`")
        place = each.__module__.removeprefix("fo_buttwink.")
        rows.append(f"| `{each.code}` | `{place}.{each.__name__}` | {about} |")
    return "\n".join(rows)


def with_table(page: str) -> str:
    """Put the table of now into a page."""
    pattern = re.compile(re.escape(BEGIN) + r".*?" + re.escape(END), re.DOTALL)
    assert pattern.search(page), f"{PAGE}: expected the lines {BEGIN} and {END}"
    return pattern.sub(lambda _: f"{BEGIN}\n{table()}\n{END}", page)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
