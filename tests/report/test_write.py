"""Where a report is written, from what, and what stops it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import fo_buttwink
from fo_buttwink.cli import main as cli
from fo_buttwink.errors import ExportError, OutputError, RunNotFoundError
from fo_buttwink.report.write import check_out, write_report


def test_from_python_without_a_database(make_analysis, tmp_path):
    out = tmp_path / "new folder" / "report.html"
    summary = fo_buttwink.write_report([make_analysis("/v/a.mp4")], out, title="Ours & theirs")
    html = out.read_text(encoding="utf-8")
    assert html.startswith("<!doctype html>") and html.endswith("</body></html>\n")
    assert "<h1>Ours &amp; theirs</h1>" in html
    assert (summary.reps, summary.videos, summary.out) == (2, 1, out)
    assert abs(summary.megabytes - out.stat().st_size / 1e6) < 0.01
    assert [file.name for file in out.parent.iterdir()] == ["report.html"]


def test_what_is_there_is_kept(make_analysis, tmp_path):
    out = tmp_path / "report.html"
    out.write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        write_report([make_analysis()], out)
    assert out.read_text() == "mine"
    write_report([make_analysis()], out, overwrite=True)
    assert out.read_text(encoding="utf-8").startswith("<!doctype")


@pytest.mark.parametrize("name", ["report", "report.pdf", "."])
def test_other_names_are_refused(tmp_path, name):
    with pytest.raises(OutputError):
        check_out(tmp_path / name)


def test_fields_belong_to_datasets(make_analysis, tmp_path):
    with pytest.raises(TypeError, match="lifter: analyses in memory have no fields"):
        write_report([make_analysis()], tmp_path / "a.html", lifter="ann")


def test_command_line_from_json(make_analysis, tmp_path, capsys):
    file, out = tmp_path / "a.json", tmp_path / "report.html"
    file.write_text(json.dumps([make_analysis("/v/a.mp4").to_json()]))
    assert cli.main(["report", "--json", str(file), "--out", str(out)]) == 0
    assert "2 repetitions in 1 video" in capsys.readouterr().out
    html = out.read_text(encoding="utf-8")
    assert "What it may mean" in html and "<h1>Squat report: a.mp4</h1>" in html
    again = ["report", "--json", str(file), "--out", str(out)]
    assert cli.main(again) == 1 and "exists" in capsys.readouterr().err
    assert cli.main([*again, "--overwrite", "--no-context"]) == 0
    assert "What it may mean" not in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "given",
    [[], ["a.mp4", "--dataset", "x"], ["a.mp4", "--lifter", "ann"], ["a.mp4", "--pictures", "-1"]],
)
def test_command_line_says_what_is_wrong(given, tmp_path, capsys):
    assert cli.main(["report", *given, "--out", str(tmp_path / "r.html")]) == 2
    said = capsys.readouterr().err
    assert "expected" in said or "belongs" in said
    assert not (tmp_path / "r.html").exists()


@pytest.fixture
def dataset(make_dataset, make_analysis, make_rep, monkeypatch):
    """Three videos of two lifters, analyzed; the last one has no repetition."""
    from fo_buttwink.batch import run as work
    from fo_buttwink.runs.analyze import analyze_dataset

    def analyser(config, *, cache):
        def analyse(path, config, progress):
            if "none" in path:
                return make_analysis(path, reps=(), status="not_a_squat", message="No squat."), None
            reps = tuple(
                make_rep(first=1 + 20 * i, bottom=10 + 20 * i, last=19 + 20 * i,
                         turning=8 + 20 * i)
                for i in range(3)
            )  # fmt: skip
            return make_analysis(path, reps=reps), None

        return analyse

    monkeypatch.setattr(work, "default_analyser", analyser)
    found = make_dataset(
        "/v/a.mp4", "/v/b.mp4", "/v/none.mp4",
        lifter=["ann", "7", "7"], heels=["raised", "flat", None],
    )  # fmt: skip
    analyze_dataset(found)
    return found


pytestmark = pytest.mark.database


def test_of_a_dataset_and_of_one_lifter(dataset, tmp_path):
    write_report(dataset, tmp_path / "all.html")
    html = (tmp_path / "all.html").read_text(encoding="utf-8")
    assert "6 repetitions in 3 videos of 2 lifters" in html and "All sets" in html
    assert "Use a video of whole squats" in html and "Run key: buttwink." in html
    summary = write_report(dataset, tmp_path / "ann.html", lifter="ann", heels_field="heels")
    html = (tmp_path / "ann.html").read_text(encoding="utf-8")
    assert summary.reps == 3 and "Lifter: ann." in html and "b.mp4" not in html
    assert "The heels are raised." in html
    assert write_report(dataset, tmp_path / "7.html", lifter="7").videos == 2


def test_of_a_view_of_clips(dataset, tmp_path):
    from fiftyone import ViewField as F

    clips = dataset.filter_labels("buttwink_reps", F("rep") == 1).to_clips("buttwink_reps")
    summary = write_report(clips, tmp_path / "clips.html")
    assert (summary.reps, summary.videos) == (2, 2)
    assert "Only the repetitions of the view" in (tmp_path / "clips.html").read_text("utf-8")


def test_what_a_dataset_lacks_is_named(dataset, make_dataset, tmp_path):
    with pytest.raises(ExportError, match=r"lifter 'bob'.*expected one of 7, ann"):
        write_report(dataset, tmp_path / "a.html", lifter="bob")
    with pytest.raises(ExportError, match="no such field"):
        write_report(dataset, tmp_path / "a.html", lifter_field="who")
    with pytest.raises(RunNotFoundError):
        write_report(make_dataset("/v/x.mp4"), tmp_path / "a.html")
    assert not list(Path(tmp_path).iterdir())


def test_operator_writes_and_tells(dataset, tmp_path):
    import fiftyone.operators as foo

    from fo_buttwink.app.operators.report import WriteSquatReport

    operator = WriteSquatReport()
    summary = operator(dataset, str(tmp_path / "r.html"), blur_faces=True)
    assert summary.out == tmp_path / "r.html" and summary.out.is_file()
    assert isinstance(operator, foo.Operator)


def test_operator_form_and_result(dataset, tmp_path):
    from types import SimpleNamespace

    from fo_buttwink.app.operators.report import WriteSquatReport

    out = tmp_path / "r.html"
    params = {"out": str(out), "lifter_field": "lifter", "lifter": "ann", "context": False}
    ctx = SimpleNamespace(
        dataset=dataset, params=params, target_view=lambda: dataset.view(), request_params={},
        delegated=False, view=dataset.view(), has_custom_view=False, selected=[], ops=None,
    )  # fmt: skip
    result = WriteSquatReport().execute(ctx)
    assert result["reps"] == 3 and result["out"] == str(out)
    html = out.read_text(encoding="utf-8")
    assert re.search(r"<h1>Squat report: ann</h1>", html) and "What it may mean" not in html


@pytest.fixture
def form(database):
    """Resolves the operator's form as the App would."""
    import fiftyone.operators as foo
    from fiftyone.operators.executor import ExecutionContext, Executor

    from fo_buttwink.install.plugin_folder import operator_uri

    uri = operator_uri("write_squat_report")

    def resolve(dataset, **params):
        given = {"dataset_name": dataset.name, "params": params}
        context = ExecutionContext(given, executor=Executor(), operator_uri=uri)
        answer = foo.get_operator(uri).resolve_type(context, "inputs")
        return answer.to_json()["type"]["properties"]

    return resolve


def test_form_says_where_and_why_not(dataset, make_dataset, form, tmp_path):
    asked = form(dataset, lifter_field="lifter", out=str(tmp_path / "new" / "r.html"))
    assert {"key", "lifter_field", "lifter", "context", "blur_faces", "out"} <= set(asked)
    choices = [each["value"] for each in asked["lifter"]["view"]["choices"]]
    assert choices == ["7", "ann"]
    assert str(tmp_path / "new" / "r.html") in asked["where"]["view"]["label"]
    assert not asked["out"]["invalid"]
    refused = form(dataset, out=str(tmp_path / "r.pdf"))["out"]
    assert refused["invalid"] and ".html" in refused["error_message"]
    assert "no squat analysis yet" in str(form(make_dataset("/v/x.mp4")))
