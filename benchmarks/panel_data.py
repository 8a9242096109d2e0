"""Datasets of made-up repetitions, as large as wanted, for the benchmarks of the panels."""

from __future__ import annotations

from typing import Any

REPS_PER_VIDEO = 8


def make_dataset(name: str, reps: int, landmarks_kb: int) -> Any:
    """A dataset with the fields of a real run and made-up repetitions."""
    import fiftyone as fo
    import numpy as np
    from bson import ObjectId
    from pymongo import UpdateOne

    from fo_buttwink.cli.demo import CLIPS
    from fo_buttwink.config import Config
    from fo_buttwink.store import schema
    from fo_buttwink.store.fields import RunFields
    from fo_buttwink.store.runs import RunInfo, Session, save_run, utc_now

    rng = np.random.default_rng(7)
    dataset = fo.Dataset(name, persistent=True)
    dataset.media_type = "video"
    clips = sorted(map(str, CLIPS.glob("*.mp4")))
    videos = reps // REPS_PER_VIDEO
    metadata = fo.VideoMetadata(frame_width=480, frame_height=600, frame_rate=25.0, duration=10.0)
    dataset.add_samples(
        [
            fo.Sample(
                filepath=clips[i % len(clips)], lifter=f"lifter {i % 300:03d}", metadata=metadata
            )
            for i in range(videos)
        ]
    )
    run = RunFields("buttwink")
    fields = schema.declare(dataset, run, skeleton=False)
    session = Session(started=utc_now(), state="complete", analysed=videos)
    save_run(dataset, RunInfo("buttwink", Config().to_dict(), fields, sessions=[session]))
    updates = []
    for sample_id in dataset.values("id"):
        labels = [made_up_rep(rng, number) for number in range(REPS_PER_VIDEO)]
        values: dict[str, Any] = {
            run.reps: {"_cls": "TemporalDetections", "detections": labels},
            run.summary: {"_cls": "DynamicEmbeddedDocument", "status": "ok", "fps": 25.0},
        }
        if landmarks_kb:
            values[run.landmarks] = rng.bytes(landmarks_kb * 1000)
        updates.append(UpdateOne({"_id": ObjectId(sample_id)}, {"$set": values}))
        if len(updates) == 500:
            dataset._sample_collection.bulk_write(updates, ordered=False)
            updates = []
    if updates:
        dataset._sample_collection.bulk_write(updates, ordered=False)
    dataset.reload()
    return dataset


def made_up_rep(rng: Any, number: int) -> dict[str, Any]:
    """One repetition as the store writes it; a fifth cannot be judged, a tenth is reviewed."""
    import numpy as np
    from bson import ObjectId

    from fo_buttwink.config import WinkConfig
    from fo_buttwink.domain.analysis import ABSTAIN_REASONS, GRADES

    config = WinkConfig()
    judged = rng.random() > 0.2
    wink = round(float(rng.gamma(1.5, 5.0)), 3) if judged else None
    grade = int(np.searchsorted(config.grade_cutoffs_deg, wink, side="right")) if judged else None
    label = str(rng.choice(ABSTAIN_REASONS)) if grade is None else GRADES[grade]
    onset = round(float(np.clip(rng.normal(80.0, 12.0), 5.0, 100.0)), 3) if grade else None
    timing = None
    if onset is not None:
        timing = "late" if onset >= config.late_pct else "mid"
        timing = "early" if onset < config.early_pct else timing
    # The wink is the smaller of both.
    more = float(rng.uniform(0.0, 8.0))
    larger = None if wink is None else round(wink + more, 3)
    back, rise = (wink, larger) if rng.random() < 0.5 else (larger, wink)
    first = 1 + 30 * number
    return {
        "_id": ObjectId(),
        "_cls": "TemporalDetection",
        "tags": [],
        "label": label,
        "support": [first, first + 28],
        "confidence": round(float(rng.random()), 3),
        "rep": number + 1,
        "bottom": first + 14,
        "turning": first + 9 if judged else None,
        "severity": grade,
        "flagged": bool(grade and grade >= 2),
        "pattern": "wink" if grade else "none",
        "wink_deg": wink,
        "wink_deg_low": wink and wink * 0.7,
        "wink_deg_high": wink and wink * 1.3,
        "pelvic_reversal_deg": back,
        "lumbar_rise_deg": rise,
        "lumbar_flexion_bottom_deg": None if rise is None else rise + 4.0,
        "onset_pct": onset,
        "onset_pct_low": onset and onset - 8,
        "onset_pct_high": onset and min(100.0, onset + 5),
        "onset_hip_flexion_deg": 92.0,
        "timing": timing,
        "depth_knee_flexion_deg": round(float(rng.normal(115.0, 12.0)), 3),
        "eccentric_s": 1.0,
        "pause_s": 0.1,
        "concentric_s": 0.9,
        "reason": _reason(back, rise, label),
        "load_kg": float(rng.integers(4, 40) * 5),
        "load_rel": None,
        "review_priority": False,
        "review_state": "confirmed" if rng.random() < 0.1 else "unreviewed",
        "effective_label": label,
        "effective_severity": grade,
        "effective_onset_pct": onset,
        "reviewer": None,
        "review_note": None,
        "review_outdated": False,
        "review_revision": 0,
        "machine_label": label,
        "machine_first": first,
        "machine_last": first + 28,
    }


def _reason(back: float | None, rise: float | None, label: str) -> str:
    """As long as a real one."""
    if back is None or rise is None:
        return f"made up: {label.replace('_', ' ')}, and something about what hides the lower back"
    return (
        f"made up: the pelvis turns back {back:.0f} deg while lumbar flexion rises {rise:.0f} deg; "
        f"the wink is the smaller of both, {min(back, rise):.0f} deg: {label}"
    )
