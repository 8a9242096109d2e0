"""What surrounds the lifter: camera, room, light, bar, plates and rack."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from .skeleton import rot_x, rot_y, rot_z

FloatArray = npt.NDArray[np.floating]
Image = npt.NDArray[np.uint8]
Color = tuple[float, float, float]


@dataclass(frozen=True)
class Camera:
    """A pinhole camera looking at the lifter."""

    width: int = 640
    height: int = 480
    side: str = "right"
    """Which side of the lifter faces the camera."""
    yaw_deg: float = 0.0
    """From the true side view; + towards the lifter's front, - towards the back."""
    pitch_deg: float = 0.0
    """Looking down +."""
    roll_deg: float = 0.0
    distance_m: float = 4.0
    height_m: float = 1.0
    focal_px: float = 600.0
    aim: tuple[float, float] = (0.5, 0.5)
    """Where in the picture the point below sits, as share of width and height."""
    target: tuple[float, float, float] = (0.0, 0.0, 0.8)

    def project(self, points: FloatArray) -> npt.NDArray[np.float32]:
        """World points to pixel x, pixel y and inverse distance, (..., 3)."""
        p = np.asarray(points, float) - np.array([self.target[0], self.target[1], 0.0])
        # look along +y from the lifter's right; the left side is the same turned by 180 deg
        turn = self.yaw_deg if self.side == "right" else 180 - self.yaw_deg
        base = rot_z(-turn)
        p = p @ base.T
        p = p - np.array([0.0, -self.distance_m, self.height_m])
        p = p @ (rot_y(self.roll_deg) @ rot_x(self.pitch_deg)).T
        inverse = 1 / np.where(np.abs(p[..., 1]) < 1e-6, 1e-6, p[..., 1])
        x = p[..., 0] * self.focal_px * inverse
        y = -p[..., 2] * self.focal_px * inverse
        return np.stack([x + self._center[0], y + self._center[1], inverse], -1).astype(np.float32)

    @property
    def _center(self) -> tuple[float, float]:
        """Picture shift that puts the target where ``aim`` wants it."""
        p = np.array([0.0, self.distance_m, self.target[2] - self.height_m])
        p = (rot_y(self.roll_deg) @ rot_x(self.pitch_deg)) @ p
        x, y = p[0] / p[1] * self.focal_px, -p[2] / p[1] * self.focal_px
        return self.aim[0] * self.width - x, self.aim[1] * self.height - y


@dataclass(frozen=True)
class Mesh:
    """Triangles with one colour each."""

    vertices: FloatArray
    faces: npt.NDArray[np.int32]
    colors: FloatArray
    """(F, 3) BGR."""


@dataclass(frozen=True)
class Scene:
    """Everything but the lifter."""

    camera: Camera
    light: tuple[float, float, float] = (0.3, -0.6, 0.7)
    """Direction to the lamp in the camera's frame turned upright: right, away, up."""
    ambient: float = 0.55
    load: str = "none"
    plates: tuple[tuple[float, float, Color], ...] = ()
    """Radius, thickness and colour of each plate on one side, inner first."""
    props: tuple[Mesh, ...] = ()
    """Standing things in the world: rack uprights, safety bars."""
    blur_px: float = 0.0
    noise: float = 0.0
    gain: float = 1.0
    gamma: float = 1.0
    background: Image = field(default_factory=lambda: np.full((480, 640, 3), 120, np.uint8))


def lathe(profile: list[tuple[float, float]], colors: list[Color], sides: int = 36) -> Mesh:
    """Turn a profile of (y, radius) points about the y axis; one colour per band."""
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    ring = np.stack([np.cos(angle), np.zeros(sides), np.sin(angle)], 1)
    verts = np.concatenate([ring * r + np.array([0.0, y, 0.0]) for y, r in profile])
    faces, paint = [], []
    for band in range(len(profile) - 1):
        a = band * sides + np.arange(sides)
        b = band * sides + (np.arange(sides) + 1) % sides
        faces += [np.stack([a, b, a + sides], 1), np.stack([b, b + sides, a + sides], 1)]
        paint += [colors[band]] * (2 * sides)
    return Mesh(verts, np.concatenate(faces).astype(np.int32)[:, ::-1], np.array(paint, float))


def box(center: FloatArray, half: FloatArray, color: Color) -> Mesh:
    """Axis-parallel block."""
    corner = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], float)
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [t for a, b, c, d in quads for t in ((a, b, c), (a, c, d))]
    return Mesh(
        corner * half + center, np.array(faces, np.int32), np.tile(np.array(color, float), (12, 1))
    )


def barbell(plates: tuple[tuple[float, float, Color], ...]) -> Mesh:
    """Make a 2.2 m bar along y through the origin, with plates on both sleeves."""
    steel: Color = (165, 165, 170)
    parts = [lathe([(-0.66, 0.0), (-0.66, 0.014), (0.66, 0.014), (0.66, 0.0)], [steel] * 3, 12)]
    for sign in (1.0, -1.0):
        sleeve = [
            (0.655, 0.0),
            (0.655, 0.04),
            (0.67, 0.04),
            (0.67, 0.025),
            (1.1, 0.025),
            (1.1, 0.0),
        ]
        parts.append(_mirrored(lathe(sleeve, [steel] * 5, 16), sign))
        at = 0.675
        for radius, thick, color in plates:
            dark: Color = (color[0] * 0.7, color[1] * 0.7, color[2] * 0.7)
            profile = [
                (at, 0.025), (at, radius), (at + thick, radius), (at + thick, radius * 0.82),
                (at + 0.75 * thick, radius * 0.78), (at + 0.75 * thick, radius * 0.3),
                (at + thick, radius * 0.26), (at + thick, 0.025),
            ]  # fmt: skip
            paint = [dark, color, color, dark, dark, color, steel]
            parts.append(_mirrored(lathe(profile, paint), sign))
            at += thick + 0.003
    return merge(parts)


def _mirrored(mesh: Mesh, sign: float) -> Mesh:
    if sign > 0:
        return mesh
    return Mesh(mesh.vertices * np.array([1, -1, 1]), mesh.faces[:, ::-1], mesh.colors)


def merge(parts: list[Mesh]) -> Mesh:
    """One mesh of many."""
    start = np.cumsum([0] + [len(p.vertices) for p in parts[:-1]])
    return Mesh(
        np.concatenate([p.vertices for p in parts]),
        np.concatenate([p.faces + s for p, s in zip(parts, start, strict=True)]).astype(np.int32),
        np.concatenate([p.colors for p in parts]),
    )


def _texture(rng: np.random.Generator, w: int, h: int, cell: int, contrast: float) -> FloatArray:
    """Smooth random brightness factor, (h, w, 1)."""
    small = rng.normal(0, contrast, (max(2, h // cell), max(2, w // cell))).astype(np.float32)
    return 1 + cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)[:, :, None]


def room(rng: np.random.Generator, camera: Camera, *, calm: bool = False) -> Image:
    """Render a random gym-like room without the lifter, (H, W, 3) BGR; ``calm`` for plain walls."""
    w, h = camera.width, camera.height
    rough = 0.15 if calm else 1.0
    grey = rng.uniform(60, 230)
    wall = grey + rng.normal(0, 18, 3)
    image = np.tile(wall, (h, w, 1)) * _texture(rng, w, h, int(rng.integers(20, 160)), 0.05 * rough)
    away = rng.uniform(1.2, 4.5)
    turn = rot_z(camera.yaw_deg if camera.side == "right" else 180 - camera.yaw_deg)

    def at(right: float, deep: float, up: float) -> FloatArray:
        p = turn @ np.array([right, deep, 0.0]) + np.array([0, 0, up])
        return camera.project(p + np.array([camera.target[0], camera.target[1], 0.0]))[:2]

    def fill(corners: list[FloatArray], color: FloatArray) -> None:
        points = np.clip(np.array(corners), -4000, 8000).round().astype(np.int32)
        cv2.fillConvexPoly(image, points, tuple(float(c) for c in np.clip(color, 0, 255)))

    for _ in range(int(rng.integers(0, 9))):  # posters, windows, mirrors, machines
        x, z = rng.uniform(-4, 4), rng.uniform(0, 2.2)
        ww, hh = rng.uniform(0.1, 1.6), rng.uniform(0.1, 1.6)
        color = wall * rng.uniform(0.3, 1.3) + rng.normal(0, 25, 3)
        fill(
            [at(x, away, z), at(x + ww, away, z), at(x + ww, away, z + hh), at(x, away, z + hh)],
            color,
        )
    floor = rng.uniform(40, 200) + rng.normal(0, 15, 3)
    near = -camera.distance_m * 0.8
    fill([at(-12, away, 0), at(12, away, 0), at(12, near, 0), at(-12, near, 0)], floor)
    if rng.random() < 0.5:  # floor tiles or mats
        step = rng.uniform(0.5, 1.2)
        for k in np.arange(-6, 6, step):
            a, b = at(k, away, 0), at(k, near, 0)
            p, q = (tuple(np.clip(v, -4000, 8000).astype(int).tolist()) for v in (a, b))
            cv2.line(image, p, q, tuple(float(c) for c in np.clip(floor * 0.8, 0, 255)), 1)
    for _ in range(int(rng.integers(0, 7))):  # posts, benches and plates between wall and lifter
        x, d = rng.uniform(-3, 3), rng.uniform(0.6, away)
        color = rng.uniform(10, 220) + rng.normal(0, 20, 3)
        kind = rng.random()
        if kind < 0.45:
            t, top = rng.uniform(0.02, 0.06), rng.uniform(1.0, 2.8)
            fill([at(x - t, d, 0), at(x + t, d, 0), at(x + t, d, top), at(x - t, d, top)], color)
        elif kind < 0.8:
            t, z, s = rng.uniform(0.2, 0.8), rng.uniform(0.0, 0.6), rng.uniform(0.1, 0.5)
            fill(
                [at(x - t, d, z), at(x + t, d, z), at(x + t, d, z + s), at(x - t, d, z + s)], color
            )
        else:
            c = at(x, d, 0.25)
            r = abs(float(at(x, d, 0.47)[1] - c[1]))
            if r < 2000:
                middle = tuple(np.clip(c, -4000, 8000).astype(int).tolist())
                cv2.circle(
                    image, middle, max(1, int(r)), tuple(float(v) for v in color.clip(0, 255)), -1
                )
    image = image * _texture(rng, w, h, int(rng.integers(3, 12)), rng.uniform(0.01, 0.06) * rough)
    shade = np.linspace(rng.uniform(0.8, 1.1), rng.uniform(0.8, 1.1), w)[None, :, None]
    soft = cv2.GaussianBlur(np.clip(image * shade, 0, 255), (0, 0), rng.uniform(0.4, 2.0))
    return soft.astype(np.uint8)
