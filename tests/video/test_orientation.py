"""A display matrix means one of eight orientations, whatever its scale and shifts."""

from __future__ import annotations

import av
import clips
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink.video.orientation import Orientation, nearest, orientation_of

ALL = [Orientation(turns, mirrored) for mirrored in (False, True) for turns in range(4)]


def shown(way: Orientation) -> str:
    """Corners of the colored picture in this orientation, by what the words say."""
    image = np.rot90(clips.corners(64, 48), way.turns)
    return clips.corner_names(image[:, ::-1] if way.mirrored else image)


@given(
    way=st.sampled_from(list(clips.SHOWN)),
    scale=st.floats(0.1, 50.0),
    shift=st.tuples(st.integers(-4000, 4000), st.integers(-4000, 4000)),
)
def test_matrix_means_what_a_player_shows(way, scale, shift):
    a, b, c, d = clips._TURNS[way]
    matrix = np.array([[a * scale, b * scale, 0], [c * scale, d * scale, 0], [*shift, 1 << 14]])
    assert shown(nearest(matrix)) == clips.SHOWN[way]


def test_each_way_has_its_own_matrix():
    found = [nearest([[a, b, 0], [c, d, 0], [0, 0, 1]]) for a, b, c, d in clips._TURNS.values()]
    assert sorted(found, key=ALL.index) == ALL


@pytest.mark.parametrize("degrees", [-12.0, 12.0])
def test_crooked_turns_go_to_the_nearest(degrees):
    angle = np.radians(90.0 + degrees)
    matrix = [[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]]
    assert nearest(matrix) == Orientation(1, mirrored=False)


def test_matrix_of_nothing_turns_nothing():
    assert nearest(np.zeros((3, 3))) == Orientation()


class _Newer:
    """A frame with side data that this PyAV has no name for; it then refuses to name any."""

    def __init__(self, rotation: int) -> None:
        self.rotation = rotation

    @property
    def side_data(self) -> dict[str, bytes]:
        raise ValueError("31 is not a valid Type")


@pytest.mark.parametrize(("rotation", "turns"), [(0, 0), (-90, 3), (90, 1), (180, 2), (-180, 2)])
def test_side_data_that_pyav_does_not_know_hides_no_rotation(rotation, turns):
    assert orientation_of(_Newer(rotation)) == Orientation(turns)


def test_the_two_ways_of_reading_a_rotation_agree(tmp_path):
    path = clips.turn(clips.write_clip(tmp_path / "a.mp4", 2), 90)
    with av.open(str(path)) as file:
        frame = next(file.decode(video=0))
    assert orientation_of(frame) == orientation_of(_Newer(int(frame.rotation)))
