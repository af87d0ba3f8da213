"""Stories, and the rounds they are told in."""

from datetime import datetime, timedelta
from uuid import uuid4

from accounts.models import User
from interviews.models import Company, Leg, Loop, Value
from practice.actions.stories import begin_story
from practice.domain.drafts import Draft
from practice.domain.specificity import Parts
from practice.models import Story
from tests.feedback.builders import opened_session

SPECIFIC = Parts(
    situation="In May 2023 our payment service at a ticket shop took 4 seconds on Friday evenings.",
    task="I was on call, and Dana, our manager, wanted it gone before the sale in ten days.",
    action="I read the slow query log of three Fridays and found that a report locked the table. I"
    " wrote a copy job and moved the report. I asked Marek from finance to check the totals.",
    result="The next Friday the slowest answer was 340 ms, and the sale sold 18,000 tickets.",
)
VAGUE = Parts(
    situation="We had various performance problems and a lot of users were really unhappy.",
    task="My task was basically to improve the situation for everybody who was involved in it.",
    action="We looked into several things and usually worked very hard as a team to optimise.",
    result="In the end it was much better and everybody was quite happy with the outcome.",
)


def target(user: User, *values: str) -> list[Value]:
    """A target loop for `user` at a company with these values."""
    company = Company.objects.create(slug=f"company-{user.pk}", name="Examples")
    loop = Loop.objects.create(company=company, slug="loop", name="Loop", summary="Rounds")
    user.preparation.target_loop = loop
    user.preparation.save()
    return [
        Value.objects.create(
            company=company, slug=name.lower(), name=name, position=position, meaning="-"
        )
        for position, name in enumerate(values, start=1)
    ]


def write(
    by: User,
    *values: Value,
    now: datetime,
    title: str = "The slow Friday",
    parts: Parts = SPECIFIC,
    is_decision: bool = False,
) -> Story:
    draft = Draft(title, parts, tuple(value.pk for value in values), is_decision)
    return begin_story(draft, public_id=uuid4(), by=by, now=now)


def told_round(candidate: User, *, now: datetime, kind: str = "behavioural", **fields) -> Leg:
    """A round (behavioural) of two days ago in which `candidate` was asked."""
    at = now - timedelta(days=2)
    people = {"first": candidate, **fields}
    session = opened_session(now=at, kind=kind, **people)
    return session.legs.get(candidate=candidate)
