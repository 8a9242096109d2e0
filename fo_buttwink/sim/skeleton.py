"""Put a body into one frame of a motion: segment rotations, joint positions, skin."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .body import PARENTS, SEGMENT_INDEX, SEGMENTS, Body
from .kinematics import Motion
from .posture import SegmentLengths, SquatStyle

FloatArray = npt.NDArray[np.floating]


def rot_x(deg: float) -> FloatArray:
    """Rotation about the forward axis, (3, 3)."""
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return np.array([[1, 0, 0], [0, c, -s], [0, s, c]])


def rot_y(deg: float) -> FloatArray:
    """Rotation about the leftward axis: positive leans the top forward."""
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])


def rot_z(deg: float) -> FloatArray:
    """Rotation about the vertical: positive turns to the lifter's left."""
    c, s = np.cos(np.radians(deg)), np.sin(np.radians(deg))
    return np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])


def _unit(v: FloatArray) -> FloatArray:
    return v / max(float(np.linalg.norm(v)), 1e-9)


def _frame(direction: FloatArray, hinge: FloatArray) -> FloatArray:
    """Right-handed frame with the bone along the first axis and the hinge as second."""
    d = _unit(direction)
    h = _unit(hinge - d * float(hinge @ d))
    return np.stack([d, h, np.cross(d, h)], 1)


@dataclass(frozen=True)
class Pose:
    """Placed segments of one frame."""

    rotation: FloatArray
    """(21, 3, 3) from rest to world."""
    joint: FloatArray
    """(21, 3) joint positions in the world, floor at z = 0."""

    def point(self, body: Body, segment: str, local: FloatArray) -> FloatArray:
        """World position of a rest-pose point that moves with one segment."""
        i = SEGMENT_INDEX[segment]
        return self.joint[i] + self.rotation[i] @ (np.asarray(local) - body.joints[i])

    def sagittal_deg(self, segment: str) -> float:
        """Forward rotation of a segment against gravity, from its bone matrix."""
        up = self.rotation[SEGMENT_INDEX[segment]] @ np.array([0.0, 0.0, 1.0])
        return float(np.degrees(np.arctan2(up[0], up[2])))


def measure(body: Body) -> SegmentLengths:
    """Segment lengths of a body, as the posture solver wants them."""

    def dist(a: str, b: str) -> float:
        return float(np.linalg.norm(body.joint(a) - body.joint(b)))

    ankle = body.joint("foot.L")
    foot = body.weights[:, SEGMENT_INDEX["foot.L"]] > 0.5
    front, back = body.vertices[foot, 0].max(), body.vertices[foot, 0].min()
    return SegmentLengths(
        shank=dist("shank.L", "foot.L"),
        thigh=dist("thigh.L", "shank.L"),
        pelvis=float(body.joint("lumbar1")[2] - body.joint("pelvis")[2]),
        lumbar=dist("lumbar1", "thorax"),
        thorax=float(body.joint("neck")[2] - body.joint("thorax")[2]),
        head=float(body.joint("head")[2] - body.joint("neck")[2]) + 0.09,
        arm=dist("upper_arm.L", "forearm.L") + dist("forearm.L", "hand.L") + 0.08,
        hip_half_width=float(body.joint("thigh.L")[1] - body.joint("thigh.R")[1]) / 2,
        midfoot=float((front + back) / 2 - ankle[0]),
    )


def _two_bones(
    start: FloatArray, end: FloatArray, first: float, second: float, pole: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Middle joint of a two-bone chain, and its end (moved nearer when out of reach)."""
    line = end - start
    length = float(np.linalg.norm(line))
    axis = line / max(length, 1e-9)
    reach = np.clip(length, abs(first - second) * 1.01 + 1e-6, (first + second) * 0.9995)
    end = start + axis * reach
    along = (first**2 - second**2 + reach**2) / (2 * reach)
    height = np.sqrt(max(first**2 - along**2, 0.0))
    side = _unit(pole - axis * float(pole @ axis))
    return start + axis * along + side * height, end


def place(body: Body, style: SquatStyle, motion: Motion, i: int, lumbar_share: FloatArray) -> Pose:
    """Build frame ``i`` of a motion.

    Parameters
    ----------
    body, style, motion, i
        Who, how, and which frame.
    lumbar_share
        (2,) how much of the lumbar flexion the lowest and the middle lumbar joint have taken
        by the time one reaches the segment above them, 0..1 rising; the rest is at the top.

    Returns
    -------
    Pose
        Feet flat at their places, pelvis and thorax at the motion's absolute angles.
    """
    n = len(SEGMENTS)
    rot, pos = np.tile(np.eye(3), (n, 1, 1)), np.zeros((n, 3))
    at = SEGMENT_INDEX
    pelvis, trunk = float(motion.pelvis[i]), float(motion.trunk[i])
    yaw, roll = float(motion.pelvis_yaw[i]), float(motion.pelvis_roll[i])
    rot[at["pelvis"]] = rot_z(yaw) @ rot_x(roll) @ rot_y(pelvis)
    lean = {
        "lumbar1": pelvis + (trunk - pelvis) * lumbar_share[0],
        "lumbar2": pelvis + (trunk - pelvis) * lumbar_share[1],
        "thorax": trunk,
        "upper_thorax": trunk + float(motion.upper_thorax[i]),
    }
    for name, fade in (("lumbar1", 0.8), ("lumbar2", 0.6), ("thorax", 0.4), ("upper_thorax", 0.3)):
        rot[at[name]] = rot_z(yaw * fade) @ rot_x(roll * fade) @ rot_y(lean[name])
    gaze = float(motion.gaze[i])
    rot[at["neck"]] = rot_y(0.5 * (lean["upper_thorax"] + gaze))
    rot[at["head"]] = rot_y(gaze)
    ankle_z = float(body.joint("foot.L")[2])
    pos[at["pelvis"]] = [motion.hip_x[i], motion.shift_y[i], ankle_z + motion.hip_z[i]]
    for side, sign in (("L", 1.0), ("R", -1.0)):
        _place_leg(body, style, rot, pos, side, sign)
    _chain(body, rot, pos, ("lumbar1", "lumbar2", "thorax", "upper_thorax", "neck", "head"))
    for side, sign in (("L", 1.0), ("R", -1.0)):
        _place_arm(body, style, rot, pos, side, sign, float(motion.arms[i]))
    return Pose(rot, pos)


def _chain(body: Body, rot: FloatArray, pos: FloatArray, names: tuple[str, ...]) -> None:
    for name in names:
        k = SEGMENT_INDEX[name]
        up = PARENTS[k]
        pos[k] = pos[up] + rot[up] @ (body.joints[k] - body.joints[up])


def _place_leg(
    body: Body, style: SquatStyle, rot: FloatArray, pos: FloatArray, side: str, sign: float
) -> None:
    thigh, shank, foot = (SEGMENT_INDEX[f"{s}.{side}"] for s in ("thigh", "shank", "foot"))
    _chain(body, rot, pos, (f"thigh.{side}",))
    rest_h, rest_k, rest_a = body.joints[thigh], body.joints[shank], body.joints[foot]
    ankle = np.array([0.0, sign * style.stance_half_m, rest_a[2]])
    out = np.radians(style.toe_out_deg)
    pole = np.array([np.cos(out), sign * np.sin(out), 0.0])
    upper, lower = float(np.linalg.norm(rest_k - rest_h)), float(np.linalg.norm(rest_a - rest_k))
    knee, _ = _two_bones(pos[thigh], ankle, upper, lower, pole)
    # at rest the leg is nearly straight, so its hinge is taken from the toes, not the bend
    toes = body.weights[:, foot] > 0.9
    azimuth = np.arctan2(*(body.vertices[toes].mean(0) - rest_a)[1::-1])
    rest_hinge = np.array([-np.sin(azimuth), np.cos(azimuth), 0.0])
    hinge = np.cross(knee - pos[thigh], pole)
    hinge = hinge if hinge[1] > 0 else -hinge
    rot[thigh] = _frame(knee - pos[thigh], hinge) @ _frame(rest_k - rest_h, rest_hinge).T
    rot[shank] = _frame(ankle - knee, hinge) @ _frame(rest_a - rest_k, rest_hinge).T
    rot[foot] = rot_z(np.degrees(sign * out - azimuth))
    pos[shank], pos[foot] = knee, ankle


def bar_center(body: Body, load: str) -> FloatArray:
    """Where the bar (or a goblet weight) rests, as a rest-pose point moving with the thorax."""
    neck, shoulder = body.joint("neck"), body.joint("upper_arm.L")
    trunk = body.weights[:, SEGMENT_INDEX["upper_thorax"]] > 0.3
    skin = body.vertices[trunk]
    middle = skin[np.abs(skin[:, 1]) < 0.08]

    def surface(z: float, front: bool) -> float:
        level = middle[np.abs(middle[:, 2] - z) < 0.03, 0]
        return float(level.max() if front else level.min()) if len(level) else 0.0

    if load == "back":
        z = float(neck[2]) - 0.035
        return np.array([surface(z, False) - 0.01, 0.0, z])
    if load == "front":
        z = float(shoulder[2]) + 0.035
        return np.array([surface(z, True) + 0.03, 0.0, z])
    z = float(shoulder[2]) - 0.14
    return np.array([surface(z, True) + 0.10, 0.0, z])


def _hand_target(
    body: Body, style: SquatStyle, rot: FloatArray, pos: FloatArray, sign: float, rise: float
) -> tuple[FloatArray, FloatArray]:
    """Wrist target and elbow pole in the world for one arm."""
    thorax, upper = SEGMENT_INDEX["thorax"], SEGMENT_INDEX["upper_thorax"]
    r_t = rot[upper]
    shoulder = pos[SEGMENT_INDEX["upper_arm.L" if sign > 0 else "upper_arm.R"]]
    length = 0.96 * measure_arm(body)

    def on_trunk(local: FloatArray) -> FloatArray:
        return pos[upper] + r_t @ (local - body.joints[upper])

    down = np.array([0.06, sign * 0.10, -1.0])
    if style.arms in ("bar_back", "bar_front", "goblet"):
        load = {"bar_back": "back", "bar_front": "front", "goblet": "goblet"}[style.arms]
        half = abs(float(body.joint("upper_arm.L")[1]))
        width = {"back": 1.9, "front": 1.15, "goblet": 0.45}[load] * half
        drop = {"back": -0.02, "front": -0.02, "goblet": -0.03}[load]
        local = bar_center(body, load) + np.array([0.0, sign * width, drop])
        pole = {
            "back": r_t @ np.array([-0.5, 0.1 * sign, -1.0]),
            "front": r_t @ np.array([0.8, 0.25 * sign, 0.2]),
            "goblet": r_t @ np.array([0.1, 0.4 * sign, -1.0]),
        }[load]
        return on_trunk(local), pole
    if style.arms == "hips":
        k = SEGMENT_INDEX["pelvis"]
        local = body.joint("lumbar1") + np.array([0.02, sign * 0.19, 0.02])
        return pos[k] + rot[k] @ (local - body.joints[k]), np.array([-0.6, sign, 0.0])
    if style.arms == "crossed":
        local = body.joint(f"upper_arm.{'R' if sign > 0 else 'L'}") + np.array([0.12, 0, -0.06])
        return on_trunk(local), r_t @ np.array([0.6, 0.5 * sign, -1.0])
    if style.arms == "clasped":
        ahead = shoulder + 0.62 * length * _unit(np.array([1.0, 0.0, np.tan(-0.25)]))
        ahead[1] = sign * 0.04
        hang = shoulder + length * _unit(down)
        return hang + (ahead - hang) * rise, np.array([0.0, sign * 0.7, -1.0])
    if style.arms == "overhead":
        return shoulder + length * (rot[thorax] @ _unit(np.array([0.05, 0.35 * sign, 1.0]))), (
            np.array([0.0, sign, 0.0])
        )
    angle = np.radians(style.arm_raise_deg)
    swing = rise if style.arms == "swing" else 1.0
    elevation = -np.pi / 2 * (1 - swing) + angle * swing
    direction = np.array([np.cos(elevation), -0.1 * sign, np.sin(elevation)])
    return shoulder + length * _unit(direction), np.array([0.0, sign * 0.8, -1.0])


def measure_arm(body: Body) -> float:
    """Shoulder to wrist with the elbow straight, metres."""
    a, b, c = (body.joint(f"{s}.L") for s in ("upper_arm", "forearm", "hand"))
    return float(np.linalg.norm(b - a) + np.linalg.norm(c - b))


def _place_arm(
    body: Body,
    style: SquatStyle,
    rot: FloatArray,
    pos: FloatArray,
    side: str,
    sign: float,
    rise: float,
) -> None:
    clav, upper, fore, hand = (
        SEGMENT_INDEX[f"{s}.{side}"] for s in ("clavicle", "upper_arm", "forearm", "hand")
    )
    rot[clav] = rot[SEGMENT_INDEX["upper_thorax"]]
    _chain(body, rot, pos, (f"clavicle.{side}", f"upper_arm.{side}"))
    rest_s, rest_e, rest_w = body.joints[upper], body.joints[fore], body.joints[hand]
    wrist, pole = _hand_target(body, style, rot, pos, sign, rise)
    lengths = float(np.linalg.norm(rest_e - rest_s)), float(np.linalg.norm(rest_w - rest_e))
    elbow, wrist = _two_bones(pos[upper], wrist, *lengths, pole)
    rest_hinge = np.cross(rest_e - rest_s, rest_w - rest_e)
    hinge = np.cross(elbow - pos[upper], wrist - elbow)
    rot[upper] = _frame(elbow - pos[upper], hinge) @ _frame(rest_e - rest_s, rest_hinge).T
    rot[fore] = _frame(wrist - elbow, hinge) @ _frame(rest_w - rest_e, rest_hinge).T
    rot[hand] = rot[fore]
    pos[fore], pos[hand] = elbow, wrist


def _quaternions(rotation: FloatArray) -> FloatArray:
    """(n, 4) unit quaternions, each in the hemisphere of its parent segment."""
    from scipy.spatial.transform import Rotation

    q: FloatArray = np.roll(Rotation.from_matrix(rotation).as_quat(), 1, axis=-1)
    for i, up in enumerate(PARENTS):
        if up >= 0 and q[i] @ q[up] < 0:
            q[i] = -q[i]
    return q


def _multiply(a: FloatArray, b: FloatArray) -> FloatArray:
    """Quaternion product, (..., 4)."""
    w = a[..., 0] * b[..., 0] - (a[..., 1:] * b[..., 1:]).sum(-1)
    v = a[..., :1] * b[..., 1:] + b[..., :1] * a[..., 1:] + np.cross(a[..., 1:], b[..., 1:])
    return np.concatenate([w[..., None], v], -1)


def skin(body: Body, pose: Pose) -> npt.NDArray[np.float32]:
    """Skin of a posed body by dual quaternion skinning, (V, 3) in world metres.

    Notes
    -----
    Linear blending, Anny's own default, caves the buttocks in when the hip flexes beyond
    90 deg: exactly the outline that matters here. Dual quaternions turn the skin between
    pelvis and thigh about the hip joint and so keep its distance from the joint.
    """
    shift = pose.joint - np.einsum("sij,sj->si", pose.rotation, body.joints)
    real = _quaternions(pose.rotation)
    dual = 0.5 * _multiply(np.concatenate([np.zeros((len(shift), 1)), shift], 1), real)
    both = body.weights @ np.concatenate([real, dual], 1).astype(np.float32)
    both /= np.linalg.norm(both[:, :4], axis=1, keepdims=True)
    w, v, dw, dv = both[:, :1], both[:, 1:4], both[:, 4:5], both[:, 5:]
    x = body.vertices
    turned = x + 2 * np.cross(v, np.cross(v, x) + w * x)
    out: npt.NDArray[np.float32] = turned + 2 * (w * dv - dw * v + np.cross(v, dv))
    if body.linear:
        # one segment at a time: all at once would hold (V, 21, 3) numbers
        blended = np.zeros_like(out)
        for s, (turn, move) in enumerate(zip(pose.rotation, shift, strict=True)):
            near = np.flatnonzero(body.weights[:, s])
            blended[near] += body.weights[near, s, None] * (x[near] @ turn.T + move)
        out += np.float32(body.linear) * (blended - out)
    if body.flat is not None:
        flexed = np.mean([_hip_flexion(pose, side) for side in "LR"])
        near = out - pose.joint[SEGMENT_INDEX["pelvis"]].astype(np.float32)
        near[:, 1] = 0.0  # towards the line through both hip joints
        out -= (body.flat * np.float32(np.clip(flexed / 100.0, 0.0, 1.3)))[:, None] * near
    return out


def _hip_flexion(pose: Pose, side: str) -> float:
    """Angle between pelvis and thigh, degrees."""
    pelvis = pose.rotation[SEGMENT_INDEX["pelvis"]][:, 2]
    thigh = pose.rotation[SEGMENT_INDEX[f"thigh.{side}"]][:, 2]
    return float(np.degrees(np.arccos(np.clip(pelvis @ thigh, -1.0, 1.0))))


def bone_transforms(body: Body, pose: Pose) -> FloatArray:
    """(B, 4, 4) pose of every Anny bone, in our axes: rotation from rest, and head position."""
    k = body.template.bone_segment
    out = np.tile(np.eye(4), (len(k), 1, 1))
    out[:, :3, :3] = pose.rotation[k]
    offset = np.einsum("bij,bj->bi", pose.rotation[k], body.bone_heads - body.joints[k])
    out[:, :3, 3] = pose.joint[k] + offset
    return out
