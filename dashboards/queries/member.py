"""A member as the coach sees them: the rows behind their numbers, from their time in the cohort."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet

from accounts.models import User
from cohorts.domain.periods import end_of
from cohorts.models import Cohort, Membership
from dashboards.queries.cohort import MemberRow, member_row
from dashboards.queries.cohort_lists import forms_for_list, sessions_for_list
from feedback.models import Rating, Review
from feedback.queries.readiness import Readiness, readiness_of_people
from interviews.models import Participation, Session
from interviews.queries.sessions import people_of, place_of


@dataclass(frozen=True)
class SessionOfMember:
    session: Session
    partner: str  # pseudonym; empty when the account is gone
    place: Participation
    kinds: Sequence[tuple[str, str]]  # (role, kind in words) of each leg


@dataclass(frozen=True)
class MemberPage:
    row: MemberRow
    readiness: Readiness
    sessions: Sequence[SessionOfMember]
    forms: Sequence[Review]
    evidence: Sequence[Review]  # released, by interviewers, newest session first


def member_page(cohort: Cohort, *, membership: Membership, now: datetime) -> MemberPage:
    """Everything on the member's page. The number of queries does not depend on the rows."""
    user = membership.user
    window = (membership.joined_at, end_of(cohort.ends_date))
    sessions = sessions_for_list(cohort, member=user, state="", attendance="", now=now)
    return MemberPage(
        row=member_row(cohort, membership=membership, now=now),
        readiness=readiness_of_people([user], now=now, windows={user.pk: window})[user.pk],
        sessions=[session_of_member(session, user) for session in sessions],
        forms=list(forms_for_list(cohort, member=user, is_owed=False)),
        evidence=list(_released_feedback(cohort, membership=membership)),
    )


def session_of_member(session: Session, user: User) -> SessionOfMember:
    """The session (loaded by `with_people`) from the member's side."""
    return SessionOfMember(
        session=session,
        partner=next((p.profile.pseudonym for p in people_of(session) if p != user), ""),
        place=place_of(session, user),
        kinds=[
            ("Candidate" if leg.candidate_id == user.pk else "Interviewer", leg.get_kind_display())
            for leg in session.legs.all()
        ],
    )


def _released_feedback(cohort: Cohort, *, membership: Membership) -> QuerySet[Review]:
    ratings = Rating.objects.select_related("criterion").order_by("criterion__position")
    return (
        Review.objects.released()
        .filter(
            subject=membership.user,
            perspective=Review.Perspective.INTERVIEWER,
            leg__session__starts_at__gte=membership.joined_at,
            leg__session__starts_at__lt=end_of(cohort.ends_date),
        )
        .select_related("leg__session", "author__profile")
        .prefetch_related(Prefetch("ratings", queryset=ratings))
        .order_by("-leg__session__starts_at", "-pk")
    )
