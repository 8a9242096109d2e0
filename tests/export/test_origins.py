"""Who measured, under which definition and settings, is told; who wrote is told beside it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import pytest

from fo_buttwink import __version__
from fo_buttwink.cli import main as cli
from fo_buttwink.config import preset
from fo_buttwink.export.run import export_table, prepare
from fo_buttwink.export.table.from_analyses import table_of

OTHER = {"name": "fo-buttwink", "version": "0.1.9"}


@pytest.fixture
def written(tmp_path):
    """Exports analyses; gives the text of a file of the export."""

    def write(analyses, format, file):
        out = tmp_path / format
        export_table(prepare(table_of(analyses)), format, out)
        return (out / file).read_text(encoding="utf-8")

    return write


def test_rows_name_the_measurer_and_not_the_writer(make_analysis, written):
    text = written([make_analysis("/v/a.mp4", program=OTHER)], "csv", "reps.csv")
    (row,) = csv.DictReader(text.splitlines())
    assert (row["measured_by"], row["schema"]) == ("fo-buttwink 0.1.9", "2")
    assert (row["model"], row["model_sha256"]) == ("full", "0" * 64)
    assert __version__ not in text


def test_card_tells_measurers_with_counts_and_the_writer(make_analysis, written):
    analyses = [
        make_analysis("/v/a.mp4", program=OTHER),
        make_analysis("/v/b.mp4"),
        make_analysis("/v/c.mp4"),
    ]
    card = written(analyses, "csv", "dataset_card.md")
    assert (
        "- measured by fo-buttwink 0.1.9 (1 repetition), "
        f"fo-buttwink {__version__} (2 repetitions)" in card
    )
    assert f"- written by fo-buttwink {__version__}" in card
    assert "measured by different versions" in card


def test_label_studio_and_activitynet_name_the_measurer(make_analysis, written):
    analyses = [make_analysis("/v/a.mp4", program=OTHER)]
    (task,) = json.loads(written(analyses, "label_studio", "tasks.json"))
    assert task["predictions"][0]["model_version"].startswith("fo-buttwink 0.1.9, schema 2")
    version = json.loads(written(analyses, "activitynet", "labels.json"))["version"]
    assert "measured by fo-buttwink 0.1.9" in version
    assert f"written by fo-buttwink {__version__}" in version


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"program": OTHER}, "measured by different versions: .*0.1.9"),
        ({"model": {"name": "heavy", "sha256": "1" * 64}}, "different pose models: .*heavy"),
        (
            {"config": preset("research").to_dict()},
            "different settings .*view.max_yaw_deg: 26.0 or 18.0",
        ),
    ],
)
def test_command_says_how_analyses_differ(make_analysis, tmp_path, capsys, change, said):
    import re

    files = []
    for name, changes in (("a", {}), ("b", change)):
        files.append(tmp_path / f"{name}.json")
        analysis = make_analysis(f"/v/{name}.mp4", **changes)
        files[-1].write_text(json.dumps([analysis.to_json()]), encoding="utf-8")
    arguments = ["export", "--out", str(tmp_path / "out"), "--json", *map(str, files)]
    assert cli.main(arguments) == 0
    assert re.search(said, capsys.readouterr().err)
    assert re.search(said, (tmp_path / "out" / "dataset_card.md").read_text(encoding="utf-8"))


def test_command_is_quiet_about_analyses_that_are_alike(make_analysis, tmp_path, capsys):
    file = tmp_path / "a.json"
    both = [make_analysis("/v/a.mp4").to_json(), make_analysis("/v/b.mp4").to_json()]
    file.write_text(json.dumps(both), encoding="utf-8")
    assert cli.main(["export", "--out", str(tmp_path / "out"), "--json", str(file)]) == 0
    assert capsys.readouterr().err == ""


def test_command_refuses_another_definition_and_names_the_entry(make_analysis, tmp_path, capsys):
    file = tmp_path / "old.json"
    entries = [make_analysis("/v/a.mp4"), make_analysis("/v/b.mp4", schema=1)]
    file.write_text(json.dumps([e.to_json() for e in entries]), encoding="utf-8")
    assert cli.main(["export", "--out", str(tmp_path / "out"), "--json", str(file)]) == 1
    said = capsys.readouterr().err
    for part in (str(file), "entry 2", "/v/b.mp4", "schema 1", "schema 2", "analyze the video"):
        assert part in said
    assert not (tmp_path / "out").exists()


def test_definitions_that_differ_are_said(make_analysis):
    analyses = [make_analysis("/v/a.mp4"), replace(make_analysis("/v/b.mp4"), schema=1)]
    (note,) = table_of(analyses).notes
    assert "different definitions" in note and "schema 1" in note and "schema 2" in note
