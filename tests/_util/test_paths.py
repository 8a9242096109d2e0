"""Short names of files tell them apart, whatever their folders are called."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fo_buttwink._util.paths import below_common_folder, ends_alike, parts_of, telling_names

part = st.sampled_from(["ann", "bob", "Ann", "v", "IMG_0001.MOV", "img_0001.mov", "2.mp4"])
path = st.lists(part, min_size=1, max_size=5).map(lambda parts: "/" + "/".join(parts))
paths = st.lists(path, min_size=1, max_size=8)


@given(paths)
def test_names_are_ends_of_their_paths_and_no_two_are_equal(paths):
    names = telling_names(paths)
    assert list(names) == list(dict.fromkeys(paths))
    for whole, name in names.items():
        assert f"{whole}".endswith(f"/{name}")
    # What differs in upper and lower case alone cannot be told apart by any end.
    one_case = {whole.casefold(): name.casefold() for whole, name in names.items()}
    assert len(set(one_case.values())) == len(one_case)


@given(paths)
def test_no_folder_is_told_that_tells_nothing(paths):
    names = telling_names(paths)
    for whole, name in names.items():
        shorter = "/".join(parts_of(name)[1:]).casefold()
        if shorter:
            others = [p for p in names if p != whole]
            assert any(p.casefold().endswith(f"/{shorter}") for p in others)


@given(paths)
def test_paths_below_their_common_folder_are_as_distinct_as_they_were(paths):
    below = below_common_folder(paths)
    assert len(set(below.values())) == len(set(paths))
    assert all(whole.endswith(f"/{name}") for whole, name in below.items())
    first = {name.partition("/")[0] for name in below.values() if "/" in name}
    deeper = all("/" in name for name in below.values())
    assert not deeper or len(first) > 1 or len(below) == 0


def test_systems_write_paths_differently():
    assert telling_names([r"D:\v\ann\1.mov", "/v/bob/1.mov"]) == {
        r"D:\v\ann\1.mov": "ann/1.mov",
        "/v/bob/1.mov": "bob/1.mov",
    }
    assert below_common_folder([r"D:\v\ann\1.mov"]) == {r"D:\v\ann\1.mov": "1.mov"}
    assert ends_alike(parts_of(r"D:\v\ann\1.mov"), parts_of("/w/ann/1.mov")) == 2
