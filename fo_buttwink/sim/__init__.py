"""Simulated lifters: squat videos with exact truth, for tests, benches and training.

Optional (``pip install '.[sim]'`` in a clone); nothing else in the package imports it. Bodies come
from Anny, a parametric human whose code is Apache-2.0 and whose body data is CC0.

``kinematics``, ``posture``
    Squat motions as curves over time; numpy only.
``body``, ``skeleton``
    People over Anny's shape space, posed from the planted feet upwards.
``wear``, ``scene``, ``raster``, ``render``
    Clothes, room, camera, bar and plates; a z-buffer picture of it all.
``sampling``
    Random lifters, squats, cameras and gyms.
``clips``, ``demo``, ``truth``
    H.264 clips with a truth file each.
``frames``
    Single pictures seen through MediaPipe, to train the pelvis estimator on.

From the command line::

    python -m fo_buttwink.sim clips --out DIR --num 20 --seed 1 --split val --workers 2
    python -m fo_buttwink.sim demo --out fo_buttwink/data/demo
    python -m fo_buttwink.sim frames --out DIR --bodies 1000 --poses 12 --seed 1 --split train

Equal arguments give equal pictures. Splits (train, val, test) never share a body.

Signs: x forward, y to the lifter's left, z up; pelvic tilt anterior +, trunk lean forward +,
lumbar flexion = trunk lean - pelvic tilt, flexion +.

What it does not show: muscle and fat that move on their own, faces, heels that lift, bars
that bend, other people, moving cameras.
"""
