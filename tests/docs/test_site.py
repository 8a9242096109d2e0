"""The site builds without a warning, no link is dead, and nothing is fetched from elsewhere."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys

import blocks
import check_site
import pytest

ROOT = blocks.ROOT


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone.html">x</a>', "gone.html leads to no file"),
        ('<a href="other.html#gone">x</a>', "other.html#gone leads to no anchor"),
        ('<script src="https://cdn.example/x.js"></script>', "fetched from elsewhere"),
        ('<link rel="stylesheet" href="//fonts.example/x.css">', "fetched from elsewhere"),
        ('<img src="gone.png">', "gone.png leads to no file"),
    ],
)
def test_faults_of_a_site_are_found(tmp_path, body, fault):
    (tmp_path / "index.html").write_text(f"<html>{body}</html>", encoding="utf-8")
    (tmp_path / "other.html").write_text('<h1 id="there">x</h1>', encoding="utf-8")
    (found,) = check_site.faults(tmp_path)
    assert fault in found


def test_a_site_without_faults_has_none(tmp_path):
    (tmp_path / "index.html").write_text(
        '<link rel="canonical" href="https://example.org/"><a href="other.html#there">x</a>'
        '<a href="https://example.org">x</a><a href="#">x</a>',
        encoding="utf-8",
    )
    (tmp_path / "other.html").write_text('<h1 id="there">x</h1>', encoding="utf-8")
    assert list(check_site.faults(tmp_path)) == []


def test_styles_fetch_nothing(tmp_path):
    (tmp_path / "x.css").write_text("@import url(https://fonts.example/x)", encoding="utf-8")
    (found,) = check_site.faults(tmp_path)
    assert "x.css" in found


@pytest.mark.skipif(not importlib.util.find_spec("mkdocs"), reason="needs the extra docs")
def test_the_site_builds_strictly(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(check_site.faults(tmp_path / "site")) == []


@pytest.mark.parametrize("word", ["/home/", "/tmp/", "/root/", "localhost:"])
def test_pages_name_no_place_of_a_developer(word):
    assert [p.name for p in blocks.pages() if word in p.read_text(encoding="utf-8")] == []
