"""What the checklist knows of a person."""

from collections import Counter

from accounts.models import User
from feedback.models import Rating, Review
from interviews.models import Kind
from practice.domain.checklist import Known, Line, checklist
from practice.models import ChecklistTick, Story
from practice.queries.rounds import rounds_to_tell_of
from practice.queries.values import target_values

REASONING_ALOUD = "verbal-reasoning"  # the catalogue's competency


def checklist_of(user: User) -> list[Line]:
    """The six lines. The number of queries does not depend on the rows."""
    return checklist(_known(user))


def _known(user: User) -> Known:
    company, values = target_values(user)
    stories = list(Story.objects.of(user).prefetch_related("values"))
    complete = [story for story in stories if story.is_complete]
    counts = Counter(value.pk for story in complete for value in story.values.all())
    checked = [story for story in complete if story.is_english]
    return Known(
        per_value=[(value.name, counts[value.pk]) for value in values],
        company=company,
        decisions=sum(story.is_decision for story in complete),
        rounds_aloud=_rounds_aloud(user),
        checked=len(checked),
        passed=sum(story.is_passed for story in checked),
        unchecked=sum(story.is_english is False for story in complete),
        rounds_timed=rounds_to_tell_of(user).count(),
        ticks={tick.line: tick.ticked_at for tick in ChecklistTick.objects.filter(user=user)},
    )


def _rounds_aloud(user: User) -> int:
    """Coding rounds in whose feedback that counts the interviewer rated reasoning aloud."""
    rated = Rating.objects.filter(criterion__competency__slug=REASONING_ALOUD, score__isnull=False)
    reviews = Review.objects.counted().filter(
        subject=user, perspective=Review.Perspective.INTERVIEWER, leg__kind=Kind.CODING
    )
    return reviews.filter(pk__in=rated.values("review")).count()
