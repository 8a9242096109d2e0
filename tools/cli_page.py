"""The reference of the command line, made from its parser.

``python tools/cli_page.py`` writes it to ``docs/reference/cli.md``.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from fo_buttwink.cli.main import command_parser

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "cli.md"

INTRO = """\
# Command line

<!-- Made by tools/cli_page.py from the parser of the command. -->

`fo-buttwink COMMAND --help` says the same. Commands exit with 0 if all went well, with 1 if some
videos could not be read (each is named, and the rest is written) or a check failed, and with 2 on
wrong usage. Errors begin with `fo-buttwink:`; [their codes](../errors.md) are shown with
`--verbose`.

| environment variable | what it sets |
|---|---|
| `FO_BUTTWINK_CACHE` | place of the cache |
| `FO_BUTTWINK_CACHE_GB` | its limit, 20 |
| `FO_BUTTWINK_WORKERS` | number of worker processes |
| `FO_BUTTWINK_THREADS` | threads of each |
| `FO_BUTTWINK_MODEL_PATH` | your own pose model |
| `FO_BUTTWINK_OFFLINE` | download nothing |
| `FO_BUTTWINK_LOG` | place of the log; `off` for none |
"""


def page() -> str:
    """Return the whole page."""
    parser = command_parser()
    parts = [INTRO, "## Options before a command\n", *_table(parser), ""]
    for name, command in _commands(parser):
        level = "##" if " " not in name else "###"
        parts += [f"{level} {name}\n", _help(parser, name), ""]
        if command.epilog:
            parts += ["```text", command.epilog.strip(), "```", ""]
        if not _children(command):
            parts += [*_table(command), ""]
    return "\n".join(parts).rstrip() + "\n"


def _children(parser: argparse.ArgumentParser) -> argparse._SubParsersAction | None:
    found = (a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    return next(found, None)


def _commands(
    parser: argparse.ArgumentParser, before: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    children = _children(parser)
    for name, child in children.choices.items() if children else ():
        yield before + name, child
        yield from _commands(child, f"{before}{name} ")


def _help(parser: argparse.ArgumentParser, name: str) -> str:
    """Return what the list of commands says about one."""
    text = ""
    for word in name.split():
        children = _children(parser)
        assert children is not None
        text = next((a.help or "" for a in children._choices_actions if a.dest == word), "")
        parser = children.choices[word]
    sentence = parser.description or text
    return f"{sentence[:1].upper()}{sentence[1:].rstrip('.')}." if sentence else ""


def _table(parser: argparse.ArgumentParser) -> list[str]:
    rows = ["| argument | what it does |", "|---|---|"]
    formatter = parser._get_formatter()
    for action in parser._actions:
        if isinstance(action, (argparse._HelpAction, argparse._SubParsersAction)):
            continue
        if action.help == argparse.SUPPRESS:
            continue
        value = ""
        if action.nargs != 0:
            value = formatter._format_args(action, (action.dest or "").upper())
        if action.choices is not None and action.metavar is None:
            value = "" if not action.option_strings else (action.dest or "").upper()
        names = ", ".join(action.option_strings) or value or action.dest
        shown = f"{names} {value}".strip() if action.option_strings else names
        said = [formatter._expand_help(action)] if action.help else []
        if action.choices is not None:
            said.append("one of " + ", ".join(f"`{c}`" for c in action.choices))
        default = action.default
        plain = (
            action.option_strings and action.nargs != 0 and isinstance(default, (str, int, float))
        )
        if plain and not isinstance(default, bool) and "default" not in (action.help or ""):
            said.append(f"default `{default}`")
        if action.required and action.option_strings:
            said.append("required")
        text = "; ".join(said).replace("|", "\\|").replace("\n", " ")
        shown = shown.replace("|", "\\|")
        rows.append(f"| `{shown}` | {text} |")
    return rows if len(rows) > 2 else ["It takes no arguments."]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
