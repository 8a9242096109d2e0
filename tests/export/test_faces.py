"""Faces in what leaves: changed where the head is, and nowhere else."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from fo_buttwink.domain.analysis import VideoAnalysis
from fo_buttwink.errors import ExportError
from fo_buttwink.export import export_table, prepare, table_of
from fo_buttwink.export.formats._faces import Faces
from fo_buttwink.pipeline.analyze import analyze_observations
from fo_buttwink.pipeline.observe import observe_video
from fo_buttwink.video.blur import head_circles
from fo_buttwink.video.reader import VideoReader

CLIP = Path(__file__).resolve().parents[2] / "fo_buttwink/data/demo/03_mid_marked_right.mp4"


@pytest.fixture(scope="module")
def seen():
    return observe_video(CLIP)


@pytest.fixture(scope="module")
def analysis(seen) -> VideoAnalysis:
    return analyze_observations(seen, cache=True)


def table(analysis, seen, hidden: slice = slice(0, 0)):
    points = seen.landmarks.astype(float).copy()
    points[hidden] = np.nan
    size = seen.video.width, seen.video.height
    points[:, :, :2] /= size
    path = analysis.video
    return prepare(table_of([analysis], sizes={path: size}, landmarks={path: points}))


def frames(path: Path) -> list[np.ndarray]:
    with VideoReader(path) as reader:
        return [frame.image for frame in reader]


@pytest.mark.parametrize("format", ["clips", "videofolder"])
def test_head_is_changed_and_the_rest_is_as_without(analysis, seen, tmp_path, format):
    rep = analysis.reps[0]
    export_table(table(analysis, seen), format, tmp_path / "plain")
    summary = export_table(table(analysis, seen), format, tmp_path / "out", blur_faces=True)
    (plain, *_), (blurred, *_) = (
        sorted((tmp_path / name).rglob("*.mp4")) for name in ("plain", "out")
    )
    circles = head_circles(seen.landmarks.astype(float))[rep.first - 1 : rep.last]
    before, after = frames(plain), frames(blurred)
    assert len(before) == len(after) == len(circles)
    for image, other, (x, y, radius) in zip(before, after, circles, strict=True):
        rows, columns = np.mgrid[: image.shape[0], : image.shape[1]]
        away = np.hypot(columns - x, rows - y)
        change = np.abs(image.astype(int) - other.astype(int)).mean(axis=2)
        # Codec noise beside: the two files share no bits.
        assert change[away > radius + 12].mean() < 1.0
        assert change[away < 0.5 * radius].mean() > 8.0
        # What is left of the face has no edges.
        gray = cv2.cvtColor(other, cv2.COLOR_RGB2GRAY)
        fine = np.abs(cv2.Laplacian(gray, cv2.CV_64F))
        sharp = np.abs(cv2.Laplacian(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.CV_64F))
        inner = away < 0.7 * radius
        assert fine[inner].mean() < 0.35 * sharp[inner].mean()
    pictures = sum(r.last - r.first + 1 for r in analysis.reps)
    assert any(f"blurred in {pictures} pictures" in note for note in summary.notes)
    assert not any("as a whole" in note for note in summary.notes)


def test_frames_without_a_head_are_blurred_as_a_whole_and_counted(analysis, seen, tmp_path):
    rep = analysis.reps[0]
    hidden = slice(rep.first - 1 + 5, rep.first - 1 + 40)  # longer than half a second
    summary = export_table(
        table(analysis, seen, hidden), "clips", tmp_path / "out", blur_faces=True
    )
    assert any("35 pictures: they are blurred as a whole" in note for note in summary.notes)
    file = sorted((tmp_path / "out").rglob("*.mp4"))[0]
    image = frames(file)[20]
    source = frames(CLIP)[rep.first - 1 + 20]
    sharpness = [
        np.abs(cv2.Laplacian(cv2.cvtColor(i, cv2.COLOR_RGB2GRAY), cv2.CV_64F)).max()
        for i in (image, source)
    ]
    assert sharpness[0] < 0.2 * sharpness[1]


def test_short_gap_is_covered_from_its_neighbors(analysis, seen, tmp_path):
    rep = analysis.reps[0]
    hidden = slice(rep.first - 1 + 5, rep.first - 1 + 12)
    summary = export_table(
        table(analysis, seen, hidden), "clips", tmp_path / "out", blur_faces=True
    )
    assert not any("as a whole" in note for note in summary.notes)


def test_video_without_landmarks_is_refused(analysis, tmp_path):
    blind = prepare(table_of([VideoAnalysis.from_json(json.loads(json.dumps(analysis.to_json())))]))
    with pytest.raises(ExportError, match="has no landmarks, so the face cannot be found"):
        export_table(blind, "clips", tmp_path / "out", blur_faces=True)
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_coco_are_blurred(analysis, seen, tmp_path):
    export_table(table(analysis, seen), "coco", tmp_path / "plain")
    export_table(table(analysis, seen), "coco", tmp_path / "out", blur_faces=True)
    rep = analysis.reps[0]
    name = f"{CLIP.stem}_f{rep.bottom:06d}.jpg"
    before, after = (
        cv2.imread(str(tmp_path / where / "images" / name)).astype(int)
        for where in ("plain", "out")
    )
    x, y, radius = head_circles(seen.landmarks.astype(float))[rep.bottom - 1]
    rows, columns = np.mgrid[: before.shape[0], : before.shape[1]]
    away = np.hypot(columns - x, rows - y)
    change = np.abs(before - after).mean(axis=2)
    assert change[away < 0.5 * radius].mean() > 8.0
    assert change[away > radius + 32].max() == 0


def test_picture_beyond_the_known_frames_is_blurred_whole():
    faces = Faces("analyze again")
    image = np.random.default_rng(0).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    faces.hide(image, 7)
    assert faces.whole == 1 and "1 picture: it is blurred as a whole" in faces.notes()[1]
