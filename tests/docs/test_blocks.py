"""Every code block of README and documentation runs, or says why not."""

from __future__ import annotations

import blocks
import pytest

PAGES = {str(page.relative_to(blocks.ROOT)): blocks.blocks(page) for page in blocks.pages()}
RUN = [name for name, found in PAGES.items() if any(block.runs for block in found)]


def test_blocks_are_found_with_language_line_and_reason(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "words\n\n```python\nx = 1\n```\n\n<!-- not run: needs a cluster -->\n```bash\nfalse\n```\n"
        "\n- a list\n\n    ```text\n    shown\n    ```\n",
        encoding="utf-8",
    )
    found = blocks.blocks(page)
    assert [(b.language, b.line, b.code) for b in found] == [
        ("python", 4, "x = 1\n"), ("bash", 9, "false\n"), ("text", 15, "shown\n"),
    ]  # fmt: skip
    assert [b.runs for b in found] == [True, False, False]
    assert found[1].reason == "needs a cluster" and found[0].reason is None


@pytest.mark.parametrize("code", ["```python\nraise KeyError('x')\n```\n", "```bash\nfalse\n```\n"])
def test_a_block_that_fails_is_named(tmp_path, code):
    page = tmp_path / "page.md"
    page.write_text(f"# Words\n\n{code}", encoding="utf-8")
    with pytest.raises(RuntimeError, match=r"page\.md, line 4"):
        blocks.run_page(page, tmp_path / "work")


@pytest.mark.parametrize("name", PAGES)
def test_every_block_has_a_language_that_is_run_or_shown(name):
    odd = [(b.line, b.language) for b in PAGES[name] if b.language not in blocks.RUN + blocks.SHOWN]
    assert odd == [], "name the language of the block, or text"


def test_pages_with_code_are_run():
    assert {"README.md", "docs/tutorials/curator.md", "docs/reference/api.md"} <= set(RUN)


@pytest.mark.pose
@pytest.mark.database
@pytest.mark.parametrize("name", RUN)
def test_blocks_run(name, tmp_path, database):
    expected, before = sum(block.runs for block in PAGES[name]), set(database.list_datasets())
    try:
        assert blocks.run_page(blocks.ROOT / name, tmp_path) == expected > 0
    finally:  # several pages make a dataset of the same name
        for made in set(database.list_datasets()) - before:
            database.delete_dataset(made)
