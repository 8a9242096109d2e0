"""From frames to observations: MediaPipe on a few pictures, and stand-ins for the rest."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import clips
import numpy as np
import pytest
import stick_figure

import fo_buttwink
from fo_buttwink.config import PoseConfig
from fo_buttwink.domain.body import body_length_px
from fo_buttwink.domain.landmarks import LEFT_HIP
from fo_buttwink.domain.observations import ModelInfo
from fo_buttwink.pose import observe as observe_module
from fo_buttwink.pose.landmarker import Person
from fo_buttwink.pose.mediapipe import MediaPipeLandmarker, _mask
from fo_buttwink.pose.observe import observe
from fo_buttwink.pose.outline import crop_outline
from fo_buttwink.pose.scout import scout_lifter
from fo_buttwink.video.reader import VideoReader

DEMO = Path(fo_buttwink.__file__).parent / "data" / "demo"
WIDTH, HEIGHT = 640, 480


class Freed:
    """A mask whose memory is used again as soon as it is gone, like MediaPipe's."""

    def __init__(self) -> None:
        self.memory = np.ones((4, 5, 1), np.float32)

    def numpy_view(self) -> np.ndarray:
        return self.memory[:]

    def __del__(self) -> None:
        self.memory[:] = -7.0


@pytest.mark.parametrize("part", [np.s_[:], np.s_[1:3, ::2]])
def test_mask_outlives_the_result_it_came_from(part):
    mask = _mask(Freed())[part]
    gc.collect()
    assert mask.ndim == 2 and mask.size and (mask == 1.0).all()
    memory = mask.owner.memory
    del mask
    gc.collect()
    assert (memory == -7.0).all(), "and does not keep it for ever"


@pytest.fixture
def stage(monkeypatch, tmp_path):
    """Replaces MediaPipe by people who stand where they are told, frame by frame."""
    shown = []

    class Reader(VideoReader):
        """Tells the actors which part of the picture they are seen in."""

        def __iter__(self):
            return self.tell(super().__iter__())

        def at(self, *args, **settings):
            return self.tell(super().at(*args, **settings))

        def tell(self, frames):
            for frame in frames:
                shown[:] = [frame]
                yield frame

    monkeypatch.setattr(observe_module, "VideoReader", Reader)

    def play(people, frames, fps=25.0):
        size = (WIDTH, HEIGHT)
        path = clips.write_clip(tmp_path / "stage.mp4", frames, size=size, fps=fps)
        passes = []

        class Actor:
            info = ModelInfo("full", "0" * 64, "file", "1.2.2")

            def __init__(self, config, count=1, *, video=True, masks=True):
                self.count, self.video = count, video
                passes.append(self)

            def __enter__(self):
                return self

            def __exit__(self, *_):
                return None

            def detect(self, image, time_s):
                everybody = people(round(time_s * fps))[: self.count]
                return [self.person(p, image) for p in everybody]

            def person(self, landmarks, image):
                (frame,) = shown
                seen = landmarks.copy()
                seen[:, :2] = (seen[:, :2] - np.array(frame.origin_px)) / frame.scale
                return Person(
                    landmarks=seen.astype(np.float32),
                    world=np.zeros((33, 3), np.float32),
                    mask=np.ones(image.shape[:2], np.float32),
                )

        monkeypatch.setattr(observe_module, "pose_model", lambda name: SimpleNamespace(open=Actor))
        return path, passes

    return play


WHOLE = PoseConfig(max_side_px=WIDTH)


def squatter(frame):
    depth = np.array([np.sin(frame / 12.0) ** 2])
    return stick_figure.observe(depth).landmarks[0].astype(float)


def test_every_frame_has_a_row_also_without_anybody(stage):
    path, _ = stage(lambda k: [] if 10 <= k < 14 else [squatter(k)], 40)
    done = []
    obs = observe(path, WHOLE, progress=lambda *args: done.append(args))
    assert len(obs.time_s) == len(obs.landmarks) == len(obs.outline) == 40
    np.testing.assert_array_equal(np.flatnonzero(~obs.present), np.arange(10, 14))
    assert np.isnan(obs.landmarks[11]).all() and not obs.outline[11].any()
    assert np.isnan(obs.outline_side_px[11])
    assert done[-1] == (40, 40) and [d for d, _ in done] == sorted(d for d, _ in done)


@pytest.mark.parametrize(("fps", "every"), [(25.0, 1), (48.0, 1), (50.0, 2), (60.0, 2), (240.0, 9)])
def test_of_fast_videos_only_some_frames_are_looked_at(stage, fps, every):
    looked = []

    def people(frame):
        looked.append(frame)
        return [squatter(frame * 25.0 / fps)]

    path, passes = stage(people, 40, fps=fps)
    done = []
    config = replace(WHOLE, standing_stride=1)
    obs = observe(path, config, progress=lambda *args: done.append(args))
    assert looked[WHOLE.scout_frames :] == list(range(0, 40, every))
    assert len(passes) == 2, "frames that were passed over do not count as lost"
    last = looked[-1]
    assert obs.video.fps == pytest.approx(fps) and len(obs.time_s) == obs.video.total_frames == 40
    assert obs.present[: last + 1].all() and not obs.present[last + 1 :].any()
    said = f"{fps:.0f} frames per second: one of {every} was looked at"
    assert [w[: len(said)] for w in obs.warnings] == [said] * (every > 1)
    truth = np.array([squatter(k * 25.0 / fps) for k in range(last + 1)])
    np.testing.assert_allclose(obs.landmarks[: last + 1, :, :2], truth[..., :2], atol=0.7)
    assert done[-1] == (last + 1, 40)


def test_every_frame_if_that_is_wanted(stage):
    looked = []

    def people(frame):
        looked.append(frame)
        return [squatter(0)]

    path, _ = stage(people, 20, fps=60.0)
    obs = observe(path, replace(WHOLE, enough_fps=None, standing_stride=1))
    assert obs.present.all() and not obs.warnings
    assert looked[WHOLE.scout_frames :] == list(range(20))


@pytest.mark.parametrize("fps", [25.0, 50.0])
def test_who_stands_is_looked_at_now_and_then(stage, fps):
    """One second of standing, a squat, and standing to the end."""
    looked = []

    def at(frame):
        down = np.clip(frame * 25.0 / fps - 25.0, 0.0, 12.0 * np.pi)
        return squatter(down)

    def people(frame):
        looked.append(frame)
        return [at(frame)]

    step, count = round(fps / 25.0), round(fps / 25.0 * 95)
    path, passes = stage(people, count, fps=fps)
    obs = observe(path, WHOLE)
    seen = looked[WHOLE.scout_frames :]
    assert len(passes) == 2
    assert seen[:12] == list(range(0, 24 * step, 2 * step)), "standing: every second one"
    middle = [k for k in seen if 32 * step <= k <= 55 * step]
    assert middle == list(range(32 * step, 55 * step + 1, step)), "squatting: all"
    last = (count - 1) // step * step
    assert seen[-1] == last and set(np.diff(seen[-12:-1])) == {2 * step}
    assert obs.present[: last + 1].all() and len(obs.time_s) == count
    truth = np.array([at(k) for k in range(last + 1)])
    np.testing.assert_allclose(obs.landmarks[: last + 1, :, :2], truth[..., :2], atol=1.5)


def test_bottom_of_a_video_that_begins_there_is_looked_at_in_full(stage):
    looked = []

    def people(frame):
        looked.append(frame)
        return [squatter(6.0 * np.pi + (frame if frame >= 20 else 0.0))]

    path, _ = stage(people, 60)
    observe(path, WHOLE)
    assert looked[WHOLE.scout_frames :][:21] == list(range(21))


def test_nobody_at_all(stage):
    path, _ = stage(lambda k: [], 20)
    obs = observe(path, WHOLE)
    assert not obs.present.any() and obs.people == 0
    assert obs.video.total_frames == 20


def test_somebody_else_for_a_moment_is_not_the_lifter(stage):
    other = squatter(0)
    other[:, 0] += 250
    path, _ = stage(lambda k: [other if 20 <= k < 26 else squatter(k)], 60)
    obs = observe(path, WHOLE)
    np.testing.assert_array_equal(np.flatnonzero(~obs.present), np.arange(20, 26))


def test_outline_is_cut_round_the_hips_in_source_pixels(stage):
    path, _ = stage(lambda k: [squatter(k)], 20)
    obs = observe(path, replace(WHOLE, standing_stride=1))
    assert obs.outline.shape == (20, WHOLE.outline_px, WHOLE.outline_px)
    hips = obs.landmarks[:, LEFT_HIP : LEFT_HIP + 2, :2].mean(axis=1)
    np.testing.assert_allclose(obs.outline_center_px, hips, atol=1e-3)
    np.testing.assert_allclose(
        obs.outline_side_px, WHOLE.outline_body * body_length_px(obs.landmarks), rtol=1e-5
    )


def test_people_are_counted_while_the_lifter_is_searched(stage):
    other = squatter(0)
    other[:, 0] += 250
    path, passes = stage(lambda k: [squatter(k), other], 60)
    assert observe(path, WHOLE).people == 2
    # In no order: the second is made while the first looks.
    assert sorted(p.video for p in passes) == [False, True], "single pictures, one look at all"


def test_bystander_far_away_is_not_counted(stage):
    child = squatter(0) * np.array([0.3, 0.3, 0.3, 1.0])
    path, _ = stage(lambda k: [squatter(k), child], 40)
    assert observe(path, WHOLE).people == 1


def test_region_holds_the_lifter_with_a_margin(stage):
    path, _ = stage(lambda k: [squatter(k)], 60)
    with observe_module.VideoReader(path) as reader:
        actor = observe_module.pose_model(WHOLE.model).open(WHOLE, 3)
        region = scout_lifter(reader, actor, WHOLE).region_px
    points = np.array([squatter(k)[:, :2] for k in range(60)]).reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    left, top, right, bottom = region
    assert left <= low[0] and top <= low[1] and right >= high[0] and bottom >= min(high[1], HEIGHT)
    assert left >= 0 and top >= 0 and right <= WIDTH and bottom <= HEIGHT


def test_lifter_who_leaves_the_region_is_looked_for_in_the_whole_picture(stage):
    """The scout looks at moments when the lifter happens to be on the left."""

    def people(frame):
        away = squatter(frame)
        away[:, 0] += 0 if frame % 10 == 5 else 270
        return [away]

    path, passes = stage(people, 100)
    observe(path, replace(WHOLE, scout_frames=10))
    assert sorted(p.video for p in passes) == [False, True, True]


@pytest.mark.parametrize(
    ("after", "looks"),
    [
        (lambda k: [], 1),
        (lambda k: [squatter(k) * np.array([1.0, 1.0, 1.0, 0.3])], 1),
        (lambda k: [squatter(k) * np.array([0.3, 0.3, 0.3, 1.0])], 2),
        (lambda k: [squatter(k) + np.array([300.0, 0.0, 0.0, 0.0])], 2),
    ],
    ids=["nobody is left", "a rack", "somebody small", "somewhere else"],
)
def test_lifter_who_leaves_the_picture_is_not_looked_for_twice(stage, after, looks):
    """The scout sees nobody else, as its moments are those before."""
    path, passes = stage(lambda k: [squatter(k)] if k < 60 or k % 10 == 5 else after(k), 100)
    obs = observe(path, replace(WHOLE, scout_frames=10))
    assert sorted(p.video for p in passes) == [False] + looks * [True]
    assert obs.present[:60].all()


def disc(center, radius=40.0):
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return (np.hypot(x - center[0], y - center[1]) < radius).astype(np.float32)


@pytest.mark.parametrize("side", [60.0, 128.0, 400.0])
@pytest.mark.parametrize("center", [(200.0, 150.0), (203.4, 151.7)])
def test_crop_keeps_place_and_area(side, center):
    radius = side / 4
    crop = crop_outline(disc(center, radius), np.array(center), side, 128) / 255.0
    rows, columns = np.indices(crop.shape)
    cell = side / 128
    middle = np.array([(columns * crop).sum(), (rows * crop).sum()]) / crop.sum()
    assert (middle - 63.5) * cell == pytest.approx([0, 0], abs=0.5)
    assert crop.sum() * cell**2 == pytest.approx(np.pi * radius**2, rel=0.05)


def test_crop_beyond_the_picture_is_empty():
    crop = crop_outline(np.ones((HEIGHT, WIDTH), np.float32), np.array([0.0, 0.0]), 100.0, 50)
    assert (crop[:24, :] == 0).all() and (crop[:, :24] == 0).all()
    assert (crop[27:, 27:] == 255).all()


@pytest.mark.pose
def test_mediapipe_sees_the_bundled_lifter():
    """Real inference on a few frames, in the units and the order that are promised."""
    path = sorted(DEMO.glob("*right.mp4"))[0]
    config = PoseConfig()
    with VideoReader(path, config.max_side_px) as reader, MediaPipeLandmarker(config) as model:
        frames = [frame for frame in reader if frame.index in (0, 1, 2)]
        people = [model.detect(frame.image, frame.time_s) for frame in frames]
        again = model.detect(frames[-1].image, frames[-1].time_s)  # the same time once more
    assert [len(p) for p in people] == [1, 1, 1] and len(again) == 1
    height, width = frames[0].image.shape[:2]
    person = people[0][0]
    assert person.landmarks.shape == (33, 4) and person.world.shape == (33, 3)
    assert person.mask.shape == (height, width)
    assert person.mask.min() >= 0.0 and person.mask.max() <= 1.0
    x, y = person.landmarks[:, 0], person.landmarks[:, 1]
    assert x.min() > 0 and x.max() < width and y.min() > 0 and y.max() < height
    assert y[0] < y[11] < y[23] < y[25] < y[27], "nose above shoulder, hip, knee, ankle"
    hip = person.landmarks[23:25, :2].mean(axis=0).round().astype(int)
    assert person.mask[hip[1], hip[0]] > 0.9
    assert person.mask[5, 5] < 0.1


@pytest.mark.pose
def test_cutting_the_picture_does_not_move_the_lifter(tmp_path):
    """Beside a wide empty wall the same lifter is found at the same place, shifted."""
    path = sorted(DEMO.glob("*right.mp4"))[0]
    with VideoReader(path) as reader:
        images = [frame.image for frame in reader if frame.index < 12]
    wall = np.repeat(images[0][:, :1], 700, axis=1)
    wide = [np.concatenate([wall, image], axis=1) for image in images]
    config = replace(PoseConfig(), scout_frames=2)
    one = observe(clips.write_clip(tmp_path / "one.mp4", images), config)
    other = observe(clips.write_clip(tmp_path / "wide.mp4", wide), config)
    joints = [11, 12, 23, 24, 25, 26, 27, 28]
    shift = other.landmarks[:, joints, :2] - one.landmarks[:, joints, :2]
    assert np.median(shift[..., 0]) == pytest.approx(700, abs=4)
    assert np.median(shift[..., 1]) == pytest.approx(0, abs=4)
    assert np.abs(shift - [700, 0]).max() < 25
