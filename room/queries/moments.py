"""The private notes of an interviewer, beside the room's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feedback.domain.moments import Note
from feedback.queries.moments import notes_on
from interviews.models import Criterion, Leg, Session
from room.models import Release
from room.permissions import is_interviewer


@dataclass(frozen=True)
class Notebook:
    """What one person may note with, and has noted. `criteria` are slugs and names."""

    criteria: Sequence[tuple[str, str]]
    notes: Sequence[tuple[Note, str]]  # with the criterion's name, or an empty string


def leg_interviewed_by(user: User, session: Session) -> Leg | None:
    """The one leg in which `user` asks; None for whoever is only asked."""
    return next((leg for leg in session.legs.all() if is_interviewer(user, leg)), None)


def began_at(leg: Leg) -> datetime | None:
    """When the leg's clock began: with that its candidate was given the brief."""
    return (
        Release.objects.filter(leg=leg, item=Release.Item.BRIEF)
        .values_list("at", flat=True)
        .first()
    )


def notebook_of(session: Session, *, user: User) -> Notebook | None:
    """The notebook of `user`; None for whoever interviews nobody in the session."""
    leg = leg_interviewed_by(user, session)
    if leg is None:
        return None
    rubric = Criterion.objects.filter(rubric_version=leg.rubric_version_id).order_by("position")
    criteria = list(rubric.values_list("slug", "name"))
    names = dict(criteria)
    notes = [(note, names.get(note.criterion, "")) for note in notes_on(leg, author=user)]
    return Notebook(criteria=criteria, notes=notes)
