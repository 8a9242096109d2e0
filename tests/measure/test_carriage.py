"""What is told in leg lengths is unknown where there is no leg."""

from __future__ import annotations

import warnings

import numpy as np

from fo_buttwink.measure import carriage


def test_joints_in_one_place_give_no_balance():
    world = np.zeros((5, 10, 3))
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        ahead, distance = carriage._balance(world)
    assert np.isnan(ahead).all() and np.isnan(distance).all()


def test_a_leg_of_one_meter_is_the_unit():
    world = np.zeros((3, 10, 3))
    for hip, knee, ankle in ((2, 4, 6), (3, 5, 7)):
        world[:, hip], world[:, knee], world[:, ankle] = (0, -1, 0), (0, -0.5, 0), (0, 0, 0)
    world[:, 0:2] = (0.4, -1.5, 0)
    assert carriage._metric_leg(world) == 1.0
    _, distance = carriage._balance(world)
    np.testing.assert_allclose(distance, 0.2)
