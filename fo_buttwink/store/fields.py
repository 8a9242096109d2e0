"""The one home of every field name that this project writes into a dataset.

A run is stored under a *key* (default ``buttwink``). It owns

==============================  ==========================================================
``<key>``                       embedded document: the summary of the video
``<key>_reps``                  temporal detections, one per repetition, with attributes
``<key>_reviews``               temporal detections, one per review; an analysis leaves it alone
``<key>_landmarks``             all pose landmarks of the video in one vector
``frames.<key>_<curve>``        one number per frame and curve
``frames.<key>_pose``           keypoints that the App can draw, only on request
==============================  ==========================================================

Beside the runs stands ``squat_hand``: what people measured by hand. It belongs to no run.

The summary is an embedded document rather than a dozen flat fields because the App then
shows it as one collapsible group named after the key, without this project touching the
dataset's own sidebar layout; its members filter, sort and index like any other field. The
landmarks stay out of it: FiftyOne's annotation schemas fail on a vector inside a document.

Nothing here imports FiftyOne, so exporters and tests can use the names for free.
"""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, fields

from ..domain.curves import CURVES as ROWS_OF_CURVES
from ..domain.curves import FrameSeries
from ..domain.measures import MEASURES, ROWS
from ..errors import KeyNameError

DEFAULT_KEY = "buttwink"
MAX_KEY_LENGTH = 40
_KEY_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Attribute:
    """One declared member of a document: its name, kind and what the App says about it."""

    name: str
    kind: str
    """``str``, ``int``, ``float``, ``bool``, ``datetime`` or ``words`` (a list of ``str``)."""
    description: str
    indexed: bool = False
    """Whether the App filters by it so often that a database index pays."""


SUMMARY = (
    Attribute(
        "status",
        "str",
        "ok, failed (the video could not be read), or why nothing could be measured",
        True,
    ),
    Attribute("message", "str", "The reason behind the status, in words"),
    Attribute(
        "code",
        "str",
        "Stable code of why nothing was measured, as docs/errors.md lists them; empty where "
        "something was",
    ),
    Attribute("remedy", "str", "What to do where nothing was measured; empty where something was"),
    Attribute("num_reps", "int", "Squat repetitions found", True),
    Attribute("num_flagged", "int", "Repetitions whose severity reaches the flagging cut-off"),
    Attribute(
        "num_not_measurable",
        "int",
        "Repetitions that carry a reason for abstaining instead of a grade",
    ),
    Attribute("worst_severity", "int", "Highest severity of the video's repetitions, 0 to 3", True),
    Attribute(
        "worst_wink_deg",
        "float",
        f"Largest wink of the video's repetitions. {MEASURES['wink_deg'].description}",
    ),
    Attribute(
        "earliest_onset_pct", "float", "Earliest onset of the video's repetitions [% of descent]"
    ),
    Attribute(
        "median_wink_deg",
        "float",
        "Median wink of the video's graded repetitions, as measured: one value for the set [deg]",
        True,
    ),
    Attribute("median_wink_deg_low", "float", "Lower end of the interval of median_wink_deg [deg]"),
    Attribute(
        "median_wink_deg_high", "float", "Upper end of the interval of median_wink_deg [deg]"
    ),
    Attribute(
        "median_grade", "str", "Grade of median_wink_deg: none, subtle, moderate or marked", True
    ),
    Attribute(
        "median_onset_pct",
        "float",
        "Median onset; empty where fewer than half of the repetitions state one [% of descent]",
    ),
    Attribute(
        "labels",
        "words",
        "Label of each repetition in turn: the reviewer's where there is one, else the machine's; "
        "rejected where a reviewer only rejected the machine's",
    ),
    Attribute("view_side", "str", "Body side that faces the camera: left or right"),
    Attribute("view_yaw_deg", "float", "Camera yaw away from a true side view [deg, 0 to 90]"),
    Attribute(
        "view_quality",
        "float",
        "How far the picture can be trusted for a sagittal measurement, 0 to 1",
    ),
    Attribute("fps", "float", "Average frame rate as decoded [1/s]"),
    Attribute("total_frames", "int", "Frames that could be decoded"),
    Attribute(
        "frames_inferred",
        "int",
        "Frames that the pose model looked at; those between are interpolated",
    ),
    Attribute("width", "int", "Width of the picture as it is displayed [px]"),
    Attribute("height", "int", "Height of the picture as it is displayed [px]"),
    Attribute("codec", "str", "Codec of the video stream, such as h264 or hevc", True),
    Attribute(
        "variable_frame_rate",
        "bool",
        "Frames do not follow each other evenly, so a frame's time is not its number over fps",
    ),
    Attribute(
        "start_s", "float", "When players show the first frame, which is at 0 by our times [s]"
    ),
    Attribute(
        "slow_motion",
        "float",
        "How many times slower the video is played than it was recorded; seconds are real time",
    ),
    Attribute("pixel_format", "str", "How the pixels are stored, such as yuv420p"),
    Attribute("transfer", "str", "How brightness is stored: bt709, or of HDR smpte2084 and such"),
    Attribute("analysed_at", "datetime", "When this video was analyzed (UTC)"),
    Attribute("schema", "int", "Definition of the label under which this video was judged"),
    Attribute("results", "int", "Number of the results: another one may measure other values"),
    Attribute("program_version", "str", "Version of fo-buttwink that measured this video"),
    Attribute("model", "str", "Pose model that looked at this video"),
    Attribute("model_sha256", "str", "SHA-256 of the pose model's file"),
)

LANDMARKS_DESCRIPTION = (
    "Pose landmarks of all frames, flattened from (frames, 33, 4): x and z in image widths, "
    "y in image heights, visibility 0 to 1; NaN where the lifter was not found"
)


REP_ATTRIBUTES = tuple(
    Attribute(row.name, row.kind, row.description, row.indexed) for row in ROWS if row.own
)
"""Beside ``label``, ``support`` and ``confidence``, which every temporal detection has."""

REVIEW_MIRRORS = (
    Attribute(
        "review_state",
        "str",
        "unreviewed, confirmed, corrected, rejected, not_a_squat or not_measurable",
        True,
    ),
    Attribute(
        "effective_label",
        "str",
        "The reviewer's label where there is one, else the machine's; empty if rejected",
        True,
    ),
    Attribute("effective_severity", "int", "Severity that follows from the effective label"),
    Attribute(
        "effective_onset_pct",
        "float",
        "The reviewer's onset where there is one, else the machine's [% of descent]",
    ),
    Attribute("reviewer", "str", "Who reviewed the repetition last"),
    Attribute("review_note", "str", "What the reviewer remarked"),
    Attribute(
        "review_outdated",
        "bool",
        "The machine's label has changed since it was reviewed: look again",
    ),
    Attribute("review_revision", "int", "Rises with every change of a review; 0 if there is none"),
    Attribute("machine_label", "str", "The label as the analysis wrote it"),
    Attribute("machine_first", "int", "First frame as the analysis wrote it, counted from 1"),
    Attribute("machine_last", "int", "Last frame as the analysis wrote it, counted from 1"),
)
"""Copies on the repetitions of what ``<key>_reviews`` holds, so that the sidebar can filter
by them; written anew from there after each analysis."""

RESERVED_REVIEW_ATTRIBUTES = tuple(a.name for a in REVIEW_MIRRORS)
"""Attributes of a repetition that no measurement may be named after."""

REVIEW_ATTRIBUTES = (
    Attribute("verdict", "str", "confirmed, corrected, rejected, not_a_squat or not_measurable"),
    Attribute("review_label", "str", "The label that the reviewer stands for; empty if rejected"),
    Attribute("onset_pct", "float", "The onset that the reviewer stands for [% of descent]"),
    Attribute("first", "int", "Corrected first frame, counted from 1; empty if not corrected"),
    Attribute("bottom", "int", "Corrected frame of the deepest point; empty if not corrected"),
    Attribute("last", "int", "Corrected last frame; empty if not corrected"),
    Attribute("reviewer", "str", "Who reviewed"),
    Attribute("reviewed_at", "datetime", "When (UTC)"),
    Attribute("note", "str", "What the reviewer remarked"),
    Attribute("source", "str", "Where the review was made: app, sdk, annotate, csv, label_studio"),
    Attribute("run_key", "str", "Key of the run that was reviewed"),
    Attribute("rep_id", "str", "The repetition that this belongs to; empty if no longer found"),
    Attribute("revision", "int", "Rises with every change of a review in this video"),
    Attribute("outdated", "bool", "The machine says something else now than the reviewer saw"),
    Attribute("seen_label", "str", "The machine's label when it was reviewed"),
    Attribute("seen_onset_pct", "float", "The machine's onset when it was reviewed"),
    Attribute("seen_first", "int", "The machine's first frame when it was reviewed"),
    Attribute("seen_bottom", "int", "The machine's deepest frame when it was reviewed"),
    Attribute("seen_last", "int", "The machine's last frame when it was reviewed"),
    Attribute("history", "str", "Earlier reviews of the repetition, as JSON"),
    Attribute("schema", "int", "Version of this layout"),
)
"""Members of a review; its label and support are the effective ones."""

HAND = "squat_hand"
"""Sample field of what people measured by hand; no run owns, empties or deletes it."""
HAND_DESCRIPTION = (
    "Repetitions measured by hand, one label for each pass of each person; label: who measured"
)
HAND_ATTRIBUTES = (
    Attribute("pass_number", "int", "1 for a person's first time over a repetition, 2 for the 2nd"),
    Attribute("measured_at", "datetime", "When it was stored (UTC)"),
    Attribute("quality", "str", "good, fair, poor, or hidden: how well the lines could be seen"),
    Attribute("pelvic_reversal_deg", "float", "Turning back of the pelvis, by hand [deg]"),
    Attribute("lumbar_rise_deg", "float", "Rise of lumbar flexion meanwhile, by hand [deg]"),
    Attribute("wink_deg", "float", "Wink by hand: the smaller of both, at least 0 [deg]"),
    Attribute("onset_pct", "float", "Onset by hand, between two stills [% of descent]"),
    Attribute("onset_pct_low", "float", "Depth of the still before the onset [% of descent]"),
    Attribute("onset_pct_high", "float", "Depth of the still after the onset [% of descent]"),
    Attribute("note", "str", "What the person remarked"),
    Attribute("run_key", "str", "Key of the run whose repetition was looked at, if there was one"),
    Attribute("source", "str", "app, sdk or import"),
    Attribute("measure", "str", "Frames, lines and all the rest, as JSON"),
    Attribute("schema", "int", "Version of this layout"),
)
"""Members of a measure by hand; all of them follow from ``measure``."""

PROXY = "squat_proxy_path"
"""Sample field with the copy of a video that the App shows; no run owns it."""
PROXY_DESCRIPTION = "Copy of the video that every browser plays, with the same frames and times"

LABEL_DESCRIPTION = "none, subtle, moderate or marked butt wink, or why it cannot be judged"

CURVES = tuple(f.name for f in fields(FrameSeries))
"""Every series of :class:`~fo_buttwink.domain.curves.FrameSeries` is a frame field."""

CURVE_DESCRIPTIONS = {name: curve.about for name, curve in ROWS_OF_CURVES.items()} | {
    "visible": "The frame could be measured"
}


@dataclass(frozen=True)
class RunFields:
    """The names that one run uses.

    Parameters
    ----------
    key
        Run key, see :func:`validate_key`.
    """

    key: str

    @property
    def summary(self) -> str:
        """Sample field that holds the summary document."""
        return self.key

    @property
    def reps(self) -> str:
        """Sample field that holds the repetitions."""
        return f"{self.key}_reps"

    @property
    def reviews(self) -> str:
        """Sample field that holds people's reviews; emptied only with the whole run."""
        return f"{self.key}_reviews"

    @property
    def pose(self) -> str:
        """Frame field of the drawable keypoints, without ``frames.``."""
        return f"{self.key}_pose"

    @property
    def landmarks(self) -> str:
        """Sample field that holds the flattened landmark array."""
        return f"{self.key}_landmarks"

    @property
    def status(self) -> str:
        """Path of the status; a sample is analysed when it is set."""
        return self.of_summary("status")

    @property
    def plot(self) -> str:
        """Brain key of the plot of the repetitions' curves."""
        return f"{self.key}_curves"

    @property
    def similarity(self) -> str:
        """Brain key of the index that sorts repetitions by similar curves."""
        return f"{self.key}_similar"

    def of_summary(self, name: str) -> str:
        """Path of one member of the summary."""
        return f"{self.summary}.{name}"

    def of_rep(self, name: str) -> str:
        """Path of one attribute of the repetitions."""
        return f"{self.reps}.detections.{name}"

    def of_clip(self, name: str) -> str:
        """Path of one attribute of the repetition in a view of clips, where each has only one."""
        return f"{self.reps}.{name}"

    def of_review(self, name: str) -> str:
        """Path of one attribute of the reviews."""
        return f"{self.reviews}.detections.{name}"

    def curve(self, name: str) -> str:
        """Frame field of one curve, without ``frames.``."""
        return f"{self.key}_{name}"

    def curve_path(self, name: str) -> str:
        """Frame field of one curve as views address it."""
        return f"frames.{self.curve(name)}"

    @property
    def sample_fields(self) -> tuple[str, ...]:
        """Top-level sample fields that an analysis writes, and empties before it does."""
        return (self.summary, self.reps, self.landmarks)

    def frame_fields(self, *, skeleton: bool = False) -> tuple[str, ...]:
        """Frame fields of the run, without ``frames.``."""
        curves = tuple(self.curve(name) for name in CURVES)
        return (*curves, self.pose) if skeleton else curves


def validate_key(key: str) -> RunFields:
    """Check a run key and give the field names that follow from it.

    Raises
    ------
    KeyNameError
        If the key cannot be the prefix of field names.
    """
    problem = None
    if not isinstance(key, str) or not key:
        problem = "it is empty"
    elif len(key) > MAX_KEY_LENGTH:
        problem = f"it has {len(key)} characters, at most {MAX_KEY_LENGTH} are allowed"
    elif not _KEY_PATTERN.fullmatch(key) or keyword.iskeyword(key):
        problem = "expected a letter followed by letters, digits or underscores"
    if problem:
        raise KeyNameError(f"run key {key!r} cannot be used: {problem}; for example 'buttwink_v2'")
    return RunFields(key)
