"""A model as bytes, and back: what the nightly run keeps for the updates of the day."""

import io
import json
from dataclasses import fields
from typing import Any

import numpy as np

from feedback.domain.readiness_model.facets import Facet
from feedback.domain.readiness_model.parameters import VERSION, Parameters
from feedback.domain.readiness_model.passing import Link
from feedback.domain.readiness_model.scores import Scale
from feedback.domain.readiness_model.standings import Model

PARTS = {
    "scale": Scale,
    "parameters": Parameters,
    "link": Link,
    "severity": Facet,
    "difficulty": Facet,
}


def model_to_bytes(model: Model) -> bytes:
    """Compressed arrays with a heading in JSON; about 20 bytes for each interviewer."""
    arrays: dict[str, np.ndarray] = {}
    heading: dict[str, Any] = {}
    _put(model, "", arrays, heading)
    for name in PARTS:
        _put(getattr(model, name), f"{name}.", arrays, heading)
    packed = np.frombuffer(json.dumps(heading).encode(), np.uint8)
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, heading=packed, **arrays)
    return file.getvalue()


def _put(part: object, prefix: str, arrays: dict[str, np.ndarray], heading: dict[str, Any]) -> None:
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, np.ndarray):
            arrays[prefix + field.name] = value
        elif prefix + field.name not in PARTS:
            heading[prefix + field.name] = value if isinstance(value, str | tuple) else float(value)


def model_from_bytes(data: bytes) -> Model:
    """ValueError if they were written by another version of the model."""
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        values: dict[str, Any] = {name: file[name] for name in file.files}
    values |= json.loads(values.pop("heading").tobytes())
    if not values["version"].startswith(f"{VERSION} "):
        raise ValueError(f"{values['version']}: not of {VERSION}")
    values = {name: tuple(one) if isinstance(one, list) else one for name, one in values.items()}
    parts = {}
    for name, kind in PARTS.items():
        own = {field.name: values.pop(f"{name}.{field.name}") for field in fields(kind)}
        parts[name] = kind(**own)
    return Model(**values, **parts)
