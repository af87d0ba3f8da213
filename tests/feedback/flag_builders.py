"""Flags as the nightly run leaves them, and a site on which it finds one."""

from datetime import datetime

from feedback.models import RaterFlag, Review
from feedback.queries.flags import forms_seen
from tests.feedback.builders import opened_session, people_of, submit_all
from tests.feedback.readiness_worlds import World, world_of


def site_with_a_pair(*, now: datetime, swaps: int = 5) -> World:
    """Forty people; the first two rate each other up in `swaps` sessions, and nobody else does."""
    world = world_of(40, now=now)
    world.hold(400, begin=90, end=2)
    world.rate_each_other(0, 1, 4, 4, 4, swaps=swaps)
    return world


def flag_on(*reviews: Review, sort: str = "retaliation", now: datetime, **fields) -> RaterFlag:
    """A flag about the authors of `reviews`, which it names."""
    people = sorted({review.author_id for review in reviews})
    flag = RaterFlag.objects.create(
        sort=sort,
        first_id=people[0],
        second_id=people[1] if sort == "collusion" else None,
        **{
            "reason": "REASON-OF-THE-FLAG",
            "numbers": {"forms": len(reviews), "chance": 0.0042},
            "chance": 0.0042,
            "data_version": "readiness-2026-11 0123456789ab",
            "found_at": now,
        }
        | fields,
    )
    flag.forms.set(reviews)
    return flag


def pair_flagged(*, now: datetime, **fields) -> RaterFlag:
    """Two people who swapped once, both forms released, and a flag on both."""
    session = opened_session(now=now)
    for person in people_of(session):
        submit_all(person, session, now=now, score=4, recommendation=4, evidence="WHAT-WAS-SEEN")
    forms = Review.objects.filter(leg__session=session, perspective="interviewer")
    return flag_on(*forms, sort="collusion", now=now, **fields)


def seen(flag: RaterFlag) -> dict[str, str]:
    return {"seen": forms_seen(flag)}
