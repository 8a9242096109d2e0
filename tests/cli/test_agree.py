"""``fo-buttwink agree`` on a real database."""

from __future__ import annotations

import json

import pytest

from fo_buttwink.cli import main as cli

pytestmark = pytest.mark.database


@pytest.fixture
def dataset(make_dataset, make_analysis, make_observations, monkeypatch):
    import fo_buttwink
    from fo_buttwink.batch import run as work

    def analyse(path, config, progress=None):
        return make_analysis(path), make_observations(path)

    monkeypatch.setattr(work, "default_analyser", lambda config, **options: analyse)
    dataset = make_dataset(*(f"/v/{n}.mp4" for n in range(5)))
    for key in ("buttwink", "second"):
        fo_buttwink.analyze_dataset(dataset, key=key)
    return dataset


def test_table_and_json(dataset, capsys, tmp_path):
    target = tmp_path / "figures.json"
    asked = ["agree", "--dataset", dataset.name, "--a", "second", "--b", "buttwink"]
    assert cli.main([*asked, "--json", str(target)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Run second and run buttwink have 10 repetitions of 5 videos in common")
    assert "Weighted kappa" in out and "moderate" in out
    figures = json.loads(target.read_text(encoding="utf-8"))
    assert figures["matched"] == 10 and figures["same"]["value"] == 1.0
    assert figures["amounts"]["wink_deg"]["bias"]["value"] == 0.0
    assert cli.main([*asked, "--json", "-"]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out) == figures and "Weighted kappa" in err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--dataset", "no such", "--a", "x", "--b", "y"], "dataset 'no such' does not exist"),
        (["--a", "x", "--b", "buttwink"], "has no source 'x'; existing: buttwink, second"),
        (["--view", "v", "--a", "x", "--b", "y"], "has no saved view 'v'"),
    ],
)
def test_what_is_not_there_is_named(dataset, capsys, asked, said):
    where = [] if "--dataset" in asked else ["--dataset", dataset.name]
    assert cli.main(["agree", *where, *asked]) == 1
    assert said in capsys.readouterr().err
