"""The sample report: invented, and never stored. It shows what people get before they have one."""

from datetime import UTC, datetime

from accounts.models import Profile, User
from feedback.models import Review
from feedback.queries.reports import Report, ReportLine
from interviews.models import Kind, Leg, Session

_INTERVIEWER, _CANDIDATE = "Quiet Harbour 1024", "Early Finch 2048"


def sample_report() -> Report:
    """A coding round as its candidate would read it."""
    leg = Leg(
        number=1,
        kind=Kind.CODING,
        minutes=25,
        session=Session(starts_at=datetime(2026, 3, 12, 17, 0, tzinfo=UTC)),
        interviewer=_person(_INTERVIEWER),
        candidate=_person(_CANDIDATE),
    )
    review = Review(
        leg=leg,
        perspective=Review.Perspective.INTERVIEWER,
        recommendation=Review.Recommendation.YES,
        takeaways=[
            "You said the plan in one sentence before the first line of code. Keep that.",
            "The empty input came up only when I asked. Name the edges while you plan.",
            "When the test failed you read the message aloud and found it in a minute.",
        ],
        drill="Before coding, write three inputs that could break the plan, and say them aloud.",
    )
    return Report(
        leg=leg,
        role="candidate",
        review=review,
        own=Review(leg=leg, perspective=Review.Perspective.SELF),
        interviewing=None,
        revisions=[],
        interviewing_revisions=[],
        lines=_lines(),
        beats=[
            ("Clarifies the problem", True),
            ("States the approach aloud", True),
            ("Handles edge cases", False),
            ("Reviews the solution", True),
        ],
        red_flags=[("Edge cases only at the end", "After my second question, at minute 19")],
        helpfulness=[],
        count=1,
    )


def _person(pseudonym: str) -> User:
    user = User()
    user.profile = Profile(user=user, pseudonym=pseudonym)
    return user


def _lines() -> list[ReportLine]:
    return [
        ReportLine(
            name="Approach",
            ask="Was there a plan before there was code?",
            score=4,
            anchor="States a plan and its cost, compares it with one other, then codes.",
            evidence="“A heap gives me the next event in log n; sorting once would do if they all"
            " came at the start. They do not, so the heap.”",
            own_score=3,
            own_anchor="States a plan that works before coding.",
        ),
        ReportLine(
            name="Edge cases",
            ask="Which inputs were considered, and when?",
            score=2,
            anchor="Considers edges when asked.",
            evidence="",
            own_score=3,
            own_anchor="Names the main edges unasked.",
        ),
        ReportLine(
            name="Verbal reasoning",
            ask="Could I follow the thinking?",
            score=3,
            anchor="Says what they do and why, with short silences.",
            evidence="",
            own_score=3,
            own_anchor="Says what they do and why, with short silences.",
        ),
    ]
