"""The numpy network against a slow, literal one, and the ensemble's bookkeeping."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest

from fo_buttwink.measure.pelvis import network
from fo_buttwink.measure.pelvis.patch import JOINTS, SIZE

CODE = 10


def weights_of(rng: np.random.Generator, channels: tuple[int, ...] = (2, 5, 6, 7, 8)) -> dict:
    kernels = (5, 3, 3, 3)
    out = {}
    for k, kernel in enumerate(kernels):
        shape = (channels[k + 1], channels[k], kernel, kernel)
        out[f"conv{k}.weight"] = rng.normal(0, 0.2, shape).astype(np.float32)
        out[f"conv{k}.bias"] = rng.normal(0, 0.2, channels[k + 1]).astype(np.float32)
    flat = channels[-1] * (SIZE // 16) ** 2
    out["code.weight"] = rng.normal(0, 0.1, (CODE, flat)).astype(np.float32)
    out["code.bias"] = rng.normal(0, 0.1, CODE).astype(np.float32)
    features = 2 * JOINTS
    sizes = (2 * CODE + features, 9, 8, 4)
    for k in range(3):
        out[f"dense{k}.weight"] = rng.normal(0, 0.1, (sizes[k + 1], sizes[k])).astype(np.float32)
        out[f"dense{k}.bias"] = rng.normal(0, 0.1, sizes[k + 1]).astype(np.float32)
    out["joint_mean"] = rng.normal(0, 1, features).astype(np.float32)
    out["joint_sd"] = rng.uniform(0.5, 2, features).astype(np.float32)
    return out


def inputs_of(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    patches = rng.uniform(0, 1, (n, 2, SIZE, SIZE)).astype(np.float32)
    return patches, rng.normal(0, 1, (n, JOINTS)).astype(np.float32)


def literal_convolution(x: np.ndarray, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Stride 2, padding of half the kernel, one output at a time."""
    size = weight.shape[-1]
    pad = size // 2
    padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    half = x.shape[1] // 2
    out = np.empty((len(weight), half, half))
    for c, i, j in np.ndindex(out.shape):
        window = padded[:, 2 * i : 2 * i + size, 2 * j : 2 * j + size]
        out[c, i, j] = (window * weight[c]).sum() + bias[c]
    return out


def literal_code(weights: dict, patch: np.ndarray) -> np.ndarray:
    x = patch.astype(float)
    for k in range(4):
        x = np.maximum(
            literal_convolution(x, weights[f"conv{k}.weight"], weights[f"conv{k}.bias"]), 0
        )
    return weights["code.weight"] @ x.ravel() + weights["code.bias"]


def test_network_computes_what_its_layers_say():
    rng = np.random.default_rng(0)
    weights = weights_of(rng)
    patches, joints = inputs_of(rng, 2)
    now, then = (literal_code(weights, p) for p in patches)
    both = np.clip((joints.ravel() - weights["joint_mean"]) / weights["joint_sd"], -4, 4)
    h = np.concatenate([now - then, then, both])
    for k in range(3):
        h = weights[f"dense{k}.weight"] @ h + weights[f"dense{k}.bias"]
        h = np.maximum(h, 0) if k < 2 else h
    codes = network.encode(weights, patches)
    found = network.compare(weights, codes[:1], joints[:1], codes[1:], joints[1:])
    np.testing.assert_allclose(found[0], h, rtol=1e-3, atol=1e-4)


def test_chunks_do_not_change_the_result(monkeypatch):
    rng = np.random.default_rng(1)
    weights, (patches, _) = weights_of(rng), inputs_of(rng, 11)
    whole = network.encode(weights, patches)
    monkeypatch.setattr(network, "_CHUNK", 4)
    np.testing.assert_allclose(network.encode(weights, patches), whole, atol=1e-5)


def ensemble_of(*members: dict) -> network.Ensemble:
    meta = {
        "members": len(members),
        "target_scale_deg": [10.0, 5.0],
        "sd_factor": [1.0, 1.0],
    }
    return network.Ensemble(members, meta)


def test_disagreement_of_members_widens_the_error():
    rng = np.random.default_rng(2)
    one = weights_of(rng)
    other = {**one, "dense2.bias": one["dense2.bias"] + np.array([1, 1, 0, 0], np.float32)}
    inputs = inputs_of(rng, 3)
    predictions = []
    for ensemble in (ensemble_of(one), ensemble_of(one, other)):
        codes = ensemble.encode(*inputs)
        predictions.append(ensemble.compare(codes, codes[:1]))
    alone, pooled = predictions
    np.testing.assert_allclose(pooled.pelvic_tilt_deg - alone.pelvic_tilt_deg, 5.0, atol=1e-3)
    np.testing.assert_allclose(
        pooled.flexion_sd_deg**2 - alone.flexion_sd_deg**2, 0.25 * 5.0**2, rtol=1e-3
    )


def test_middle_of_equal_frames_is_that_frame():
    rng = np.random.default_rng(5)
    ensemble = ensemble_of(weights_of(rng))
    patches, joints = inputs_of(rng, 1)
    codes = ensemble.encode(np.repeat(patches, 4, axis=0), np.repeat(joints, 4, axis=0))
    assert len(codes) == 4
    assert len(codes.middle()) == 1
    np.testing.assert_allclose(codes.middle().picture[:, 0], codes.picture[:, 2], rtol=1e-5)
    np.testing.assert_allclose(codes.middle().joints[0], joints[0])


def test_written_ensemble_is_read_back():
    rng = np.random.default_rng(3)
    members = [weights_of(rng), weights_of(rng)]
    stream = io.BytesIO()
    meta = {"members": 2, "target_scale_deg": [10.0, 5.0]}
    arrays = {f"{m}.{k}": v for m, w in enumerate(members) for k, v in w.items()}
    np.savez(stream, meta=np.array(json.dumps(meta)), **arrays)
    read = network.read_ensemble(stream.getvalue())
    assert read.meta == meta
    for stored, made in zip(read.members, members, strict=True):
        assert stored.keys() == made.keys()
        np.testing.assert_array_equal(stored["conv0.weight"], made["conv0.weight"])


def test_shipped_ensemble_says_how_it_was_trained():
    ensemble = network.load_ensemble()
    assert len(ensemble.members) == ensemble.meta["members"]
    assert ensemble.meta["train_bodies"] > 500
    assert {"tilt_free", "flexion_free"} <= ensemble.meta["val_rmse_deg"].keys()


@pytest.mark.parametrize("count", [0, 1])
def test_few_frames_are_no_problem(count):
    patches, joints = inputs_of(np.random.default_rng(4), 2)
    ensemble = network.load_ensemble()
    standing = ensemble.encode(patches[:1], joints[:1])
    codes = ensemble.encode(patches[:count], joints[:count])
    assert ensemble.compare(codes, standing).pelvic_tilt_deg.shape == (count,)
