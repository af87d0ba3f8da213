"""Tick by hand what the site cannot know."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from practice.models import ChecklistTick
from practice.queries.checklist import checklist_of


class CannotTick(Exception):
    """Nothing was ticked; the message says why."""


@transaction.atomic
def tick_line(slug: str, *, is_done: bool, by: User, now: datetime) -> None:
    """Tick the line or take the tick back. The first tick's date stays with a second click."""
    line = next((line for line in checklist_of(by) if line.slug == slug), None)
    if line is None or not line.is_by_hand:
        raise CannotTick("This line is ticked by what is there, not by hand.")
    if is_done:
        ChecklistTick.objects.get_or_create(user=by, line=slug, defaults={"ticked_at": now})
    else:
        ChecklistTick.objects.filter(user=by, line=slug).delete()
