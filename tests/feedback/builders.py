"""Sessions with their forms open, and forms filled."""

from dataclasses import replace
from datetime import datetime

from feedback.actions.reviews import open_reviews, submit_review
from feedback.domain.answers import Answers, Mark
from feedback.models import Estimate, Review
from feedback.queries.forms import review_written_by
from interviews.models import Company, Loop, Round, Rubric, Session
from tests.factories import RubricVersionFactory, SessionFactory


def opened_session(*, now: datetime, **fields) -> Session:
    """A completed session whose forms were opened at `now`."""
    fields = {"state": "completed", "starts_at": now, **fields}
    session = SessionFactory(**fields)
    open_reviews(session, now=now)
    return session


def form_of(author, session: Session, perspective: str) -> Review:
    """`author`'s form of that perspective in the session, loaded as the views load it."""
    row = Review.objects.get(leg__session=session, author=author, perspective=perspective)
    found = review_written_by(author, public_id=row.public_id)
    assert found is not None
    return found


def full_answers(
    perspective: str, *, score: int = 3, recommendation: int = 3, evidence: str = "a quote"
) -> Answers:
    """Everything that the factory's rubric demands of such a form."""
    if perspective == "candidate":
        slugs = ("prepared", "helpful", "clear", "kept_time")
        return Answers(helpfulness=dict.fromkeys(slugs, score), comment="private words")
    marks = {slug: Mark(score, evidence=evidence) for slug in ("approach", "verbal-reasoning")}
    if perspective == "self":
        return Answers(marks={slug: Mark(mark.score) for slug, mark in marks.items()})
    return Answers(
        marks=marks,
        recommendation=recommendation,
        beats=("clarify",),
        red_flags={"silence": "minute 12"},
        takeaways=("Name the invariant.",),
        drill_key="ability:coding:approach",
        drill_name="Approach",
        drill="Trace one case by hand.",
    )


def submit(author, session: Session, perspective: str, *, now: datetime, **answers) -> Review:
    review = form_of(author, session, perspective)
    full = full_answers(perspective, **answers)
    return submit_review(
        review,
        answers=replace(full, applied="partly") if review.carried else full,
        revision=review.revision,
        by=author,
        now=now,
    )


def submit_all(author, session: Session, *, now: datetime, **answers) -> None:
    """Everything that `author` owes in the session, in the order of the site."""
    for perspective in ("self", "interviewer", "candidate"):
        owed = Review.objects.owed().filter(leg__session=session, author=author)
        if owed.filter(perspective=perspective).exists():
            submit(author, session, perspective, now=now, **answers)


def people_of(session: Session):
    """The interviewer and the candidate of leg 1."""
    leg = session.legs.order_by("number")[0]
    return leg.interviewer, leg.candidate


def posted(perspective: str, *, revision: int = 0, **changes: str) -> dict[str, str]:
    """The complete form as a browser posts it, with `changes`; a change to None is left out."""
    data = {"revision": str(revision)}
    if perspective == "candidate":
        data |= {f"helpful_{s}": "3" for s in ("prepared", "helpful", "clear", "kept_time")}
    else:
        data |= {"score_approach": "3", "score_verbal-reasoning": "2"}
    if perspective == "interviewer":
        data |= {
            "evidence_approach": "“I would sort first”",
            "recommendation": "3",
            "takeaway_1": "Name the invariant.",
            "drill_key": "ability:coding:approach",
            "drill": "Trace one case by hand.",
        }
    data |= changes
    return {name: value for name, value in data.items() if value is not None}


def loop_of(*kinds: str) -> Loop:
    """With a round of each kind, the second of twice the weight of the first and so on."""
    company = Company.objects.create(slug="netflix", name="Netflix")
    loop = Loop.objects.create(company=company, slug="five", name="Five", summary="…")
    for position, kind in enumerate(kinds, start=1):
        if not Rubric.objects.filter(kind=kind).exists():
            RubricVersionFactory(kind=kind)
        Round.objects.create(
            loop=loop,
            position=position,
            slug=f"{kind}-{position}",
            name=f"Round {position}",
            kind=kind,
            minutes=45,
            focus="…",
            weight=position,
            rubric=Rubric.objects.get(kind=kind),
        )
    return loop


def estimate(user, kind: str, *, p: float, width: float, now: datetime) -> Estimate:
    """What the model is to have said of a kind, with an 80 % interval of that width around `p`."""
    low, high = p - width / 2, p + width / 2
    return Estimate.objects.create(
        **{"user": user, "kind": kind, "p": p, "lo80": low, "hi80": high, "lo95": low},
        **{"hi95": high, "sessions": 4, "interviewers": 3, "is_enough": True, "as_of": now},
        model_version="made up",
        forms_version="0",
    )
