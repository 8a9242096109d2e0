"""The table of error codes, made from the code.

``python tests/helpers/error_codes.py`` writes it into ``docs/errors.md``.
"""

from __future__ import annotations

import importlib
import inspect
import re

import layers

from fo_buttwink.domain.analysis import ABSTAIN_REASONS, STATUS_FAILED
from fo_buttwink.domain.codes import UNEXPECTED, code_of_status
from fo_buttwink.domain.texts import WHY_NOT
from fo_buttwink.errors import FoButtwinkError

PAGE = layers.ROOT / "docs" / "errors.md"
BEGIN, END = "<!-- {}: made by tests/helpers/error_codes.py -->", "<!-- end of {} -->"


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


def statuses() -> str:
    """One row per reason why nothing was measured in a video that could be read."""
    rows = ["| code | status | nothing was measured because |", "|---|---|---|"]
    rows += [f"| `{code_of_status(s)}` | `{s}` | {WHY_NOT[s]} |" for s in ABSTAIN_REASONS]
    about = "an error that is a fault of the program or the installation"
    return "\n".join([*rows, f"| `{UNEXPECTED}` | `{STATUS_FAILED}` | {about} |"])


def with_table(page: str) -> str:
    """Put the tables of now into a page."""
    for name, made in (("codes", table()), ("statuses", statuses())):
        begin, end = BEGIN.format(name), END.format(name)
        pattern = re.compile(re.escape(begin) + r".*?" + re.escape(end), re.DOTALL)
        assert pattern.search(page), f"{PAGE}: expected the lines {begin} and {end}"
        page = pattern.sub(lambda _, text=f"{begin}\n{made}\n{end}": text, page)
    return page


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
