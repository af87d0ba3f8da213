"""When feedback may be seen by the person it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

RELEASE_AFTER = timedelta(hours=48)
REMIND_AFTER_HOURS = (1, 12, 24)
BLOCKED_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Form:
    """A review of a session, as the rules see it: ids and what has happened to it."""

    id: int
    author: int
    subject: int
    is_submitted: bool
    is_released: bool = False


def people_done(forms: Iterable[Form]) -> set[int]:
    """The authors who have submitted every form that they owe."""
    forms = list(forms)
    return {form.author for form in forms} - {
        form.author for form in forms if not form.is_submitted
    }


def forms_to_release(forms: Iterable[Form], *, opened_at: datetime, now: datetime) -> set[int]:
    """Ids of the forms of one session that are to be released at `now` and were not before.

    Both people have submitted all they owe: everything. From 48 hours after opening on: to
    whoever has submitted all they owe, what has been submitted about them, their own self
    reviews included. Before that: nothing, so that nobody answers a rating with a rating.
    """
    forms = list(forms)
    if any(not form.is_submitted for form in forms) and now < opened_at + RELEASE_AFTER:
        return set()
    done = people_done(forms)
    return {
        form.id
        for form in forms
        if form.is_submitted and not form.is_released and form.subject in done
    }
