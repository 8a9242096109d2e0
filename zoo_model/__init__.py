"""Our pose stage for FiftyOne's model zoo.

``fiftyone.zoo.register_zoo_model_source("https://github.com/<owner>/<repository>")``, then
``model = fiftyone.zoo.load_zoo_model("fo-buttwink/squat-pose")`` and
``dataset.apply_model(model, "pose")``. FiftyOne copies this folder alone, so the package
``fo_buttwink`` has to be installed.
"""

import json
from pathlib import Path


def download_model(model_name, model_path):
    """Have the pose model on this machine, and note which one it is.

    Parameters
    ----------
    model_name : str
        ``fo-buttwink/squat-pose``.
    model_path : str
        The note to write: FiftyOne takes the model for downloaded once it is there.
    """
    from fo_buttwink.pose.registry import pose_model

    found = pose_model("full").resolve()
    Path(model_path).write_text(
        json.dumps({"pose_model": "full", "sha256": found.sha256}) + "\n", encoding="utf-8"
    )


def load_model(model_name, model_path, pose_model=None, every_frame=False, cache=True):
    """Return the model.

    Parameters
    ----------
    model_name : str
        ``fo-buttwink/squat-pose``.
    model_path : str
        The note that :func:`download_model` wrote.
    pose_model : str, optional
        ``lite``, ``full`` or ``heavy``; that of the note by default.
    every_frame : bool, optional
        Infer every frame, and not as many as an analysis of squats needs.
    cache : bool, optional
        Keep what was seen, and use what an analysis saw.

    Returns
    -------
    fiftyone.core.models.Model
    """
    from fo_buttwink.runs.pose_model import SquatPose, SquatPoseConfig

    if pose_model is None:
        pose_model = json.loads(Path(model_path).read_text(encoding="utf-8"))["pose_model"]
    return SquatPose(
        SquatPoseConfig({"pose_model": pose_model, "every_frame": every_frame, "cache": cache})
    )


def resolve_input(model_name, ctx):
    """Build the form of the model in the App.

    Parameters
    ----------
    model_name : str
        ``fo-buttwink/squat-pose``.
    ctx : fiftyone.operators.ExecutionContext

    Returns
    -------
    fiftyone.operators.types.Property
    """
    from fiftyone.operators import types

    inputs = types.Object()
    inputs.enum(
        "pose_model", ["lite", "full", "heavy"], default="full", label="Pose model", required=False
    )
    inputs.bool(
        "every_frame",
        default=False,
        label="Infer every frame",
        description="By default as many as an analysis of squats needs; between them it is linear",
    )
    return types.Property(inputs)
