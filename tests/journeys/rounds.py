"""A round that runs, and one that is over. It runs inside the site: Site.manage."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cohorts.models import Membership
from feedback.actions.reviews import open_reviews, submit_review
from feedback.domain.answers import HELPFULNESS, Answers, Mark
from feedback.models import Review
from interviews.actions.attendance import close_session
from interviews.actions.life import take_step
from interviews.actions.sessions import LegPlan, open_session
from interviews.domain.booking_life import Event
from interviews.models import Kind, Mode, Session
from jobs.models import Job
from room.actions.clock import start_interviews
from room.actions.visits import enter_room
from tests.cohorts.factories import CohortFactory
from tests.journeys.people import PASSWORD
from tests.scheduling.worlds import person

CARRIED = "Say the sizes aloud before the first line."


def build_rounds() -> dict[str, str]:
    """Olga interviews Pia now; Pia brings a takeaway from Rolf; Quinn is Pia's coach.

    Olga and Rolf are done with a swap of which Rolf has written only half.
    """
    olga, pia, quinn, rolf = (_one(name) for name in ("Olga", "Pia", "Quinn", "Rolf"))
    now = timezone.now()
    CohortFactory(coach=quinn, members=[pia])
    Membership.objects.filter(user=pia).update(joined_at=now - timedelta(days=30))
    before = _held(interviewer=rolf, candidate=pia, at=_quarter(now) - timedelta(days=2))
    for person_ in (rolf, pia):
        _submit_all(person_, before)
    half = _held(interviewer=rolf, candidate=olga, at=_quarter(now) - timedelta(days=1), swap=True)
    _submit_all(olga, half)
    _submit(rolf, half, "self")
    _submit(rolf, half, "interviewer")
    session = _plan(interviewer=olga, candidate=pia, at=_quarter(now))
    for person_ in (olga, pia):
        enter_room(session, connection_id=f"of-{person_.pk}", by=person_, now=now)
    start_interviews(session, revision=0, by=olga, now=now)
    return {
        "session": f"/sessions/{session.public_id}/",
        "report": f"/reports/{session.legs.get().public_id}/",
        "half": f"/sessions/{half.public_id}/",
    }


def let_hours_pass(public_id: str, *, hours: int) -> None:
    """For the forms of this session, and the jobs that follow them: nobody waits for a test."""
    session, past = Session.objects.get(public_id=public_id), timedelta(hours=hours)
    Review.objects.filter(leg__session=session).update(opened_at=F("opened_at") - past)
    jobs = Job.objects.open().filter(
        kind__in=("feedback.remind", "feedback.release_due"), arguments__session_id=session.pk
    )
    jobs.update(run_at=F("run_at") - past)


def _quarter(now: datetime) -> datetime:
    """The last quarter of an hour before `now`."""
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)


def _plan(*, interviewer: User, candidate: User, at: datetime, swap: bool = False) -> Session:
    legs = [LegPlan(interviewer=interviewer, candidate=candidate, kind=Kind.CODING)]
    if swap:
        legs.append(LegPlan(interviewer=candidate, candidate=interviewer, kind=Kind.CODING))
    mode = Mode.SWAP if swap else Mode.ONE_WAY
    booked_at = at - timedelta(days=1)
    return open_session(mode=mode, starts_at=at, legs=legs, by=candidate, now=booked_at)


def _held(*, interviewer: User, candidate: User, at: datetime, swap: bool = False) -> Session:
    session = _plan(interviewer=interviewer, candidate=candidate, at=at, swap=swap)
    take_step(session, Event.START, by=interviewer, now=session.starts_at)
    marks = {interviewer.pk: "present", candidate.pk: "present"}
    close_session(session, marks=marks, by=None, now=session.ends_at)
    open_reviews(session, now=session.ends_at)
    return session


def _submit_all(author: User, session: Session) -> None:
    for perspective in ("self", "interviewer", "candidate"):
        if Review.objects.owed().filter(
            leg__session=session, author=author, perspective=perspective
        ):
            _submit(author, session, perspective)


def _submit(author: User, session: Session, perspective: str) -> None:
    form = Review.objects.get(leg__session=session, author=author, perspective=perspective)
    slugs = form.leg.rubric_version.criteria.values_list("slug", flat=True)
    answers = Answers(marks={slug: Mark(3) for slug in slugs})
    if perspective == "candidate":
        answers = Answers(helpfulness=dict.fromkeys(HELPFULNESS, 3))
    elif perspective == "interviewer":
        answers = replace(
            answers,
            recommendation=3,
            takeaways=(CARRIED, "Test the empty case."),
            drill_key="round:coding",
            drill_name="Another coding round",
            applied="partly" if form.carried else "",
        )
    submit_review(form, answers=answers, revision=0, by=author, now=session.ends_at)


def _one(name: str) -> User:
    user = person(
        email=f"{name.lower()}@rounds.example",
        pseudonym=name,
        password=None,
        timezone="Europe/Berlin",
        candidate_kinds=["coding"],
        interviewer_kinds=["coding"],
        languages=["cy"],
    )
    User.objects.filter(pk=user.pk).update(password=make_password(PASSWORD))
    return user
