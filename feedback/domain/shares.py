"""What of a report can be shown to people without an account, and for how long."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Something that is shown only if it was chosen."""

    slug: str
    name: str
    help: str
    is_usual: bool = False  # chosen unless one takes it out


PARTS = (
    Part("levels", "Levels", "Each criterion with its level in words.", is_usual=True),
    Part("takeaways", "Takeaways", "What to keep and what to change.", is_usual=True),
    Part("drill", "Next drill", "The one thing to practise.", is_usual=True),
    Part("recommendation", "Recommendation", "One interviewer’s yes or no on one interview."),
    Part(
        "quotes",
        "Quotes",
        "The interviewer’s words, as “an interviewer”. They can give the question away.",
    ),
    Part("own", "Your own scores", "How you rated yourself, beside the levels."),
    Part("observed", "What was observed", "Steps that were seen, and red flags."),
    Part(
        "readiness",
        "Readiness",
        "Your bands of the day it is read with their ranges, from all your sessions: how many,"
        " with how many people, and the month of the last.",
    ),
    Part("candidate", "Your pseudonym", "Without it the page says “a candidate”."),
    Part("interviewer", "Your interviewer’s pseudonym", "In the first line alone. Ask them first."),
)
SLUGS = tuple(part.slug for part in PARTS)
USUAL = tuple(part.slug for part in PARTS if part.is_usual)
FEWEST_DAYS, MOST_DAYS, USUAL_DAYS = 1, 90, 14
