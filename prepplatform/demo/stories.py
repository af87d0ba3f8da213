"""The candidate's story bank: most of it good, one story vague, one unfinished."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from accounts.models import User
from practice.actions.checklist import tick_line
from practice.actions.stories import begin_story
from practice.actions.tellings import note_told
from practice.domain.drafts import Draft
from practice.domain.specificity import Parts
from practice.models import Story
from practice.queries.rounds import rounds_to_tell_of
from practice.queries.values import target_values

SCRIPT = Path(__file__).parent / "stories.yaml"


def make_stories(candidate: User, *, now: datetime) -> None:
    """Write them over the last weeks, and note what was told in the rounds held."""
    rows: list[dict[str, Any]] = yaml.safe_load(SCRIPT.read_text(encoding="utf-8"))
    _, values = target_values(candidate)
    ids = {value.slug: value.pk for value in values}
    told: list[Story] = []
    for ago, row in enumerate(reversed(rows), start=1):
        story = begin_story(
            _draft(row, ids=ids), public_id=uuid4(), by=candidate, now=now - timedelta(days=3 * ago)
        )
        told += [story] if row.get("told") else []
    for leg, story in zip(rounds_to_tell_of(candidate), told, strict=False):
        note_told(leg, stories=[story], by=candidate, now=leg.session.ends_at)
    tick_line("culture", is_done=True, by=candidate, now=now - timedelta(days=2))


def _draft(row: dict[str, Any], *, ids: dict[str, int]) -> Draft:
    parts = Parts(row["situation"], row["task"], row["action"], row["result"])
    values = tuple(ids[slug] for slug in row["values"])
    return Draft(row["title"], parts, values, row.get("is_decision", False))
