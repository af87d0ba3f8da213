"""The mails of this app. They say that something is there, never what it says.

The monthly note alone says more: the reader's own hours, and their own severity in words.
"""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from accounts.models import User
from accounts.queries.mail_choices import turn_off_link
from common.mail import compose
from feedback.domain.release import RELEASE_AFTER
from feedback.models import Review
from feedback.queries.monthly_note import MonthlyNote


def reminder_mail(
    user: User, *, owed: Sequence[Review], hours: int, key: str
) -> EmailMultiAlternatives:
    """Reminds `user` of the forms `owed` (not empty, of one session), `hours` after opening."""
    session = owed[0].leg.session
    return compose(
        "feedback_reminder",
        to=user.email,
        key=key,
        turn_off_url=turn_off_link(user, kind="feedback_reminder"),
        context={
            "profile": user.profile,
            "partner": _partner(user, owed[0]),
            "session": session,
            "count": len(owed),
            "is_last": hours >= 24,
            "release_at": owed[0].opened_at + RELEASE_AFTER,
            "url": _absolute("session_feedback", session.public_id),
        },
    )


def released_mail(user: User, *, review: Review, key: str) -> EmailMultiAlternatives:
    """Tells `user` that feedback about them can be read."""
    return compose(
        "feedback_released",
        to=user.email,
        key=key,
        turn_off_url=turn_off_link(user, kind="feedback_released"),
        context={
            "profile": user.profile,
            "partner": review.author.profile.pseudonym,
            "session": review.leg.session,
            "url": _absolute("report", review.leg.public_id),
        },
    )


def news_mail(user: User, *, review: Review, event: str, key: str) -> EmailMultiAlternatives:
    """Tells `user` what has happened to a released form; `event` is "changed", "replied" …

    It was written by `user` or about them; the other of the two is named.
    """
    other = review.author if user.pk == review.subject_id else review.subject
    return compose(
        "feedback_news",
        to=user.email,
        key=key,
        turn_off_url=turn_off_link(user, kind="feedback_released"),
        context={
            "profile": user.profile,
            "partner": other.profile.pseudonym,
            "session": review.leg.session,
            "event": event,
            "url": _absolute("report", review.leg.public_id),
        },
    )


def disputes_mail(coach: User, *, count: int, key: str) -> EmailMultiAlternatives:
    """Tells a coach that `count` new disputes of forms wait for a decision; not whose."""
    return compose(
        "review_disputes",
        to=coach.email,
        key=key,
        turn_off_url=turn_off_link(coach, kind="review_disputes"),
        context={
            "profile": coach.profile,
            "count": count,
            "url": _absolute("disputed_reports"),
        },
    )


def monthly_note_mail(user: User, *, note: MonthlyNote, key: str) -> EmailMultiAlternatives:
    """An interviewer's month: hours, what came of them, and the private tip in words."""
    return compose(
        "interviewing_note",
        to=user.email,
        key=key,
        turn_off_url=turn_off_link(user, kind="interviewing_note"),
        context={"profile": user.profile, "note": note, "url": _absolute("interviewing")},
    )


def _partner(user: User, review: Review) -> str:
    leg = review.leg
    other = leg.interviewer if leg.candidate_id == user.pk else leg.candidate
    return other.profile.pseudonym


def _absolute(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"
