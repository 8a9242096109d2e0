"""Declare, check and remove the fields of a run."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path

import fiftyone as fo
import fiftyone.core.frame as fof
from fiftyone.core.odm.utils import create_field

from ..domain.landmarks import SKELETON_EDGES, SKELETON_LABELS
from ..domain.observations import VideoInfo
from ..errors import FieldClashError
from . import fields as names
from .groups import ungrouped

_KINDS: dict[str, type[fo.Field]] = {
    "str": fo.StringField,
    "int": fo.IntField,
    "float": fo.FloatField,
    "bool": fo.BooleanField,
    "datetime": fo.DateTimeField,
}

_FRAMES = "frames."


def check_clash(
    dataset: fo.Dataset, run: names.RunFields, owned: set[str], *, skeleton: bool
) -> None:
    """Refuse to write into fields that this run does not own.

    Parameters
    ----------
    owned
        What the manifest of an earlier run under the same key lists; frame fields as
        ``frames.<name>``.

    Raises
    ------
    FieldClashError
        If a needed field exists and is not owned.
    """
    wanted = {*run.sample_fields, run.reviews}
    wanted |= {f"frames.{name}" for name in run.frame_fields(skeleton=skeleton)}
    existing = set(dataset.get_field_schema())
    existing |= {f"frames.{name}" for name in (dataset.get_frame_field_schema() or {})}
    foreign = sorted((wanted & existing) - owned)
    if skeleton and run.pose in dataset.skeletons and f"frames.{run.pose}" not in owned:
        foreign.append(f"skeleton {run.pose}")
    if foreign:
        raise FieldClashError(
            f"dataset {dataset.name!r} already has {', '.join(foreign)}, which no fo_buttwink run "
            f"with key {run.key!r} made",
            remedy="choose another key, or rename the existing field",
        )


def declare(dataset: fo.Dataset, run: names.RunFields, *, skeleton: bool) -> list[str]:
    """Add the missing fields of a run, with types and descriptions.

    Declared attributes are what makes them appear as filters in the App, also while they
    are still empty.

    Returns
    -------
    list of str
        All fields of the run; frame fields as ``frames.<name>``.
    """
    fields = {
        run.summary: _document(
            run.summary,
            fo.DynamicEmbeddedDocument,
            "Summary of the squat analysis of this video",
            [_field(attribute) for attribute in names.SUMMARY],
        ),
        run.reps: _labels(
            run.reps,
            f"Squat repetitions; label: {names.LABEL_DESCRIPTION}",
            (*names.REP_ATTRIBUTES, *names.REVIEW_MIRRORS),
        ),
    }
    if run.landmarks not in dataset.get_field_schema():
        # A VectorField and not an ArrayField: the App leaves vectors out of grid pages, but
        # would fetch every array from the database for every tile.
        fields[run.landmarks] = create_field(
            run.landmarks, fo.VectorField, description=names.LANDMARKS_DESCRIPTION
        )
    fields[run.reviews] = _reviews(run)
    # All in one call: for each, FiftyOne loads the dataset anew, some 50 ms every time.
    dataset._merge_sample_field_schema(fields)
    _declare_frames(dataset, run, skeleton=skeleton)
    _declare_indexes(dataset, run)
    return [
        *run.sample_fields,
        run.reviews,
        *(f"frames.{name}" for name in run.frame_fields(skeleton=skeleton)),
    ]


def declare_reviews(dataset: fo.Dataset, run: names.RunFields) -> None:
    """Add the field of people's reviews, and their copies on the repetitions."""
    dataset._merge_sample_field_schema(
        {run.reviews: _reviews(run), run.reps: _labels(run.reps, None, names.REVIEW_MIRRORS)}
    )


def declare_hand(dataset: fo.Dataset) -> None:
    """Add the field of what people measured by hand, if it is not there.

    Raises
    ------
    FieldClashError
        If a field of that name exists and is somebody else's.
    """
    if names.HAND not in dataset.get_field_schema():
        dataset.reload()  # another process may have added it meanwhile
    check_hand(dataset)
    if names.HAND in dataset.get_field_schema():
        return
    revision = _field(names.Attribute("revision", "int", "Counts changes of the measures"))
    dataset._merge_sample_field_schema(
        {
            names.HAND: _labels(
                names.HAND, names.HAND_DESCRIPTION, names.HAND_ATTRIBUTES, extra=[revision]
            )
        }
    )


def check_hand(dataset: fo.Dataset) -> None:
    """Refuse to measure by hand into a field that is somebody else's.

    Raises
    ------
    FieldClashError
        If there is one of that name.
    """
    flat = dataset.get_field_schema(flat=True)
    ours = (f"{names.HAND}.revision", f"{names.HAND}.detections.measure")
    if names.HAND in flat and not all(path in flat for path in ours):
        raise FieldClashError(
            f"dataset {dataset.name!r} already has a field {names.HAND}, which is not what "
            "fo_buttwink keeps measures by hand in",
            remedy=f"rename it: dataset.rename_sample_field({names.HAND!r}, 'another_name')",
        )


def drop(dataset: fo.Dataset, run: names.RunFields, manifest: list[str]) -> None:
    """Remove every field of a run and all that hangs on them.

    Indexes go with their fields. Frame documents that hold nothing but their number are
    removed once no frame field of anybody is left, which is the state before the first run.
    """
    samples = [name for name in manifest if not name.startswith(_FRAMES)]
    frames = [name.removeprefix(_FRAMES) for name in manifest if name.startswith(_FRAMES)]
    _drop_label_schemas(dataset, manifest)
    schema = dataset.get_field_schema()
    dataset.delete_sample_fields([name for name in samples if name in schema])
    frame_schema = dataset.get_frame_field_schema() or {}
    present = [name for name in frames if name in frame_schema]
    if present:
        dataset.delete_frame_fields(present)
        if not set(dataset.get_frame_field_schema()) - set(fof.get_default_frame_fields()):
            ungrouped(dataset).clear_frames()
    if run.pose in frames and run.pose in dataset.skeletons:
        del dataset.skeletons[run.pose]
        dataset.save()


def video_metadata(info: VideoInfo) -> fo.VideoMetadata:
    """Return what FiftyOne wants to know about a video file, from our own decoder."""
    path = Path(info.path)
    return fo.VideoMetadata(
        size_bytes=path.stat().st_size if path.is_file() else None,
        mime_type=mimetypes.guess_type(path.name)[0] or "video/mp4",
        frame_width=info.width,
        frame_height=info.height,
        frame_rate=info.fps,
        total_frame_count=info.total_frames,
        duration=info.duration_s,
        encoding_str=info.codec or None,
    )


def _field(attribute: names.Attribute) -> fo.Field:
    options = {"description": attribute.description, "db_field": attribute.name}
    if attribute.kind == "words":
        field = fo.ListField(fo.StringField(), **options)
    else:
        field = _KINDS[attribute.kind](**options)
    field.name = attribute.name
    return field


def _reviews(run: names.RunFields) -> fo.Field:
    """Return the field of people's reviews."""
    own = (
        names.Attribute("revision", "int", "Counts changes of the reviews"),
        names.Attribute("counted", "str", "Edits of the Annotate tab that are reviews already"),
    )
    return _labels(
        run.reviews,
        "People's reviews of the repetitions; label: what holds now",
        names.REVIEW_ATTRIBUTES,
        extra=[_field(attribute) for attribute in own],
    )


def _labels(
    path: str,
    description: str | None,
    attributes: Sequence[names.Attribute],
    extra: Sequence[fo.Field] = (),
) -> fo.Field:
    """Temporal detections with declared attributes; merged, those that are missing are added."""
    detections = fo.ListField(
        field=fo.EmbeddedDocumentField(
            fo.TemporalDetection, fields=[_field(a) for a in attributes]
        ),
        db_field="detections",
    )
    detections.name = "detections"
    return _document(path, fo.TemporalDetections, description, [detections, *extra])


def _document(path: str, kind: type, description: str | None, members: list[fo.Field]) -> fo.Field:
    return create_field(
        path,
        fo.EmbeddedDocumentField,
        embedded_doc_type=kind,
        fields=members,
        description=description,
    )


def _declare_frames(dataset: fo.Dataset, run: names.RunFields, *, skeleton: bool) -> None:
    present = dataset.get_frame_field_schema() or {}
    fields = {}
    for curve in names.CURVES:
        if run.curve(curve) not in present:
            kind = fo.BooleanField if curve == "visible" else fo.FloatField
            text = names.CURVE_DESCRIPTIONS[curve]
            fields[run.curve(curve)] = create_field(run.curve(curve), kind, description=text)
    if skeleton and run.pose not in present:
        text = "Pose landmarks of the lifter, for drawing"
        fields[run.pose] = _document(run.pose, fo.Keypoints, text, [])
    if fields:
        dataset._merge_frame_field_schema(fields)
    if skeleton and run.pose not in dataset.skeletons:
        dataset.skeletons[run.pose] = fo.KeypointSkeleton(
            labels=list(SKELETON_LABELS), edges=[list(edge) for edge in SKELETON_EDGES]
        )
        dataset.save()


def _declare_indexes(dataset: fo.Dataset, run: names.RunFields) -> None:
    paths = [run.of_summary(a.name) for a in names.SUMMARY if a.indexed]
    paths += [run.of_rep(a.name) for a in names.REP_ATTRIBUTES if a.indexed]
    paths += [run.of_rep(a.name) for a in names.REVIEW_MIRRORS if a.indexed]
    # A review names its repetition by id alone.
    paths += [run.of_rep("label"), run.of_rep("id")]
    present = set(dataset.list_indexes())
    for path in paths:
        if path not in present:
            dataset.create_index(path)


def _drop_label_schemas(dataset: fo.Dataset, manifest: list[str]) -> None:
    stale = [
        path
        for path in dataset.label_schemas
        if any(path == name or path.startswith(f"{name}.") for name in manifest)
    ]
    if stale:
        dataset.delete_label_schemas(stale)
