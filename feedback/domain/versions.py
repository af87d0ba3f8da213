"""When a submitted form may still be changed, and how its earlier wording is kept."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from feedback.domain.answers import Answers, Mark

EDITABLE_FOR = timedelta(days=14)  # after the release


def is_editable(*, perspective: str, released_at: datetime | None, now: datetime) -> bool:
    """Whether the author may change a submitted form.

    Before the release always: nobody has seen it. After it for EDITABLE_FOR, but a self-score no
    more: it was given before the other's was known, or it is worth nothing.
    """
    if released_at is None:
        return True
    return perspective != "self" and now < released_at + EDITABLE_FOR


def as_json(answers: Answers) -> dict[str, Any]:
    """`answers` in JSON's own types, for `from_json`."""
    return asdict(answers) | {
        "marks": {slug: asdict(mark) for slug, mark in answers.marks.items()},
        "beats": list(answers.beats),
        "takeaways": list(answers.takeaways),
    }


def from_json(data: Mapping[str, Any]) -> Answers:
    """What `as_json` was given; fields that came later are empty."""
    return Answers(
        **{
            **data,
            "marks": {slug: Mark(**mark) for slug, mark in data["marks"].items()},
            "beats": tuple(data["beats"]),
            "takeaways": tuple(data["takeaways"]),
        }
    )
