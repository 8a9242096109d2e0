"""Turn the bare TFLite networks of an older mediapipe wheel into a ``.task`` bundle.

The networks are the ones that the official bundle holds, but in the wheel they carry no
normalisation metadata, without which ``PoseLandmarker`` refuses them. mediapipe's own
metadata writer cannot be imported from the 1.2 wheel, so the few tables are written here
with the flatbuffers schema classes that the wheel does contain.

mediapipe is imported inside the functions: it takes a second, and this module is reachable
from code that must start fast.
"""

from __future__ import annotations

import io
import struct
import zipfile
from dataclasses import dataclass
from typing import Any

_METADATA_NAME = b"TFLITE_METADATA"
_METADATA_IDENTIFIER = b"M001"
_MODEL_IDENTIFIER = b"TFL3"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_ALIGNMENT = 16
_LOCAL_HEADER_BYTES = 30
_PADDING_FIELD = 0xD935  # the extra-field id that Android's zipalign uses

DETECTOR_MEMBER = "pose_detector.tflite"
LANDMARKS_MEMBER = "pose_landmarks_detector.tflite"


@dataclass(frozen=True)
class Normalisation:
    """``(pixel - mean) / std`` brings 8-bit pixels into the range a network was trained on."""

    mean: float
    std: float


DETECTOR_NORMALISATION = Normalisation(127.5, 127.5)
"""The detector was trained on [-1, 1]."""
LANDMARKS_NORMALISATION = Normalisation(0.0, 255.0)
"""The landmark network was trained on [0, 1]."""


def build_task(detector: bytes, landmarks: bytes) -> bytes:
    """Pack two bare networks into a ``.task`` file.

    Parameters
    ----------
    detector
        Content of ``pose_detection.tflite``.
    landmarks
        Content of ``pose_landmark_<variant>.tflite``.

    Returns
    -------
    bytes
        The bundle. The same input and the same versions of mediapipe and flatbuffers give
        the same bytes.
    """
    return pack_task(
        add_input_metadata(detector, DETECTOR_NORMALISATION),
        add_input_metadata(landmarks, LANDMARKS_NORMALISATION),
    )


def pack_task(detector: bytes, landmarks: bytes) -> bytes:
    """Zip two networks the way mediapipe wants them.

    Stored and aligned, because mediapipe reads the weights in place; where they are not
    aligned TFLite warns and copies each tensor.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as bundle:
        for name, data in ((DETECTOR_MEMBER, detector), (LANDMARKS_MEMBER, landmarks)):
            member = zipfile.ZipInfo(name, date_time=_ZIP_EPOCH)
            member.create_system = 3  # Unix everywhere, or the bytes depend on the platform
            member.external_attr = 0o644 << 16
            member.extra = _padding(out.tell() + _LOCAL_HEADER_BYTES + len(name))
            bundle.writestr(member, data)
    return out.getvalue()


def _padding(offset: int) -> bytes:
    """Return an extra field after which data that would begin at `offset` are aligned."""
    size = -(offset + 4) % _ALIGNMENT
    return struct.pack("<HH", _PADDING_FIELD, size) + bytes(size)


def add_input_metadata(model: bytes, norm: Normalisation) -> bytes:
    """Return `model` with metadata that describes its one RGB input image.

    Metadata that is already there is replaced.

    Raises
    ------
    ValueError
        If `model` is not a TFLite file.
    """
    if model[4:8] != _MODEL_IDENTIFIER:
        raise ValueError(f"not a TFLite file: expected identifier 'TFL3', got {model[4:8]!r}")
    import flatbuffers
    from mediapipe.tasks.metadata import schema_py_generated as schema

    net = schema.ModelT.InitFromPackedBuf(model, 0)
    buffer = schema.BufferT()
    buffer.data = list(_metadata(norm))
    entries = list(net.metadata or [])
    existing = next((e for e in entries if e.name == _METADATA_NAME), None)
    if existing is not None:
        net.buffers[existing.buffer] = buffer
    else:
        entry = schema.MetadataT()
        entry.name = _METADATA_NAME
        entry.buffer = len(net.buffers)
        net.buffers.append(buffer)
        net.metadata = [*entries, entry]

    builder = flatbuffers.Builder(len(model) + 4096)
    builder.Finish(net.Pack(builder), file_identifier=_MODEL_IDENTIFIER)
    return bytes(builder.Output())


def _metadata(norm: Normalisation) -> bytes:
    import flatbuffers
    from mediapipe.tasks.metadata import metadata_schema_py_generated as schema

    unit = schema.ProcessUnitT()
    unit.optionsType = schema.ProcessUnitOptions.NormalizationOptions
    unit.options = schema.NormalizationOptionsT()
    unit.options.mean = [norm.mean]
    unit.options.std = [norm.std]

    tensor: Any = schema.TensorMetadataT()
    tensor.name = "image"
    tensor.content = schema.ContentT()
    tensor.content.contentPropertiesType = schema.ContentProperties.ImageProperties
    tensor.content.contentProperties = schema.ImagePropertiesT()
    tensor.content.contentProperties.colorSpace = schema.ColorSpaceType.RGB
    tensor.processUnits = [unit]

    graph = schema.SubGraphMetadataT()
    graph.inputTensorMetadata = [tensor]
    root = schema.ModelMetadataT()
    root.minParserVersion = "1.0.0"
    root.subgraphMetadata = [graph]

    builder = flatbuffers.Builder(1024)
    builder.Finish(root.Pack(builder), file_identifier=_METADATA_IDENTIFIER)
    return bytes(builder.Output())
