"""Files for programs that run beside other versions of NumPy and xarray than ours."""

from __future__ import annotations

import pickle
import pickletools

import numpy as np
import pytest

from fo_buttwink.errors import ExportError
from fo_buttwink.export import export_table, prepare


@pytest.fixture
def table(make_table):
    return prepare(make_table("/v/a.mp4", "/v/b.mp4", lifters=["A", "B"]))


def named(data):
    """Module and name of everything that a pickle calls."""
    said, found = [], set()
    for op, value, _ in pickletools.genops(data):
        if isinstance(value, str):
            said.append(value)
        elif op.name == "STACK_GLOBAL":
            found.add((said[-2], said[-1]))
    return found


def test_a_skeleton_pickle_names_nothing_that_only_one_numpy_has(table, tmp_path):
    export_table(table, "pyskl", tmp_path / "out")
    data = (tmp_path / "out" / "skeletons.pkl").read_bytes()
    assert named(pickle.dumps([np.zeros(2), np.ones(2)], protocol=4)) & {
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy.core.multiarray", "_reconstruct"),
    }  # what would be written without care
    assert named(data) == {("numpy", "ndarray"), ("builtins", "bytearray")}


def test_arrays_of_a_skeleton_pickle_can_be_written_to(table, tmp_path):
    export_table(table, "pyskl", tmp_path / "out")
    with (tmp_path / "out" / "skeletons.pkl").open("rb") as file:
        first = pickle.load(file)["annotations"][0]
    before = first["keypoint"].copy()
    first["keypoint"] += 1.0
    first["keypoint_score"][:] = 0.5
    assert first["keypoint"] == pytest.approx(before + 1.0)
    assert first["keypoint"].dtype == np.float32 and first["keypoint"].ndim == 4


@pytest.mark.parametrize(
    ("dimensions", "expected"),
    [
        ("plural", ("time", "space", "keypoints", "individuals")),
        ("singular", ("time", "space", "keypoint", "individual")),
    ],
)
def test_movement_renamed_dimensions_in_its_version_0_17(table, tmp_path, dimensions, expected):
    xr = pytest.importorskip("xarray")
    export_table(table, "movement", tmp_path / "out", dimensions=dimensions)
    with xr.open_dataset(tmp_path / "out" / "poses" / "a.nc") as poses:
        assert poses["position"].dims == expected
        assert poses["confidence"].dims == (expected[0], *expected[2:])
        assert set(poses.coords) == set(expected)
        assert list(poses.coords[expected[3]].values) == ["A"]


def test_an_unknown_way_to_name_dimensions_is_refused(table, tmp_path):
    with pytest.raises(ExportError, match="plural"):
        export_table(table, "movement", tmp_path / "out", dimensions="both")
