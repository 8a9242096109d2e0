"""Bodies and pictures: the posed bones carry the truth, the skin shows it, seeds repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fo_buttwink.sim.kinematics import Tempo, simulate
from fo_buttwink.sim.posture import SquatStyle

torch = pytest.importorskip("torch")
pytest.importorskip("anny")
av = pytest.importorskip("av")

SHARE = np.array([0.5, 0.85])
STYLE = SquatStyle(pattern="wink", wink_deg=22, onset_pct=80, knee_max_deg=125, twist_deg=2)


@pytest.fixture(scope="module")
def body() -> Any:
    from fo_buttwink.sim.body import BodyShape, build_body

    return build_body(BodyShape(gender=0.8, muscle=0.6, sacrum=1.0))


@pytest.fixture(scope="module")
def motion(body: Any) -> Any:
    from fo_buttwink.sim.skeleton import measure

    return simulate(measure(body), STYLE, Tempo(), np.random.default_rng(1))


def _moments(motion: Any) -> list[int]:
    rep = motion.reps[0]
    return [0, (rep.first + rep.bottom) // 2, rep.bottom, (rep.bottom + rep.last) // 2]


def test_anny_agrees_with_our_bones_and_with_the_truth(body: Any, motion: Any) -> None:
    from fo_buttwink.sim.skeleton import bone_transforms, place

    model = body.template.model
    ours_from_anny = np.array([[0.0, -1, 0], [1, 0, 0], [0, 0, 1]])
    for i in _moments(motion):
        pose = place(body, STYLE, motion, i, SHARE)
        bones = bone_transforms(body, pose)
        turn = ours_from_anny.T @ bones[:, :3, :3] @ ours_from_anny
        rest = model(phenotype_kwargs=body.shape.phenotype())["rest_bone_poses"][0].numpy()
        wanted = np.tile(np.eye(4), (len(bones), 1, 1))
        wanted[:, :3, :3] = turn @ rest[:, :3, :3]
        wanted[0, :3, 3] = ours_from_anny.T @ bones[0, :3, 3]
        with torch.no_grad():
            posed = model(
                torch.tensor(wanted[None], dtype=torch.float32),
                phenotype_kwargs=body.shape.phenotype(),
                pose_parameterization="world-orient",
            )["bone_poses"][0].numpy()
        names = {name: k for k, name in enumerate(model.bone_labels)}
        for bone, truth in (("root", motion.pelvis[i]), ("spine02", motion.trunk[i])):
            k = names[bone]
            world = ours_from_anny @ posed[k, :3, :3] @ rest[k, :3, :3].T @ ours_from_anny.T
            up = world @ [0, 0, 1]
            assert np.degrees(np.arctan2(up[0], up[2])) == pytest.approx(truth, abs=0.5)
        # Anny chains the bones itself here, so equal places mean an equal skeleton. Ours keeps
        # the ankles planted when a leg is overstretched, hence the centimetre.
        places = posed[:, :3, 3] @ ours_from_anny.T
        assert np.abs(places - bones[:, :3, 3]).max() < 0.01


def test_the_skin_over_the_sacrum_turns_with_the_pelvis(body: Any, motion: Any) -> None:
    from fo_buttwink.sim.body import SEGMENT_INDEX
    from fo_buttwink.sim.skeleton import place, skin

    patch = body.weights[:, SEGMENT_INDEX["pelvis"]] > 0.9
    assert patch.sum() > 40
    before = body.vertices[patch].astype(float)
    for i in _moments(motion):
        after = skin(body, place(body, STYLE, motion, i, SHARE))[patch].astype(float)
        u, _, vt = np.linalg.svd((after - after.mean(0)).T @ (before - before.mean(0)))
        up = u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt @ [0, 0, 1]
        angle = np.degrees(np.arctan2(up[0], up[2]))
        assert angle == pytest.approx(motion.pelvis[i], abs=2.5)  # skin slides


def test_feet_stay_planted(body: Any, motion: Any) -> None:
    from fo_buttwink.sim.body import SEGMENT_INDEX
    from fo_buttwink.sim.skeleton import place, skin

    feet = [SEGMENT_INDEX["foot.L"], SEGMENT_INDEX["foot.R"]]
    sole = body.weights[:, feet].sum(1) > 0.99
    still = skin(body, place(body, STYLE, motion, 0, SHARE))[sole]
    for i in _moments(motion):
        moved = skin(body, place(body, STYLE, motion, i, SHARE))[sole]
        assert np.abs(moved - still).max() < 0.005
        assert abs(moved[:, 2].min()) < 0.005


def test_knees_bend_as_planned(body: Any, motion: Any) -> None:
    from fo_buttwink.sim.body import SEGMENT_INDEX
    from fo_buttwink.sim.skeleton import place

    for i in _moments(motion)[1:]:
        joint = place(body, STYLE, motion, i, SHARE).joint
        hip, knee, ankle = (joint[SEGMENT_INDEX[f"{s}.L"]] for s in ("thigh", "shank", "foot"))
        a, b = hip - knee, ankle - knee
        inner = np.degrees(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))
        assert 180 - inner == pytest.approx(motion.knee[i], abs=4)


def test_loose_cloth_never_enters_the_body(body: Any, motion: Any) -> None:
    from fo_buttwink.sim.skeleton import place, skin
    from fo_buttwink.sim.wear import Outfit, dress, fit, normals

    outfit = Outfit(shirt_hem=-0.1, shirt_gap_m=0.015, shirt_sheet=3)
    worn = fit(body, outfit, np.random.default_rng(0))
    bare = skin(body, place(body, STYLE, motion, motion.reps[0].bottom, SHARE))
    outer, _ = dress(bare, worn)
    lift = ((outer - bare) * normals(bare)).sum(1)
    assert lift.min() > -1e-5
    assert lift.max() > 0.012


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("yaw", [0.0, 25.0])
def test_the_camera_sees_the_named_side(side: str, yaw: float) -> None:
    from fo_buttwink.sim.scene import Camera

    camera = Camera(side=side, yaw_deg=yaw)
    ahead, behind, left, right = camera.project(
        np.array([[0.3, 0, 1], [-0.3, 0, 1], [0, 0.2, 1], [0, -0.2, 1]], float)
    )
    assert (ahead[0] > behind[0]) == (side == "right")
    assert (left[2] > right[2]) == (side == "left")
    if yaw:  # + is towards the front: what is ahead is nearer
        assert ahead[2] > behind[2]


def test_clips_repeat_and_play_in_browsers(tmp_path: Path) -> None:
    from fo_buttwink.sim.clips import random_clip, write_clip

    quick = Tempo(
        1, 10, stand_first_s=0.2, stand_last_s=0.2, descent_s=0.5, pause_s=0.1, ascent_s=0.4
    )
    written = []
    for name in "ab":
        clip = random_clip(3, 1, "val")
        clip = replace(
            clip,
            tempo=quick,
            motion=simulate(clip.lifter.lengths, clip.style, quick, np.random.default_rng(2)),
        )
        truth = write_clip(clip, tmp_path / name)
        written.append((tmp_path / f"{name}.mp4").read_bytes())
    assert written[0] == written[1]
    with av.open(str(tmp_path / "a.mp4")) as file:
        stream = file.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        frames = sum(1 for _ in file.decode(stream))
    saved = json.loads((tmp_path / "a.json").read_text())
    assert saved == json.loads(json.dumps(truth))
    assert frames == len(saved["frames"])
    assert saved["size"] == [stream.width, stream.height]
    (rep,) = saved["reps"]
    assert 0 < rep["first"] < rep["bottom"] < rep["last"] < frames
    depth = np.array(saved["frames"])[:, 0]
    assert depth[rep["bottom"]] == depth.max()


def test_frame_rate_may_be_chosen() -> None:
    from fo_buttwink.sim.clips import random_clip

    drawn, fast = random_clip(3, 1, "val"), random_clip(3, 1, "val", fps=60.0)
    assert drawn.tempo.fps in (24.0, 25.0, 30.0)
    assert replace(drawn.tempo, fps=60.0) == fast.tempo
    assert fast.lifter.body.shape == drawn.lifter.body.shape


def test_splits_do_not_share_bodies() -> None:
    from fo_buttwink.sim.clips import random_clip

    shapes = [random_clip(3, 1, split).lifter.body.shape for split in ("train", "val", "test")]
    assert shapes[0] != shapes[1] != shapes[2] != shapes[0]
    assert random_clip(3, 1, "train").lifter.body.shape == shapes[0]
