"""Proxies for the browser in a real dataset: made, shown, counted and gone without a trace."""

from __future__ import annotations

from pathlib import Path

import clips
import fiftyone as fo
import pytest
from counted import write_counted

from fo_buttwink.app.panels.explorer.scope import Scope
from fo_buttwink.app.panels.explorer.seen import look
from fo_buttwink.cli.playing import of_dataset, of_files
from fo_buttwink.curate.proxies import NOTE, delete_proxies, make_proxies, wanted
from fo_buttwink.errors import FieldClashError
from fo_buttwink.store.fields import PROXY

pytestmark = pytest.mark.database


@pytest.fixture
def files(tmp_path):
    """One that browsers play, two that they do not, and one that nobody can read."""
    bad = tmp_path / "bad.mp4"
    bad.write_bytes(b"no video")
    return [
        str(clips.write_clip(tmp_path / "plain.mp4", 5)),
        str(write_counted(tmp_path / "old.mp4", [n / 25 for n in range(5)], codec="mpeg4")),
        str(
            write_counted(
                tmp_path / "ten_bits.mp4", [n / 25 for n in range(5)], pixel_format="yuv420p10le"
            )
        ),
        str(bad),
    ]


def state_of(dataset):
    dataset.reload()
    config = dataset.app_config
    return (
        dict(dataset.info), config.grid_media_field, config.modal_media_field,
        list(config.media_fields), config.media_fallback, list(dataset.get_field_schema()),
    )  # fmt: skip


def test_made_for_those_that_need_one_and_gone_without_a_trace(make_dataset, files, tmp_path):
    dataset = make_dataset(*files)
    dataset.info["mine"] = 1
    dataset.save()
    before = state_of(dataset)
    assert [kind for _, kind in wanted(dataset).values()] == ["mpeg4", "h264 yuv420p10le"]
    found = make_proxies(dataset, tmp_path / "proxies")
    assert (found.made, found.there, found.played, found.failed) == (2, 0, 2, {})
    paths = dataset.values(PROXY)
    assert paths[0] is None and paths[3] is None
    assert all(Path(p).is_file() for p in paths[1:3])
    assert of_files([p for p in paths if p])[0].status == "ok"
    dataset.reload()
    config = dataset.app_config
    assert config.grid_media_field == config.modal_media_field == PROXY
    assert config.media_fallback and config.media_fields == ["filepath", PROXY]
    assert dataset.values("filepath") == files

    again = make_proxies(dataset)
    assert (again.made, again.there, again.folder) == (0, 2, str(tmp_path / "proxies"))
    (tmp_path / "proxies" / "of_somebody.mp4").write_bytes(b"x")
    assert delete_proxies(dataset) == 2
    assert state_of(dataset) == before
    assert [p.name for p in (tmp_path / "proxies").iterdir()] == ["of_somebody.mp4"]
    assert all(Path(p).is_file() for p in files)
    assert delete_proxies(dataset) == 0


def test_what_somebody_chose_since_stays(make_dataset, files, tmp_path):
    dataset = make_dataset(*files)
    make_proxies(dataset, tmp_path / "proxies")
    dataset.add_sample_field("thumb", fo.StringField)
    dataset.app_config.media_fields = [*dataset.app_config.media_fields, "thumb"]
    dataset.app_config.grid_media_field = "thumb"
    dataset.save()
    delete_proxies(dataset)
    dataset.reload()
    assert dataset.app_config.grid_media_field == "thumb"
    assert dataset.app_config.modal_media_field == "filepath"
    assert dataset.app_config.media_fields == ["filepath", "thumb"]
    assert NOTE not in dataset.info


def test_a_field_of_that_name_that_is_not_ours_is_refused(make_dataset, files, tmp_path):
    dataset = make_dataset(*files)
    dataset.add_sample_field(PROXY, fo.StringField)
    dataset.set_values(PROXY, files)
    with pytest.raises(FieldClashError, match=PROXY):
        make_proxies(dataset, tmp_path / "proxies")
    assert dataset.values(PROXY) == files and not (tmp_path / "proxies").exists()


def test_one_that_fails_stops_nothing(make_dataset, files, tmp_path, monkeypatch):
    from fo_buttwink.video import proxy

    real = proxy.write_proxy

    def full(source, target, **options):
        if "old" in str(source):
            raise OSError(28, "No space left on device")
        return real(source, target, **options)

    monkeypatch.setattr(proxy, "write_proxy", full)
    dataset = make_dataset(*files)
    found = make_proxies(dataset, tmp_path / "proxies")
    assert found.made == 1 and list(found.failed) == [files[1]]
    assert "No space left" in found.failed[files[1]]


def test_explorer_and_doctor_say_it_until_there_are_proxies(
    make_dataset, files, tmp_path, analyse, make_rep
):
    dataset = make_dataset(*files[:3])
    names = ("plain.mp4", "old.mp4", "ten_bits.mp4")
    analyse(dataset, dict.fromkeys(names, (make_rep(),)))
    kinds = {"old.mp4": ("mpeg4", "yuv420p"), "ten_bits.mp4": ("h264", "yuv420p10le")}
    for sample in dataset:
        name = Path(sample.filepath).name
        sample.buttwink.codec, sample.buttwink.pixel_format = kinds.get(name, ("h264", "yuv420p"))
        sample.buttwink.variable_frame_rate = name == "plain.mp4"
        sample.save()
    dataset.reload()
    assert look(dataset, "buttwink", Scope()).unplayable == {"h264 yuv420p10le": 1, "mpeg4": 1}
    checks = of_dataset(dataset.name)
    assert [c.status for c in checks] == ["warn", "warn"]
    assert "2 videos stay black in most browsers" in checks[0].detail
    assert "1 video with frames that do not follow each other evenly" in checks[1].detail
    make_proxies(dataset, tmp_path / "proxies")
    dataset.reload()
    assert look(dataset, "buttwink", Scope()).unplayable == {}
    assert of_dataset(dataset.name)[0].status == "ok"


def test_doctor_on_a_folder(files, tmp_path):
    playing, unread = of_files([str(tmp_path)])
    assert "2 videos stay black" in playing.detail and "of 3 videos" in playing.detail
    assert "1 video cannot be read" in unread.detail and "bad.mp4" in unread.detail
