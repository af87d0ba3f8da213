"""Which question suits a leg best. Whom a question may not be given to is decided before."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

# Penalties, in one currency: a question of the right level for another company's loop is as good
# as one for the right loop a level away.
HARDER, EASIER = 5.0, 4.0  # for each level above or below the candidate's
OTHER_LOOP = 4.0  # it is not asked in the loop that the candidate prepares for
AGAIN = 3.0  # for each of the candidate's last questions of the kind that counted as the same
PRACTICE = 6.0  # off, for what the candidate needs most (a focus, then half of a competency)
KNOWN = 4.0  # off, if the interviewer has met it: they give it better, and keep their own pool
OVER_INTERVIEWER = 3.0  # for each level above what the interviewer can judge, unless they know it
USED = 0.05  # for each time that it was asked, up to MOST_USED: wears all of them evenly
MOST_USED = 20
LAST = 3  # how many of the candidate's last questions count for AGAIN


@dataclass(frozen=True)
class Question:
    """A packet that may be asked."""

    pk: int
    slug: str
    level: int  # 1 new graduate … 5 staff and above
    focus: str  # what it counts as: a topic's slug, or "company/slug" of a value
    competencies: frozenset[str] = frozenset()
    loops: frozenset[int] = frozenset()  # ids
    times_used: int = 0  # as a candidate's question
    is_known: bool = False  # to the interviewer


@dataclass(frozen=True)
class Need:
    """What the leg's two people need of its question.

    `practice`: how much the candidate would gain (0 to 1) by focus ("rate-limiting",
    "netflix/courage") and by competency slug; what is not named gains nothing.
    """

    level: int  # the candidate's
    interviewer_level: int
    loop: int | None = None  # that the candidate prepares for
    recent: Sequence[str] = ()  # focus of the candidate's last questions of the kind, newest first
    practice: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    drill: str = ""  # the focus or competency that their last interviewer told them to practise


def penalty(question: Question, need: Need) -> float:
    """How far the question is from what is needed; lower is better, and below 0 is possible."""
    above = question.level - need.level
    total = HARDER * above if above > 0 else EASIER * -above
    if need.loop is not None and need.loop not in question.loops:
        total += OTHER_LOOP
    if question.focus != need.drill:  # to be practised again is what a drill says
        total += AGAIN * list(need.recent[:LAST]).count(question.focus)
    total -= PRACTICE * _gain(question, need)
    if question.is_known:
        total -= KNOWN
    else:
        total += OVER_INTERVIEWER * max(0, question.level - need.interviewer_level)
    return total + USED * min(question.times_used, MOST_USED)


def _gain(question: Question, need: Need) -> float:
    """0 to 1: the focus counts whole, the competency that is needed most half; a drill is all."""
    if need.drill and (question.focus == need.drill or need.drill in question.competencies):
        return 1.0
    by_competency = max((need.practice.get(slug, 0.0) for slug in question.competencies), default=0)
    return max(need.practice.get(question.focus, 0.0), by_competency / 2)


def best_question(questions: Iterable[Question], need: Need) -> Question | None:
    """The one with the lowest penalty; of equals the first by slug. None if there is none."""
    return min(questions, key=lambda one: (penalty(one, need), one.slug), default=None)
