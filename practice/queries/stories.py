"""A person's stories, for their pages and their export. Nobody else reads any of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.models import User
from feedback.models import Rating, Review
from feedback.queries.reports import released_reports
from interviews.models import Exposure, Kind, Leg, Packet, Value
from practice.domain.checklist import STORIES_PER_VALUE
from practice.models import Story, Telling
from practice.queries.rounds import rounds_to_tell_of
from practice.queries.values import target_values


@dataclass(frozen=True)
class ValueRow:
    """A value with the stories that serve it."""

    value: Value
    stories: Sequence[Story]

    @property
    def complete(self) -> int:
        return sum(story.is_complete for story in self.stories)

    @property
    def lacking(self) -> int:
        return max(0, STORIES_PER_VALUE - self.complete)


@dataclass(frozen=True)
class Bank:
    company: str  # of the target loop
    values: Sequence[ValueRow]
    others: Sequence[Story]  # for none of these values
    count: int  # stories, each once

    @property
    def covered(self) -> int:
        return sum(not row.lacking for row in self.values)


@dataclass(frozen=True)
class ToldIn:
    """A round in which a story was told, and what its released report quotes."""

    leg: Leg
    quotes: Sequence[Rating]
    is_released: bool


@dataclass(frozen=True)
class Questions:
    """How many behavioural questions of the catalogue look for a value."""

    value: Value
    count: int
    met: int  # by the person, in any role


def stories_of(user: User) -> QuerySet[Story]:
    """The person's stories with values and `times_told`, the one saved last first."""
    return Story.objects.of(user).annotate(times_told=Count("tellings")).prefetch_related("values")


def stories_to_tell(user: User) -> list[Story]:
    """The person's stories, those told least first."""
    told = Story.objects.of(user).annotate(times_told=Count("tellings"))
    return list(told.order_by("times_told", "title"))


def bank_of(user: User) -> Bank:
    """The stories by the values of the target loop's company."""
    company, values = target_values(user)
    stories = list(stories_of(user))
    served = {story.pk: {value.pk for value in story.values.all()} for story in stories}
    known = {value.pk for value in values}
    return Bank(
        company=company,
        values=[
            ValueRow(value, [story for story in stories if value.pk in served[story.pk]])
            for value in values
        ],
        others=[story for story in stories if not served[story.pk] & known],
        count=len(stories),
    )


def story_gaps(user: User) -> list[tuple[str, int]]:
    """The values of the target loop's company that lack stories: name and how many, in order."""
    return [(row.value.name, row.lacking) for row in bank_of(user).values if row.lacking]


def find_story(public_id: UUID, *, owner: User, is_deleted: bool = False) -> Story | None:
    """The person's own story, or their deleted one."""
    stories = Story.objects.filter(owner=owner, public_id=public_id)
    return stories.filter(deleted_at__isnull=not is_deleted).prefetch_related("values").first()


def deleted_since(at: datetime, *, owner: User) -> QuerySet[Story]:
    """What the person deleted after `at`, the last first: it can still be brought back."""
    return Story.objects.filter(owner=owner, deleted_at__gt=at).order_by("-deleted_at")


def values_to_choose(story: Story | None, *, owner: User) -> list[Value]:
    """The target company's values, and those that the story has besides."""
    _, values = target_values(owner)
    kept = list(story.values.select_related("company")) if story else []
    return values + [value for value in kept if value not in values]


def told_in(story: Story) -> list[ToldIn]:
    """Where the story was told, newest first, with the quotes of reports that are released."""
    evidence = Rating.objects.exclude(evidence="").select_related("criterion")
    on_candidate = (
        released_reports(story.owner)
        .filter(perspective=Review.Perspective.INTERVIEWER)
        .prefetch_related(Prefetch("ratings", queryset=evidence))
    )
    tellings = (
        Telling.objects.filter(story=story)
        .select_related("leg__session", "leg__interviewer__profile")
        .order_by("-leg__session__starts_at")
    )
    legs = [telling.leg for telling in tellings]
    reviews = {review.leg_id: review for review in on_candidate.filter(leg__in=legs)}
    return [
        ToldIn(
            leg,
            quotes=list(reviews[leg.pk].ratings.all()) if leg.pk in reviews else [],
            is_released=leg.pk in reviews,
        )
        for leg in legs
    ]


def questions_for(story: Story) -> list[Questions]:
    """For each value of the story: how many questions look for it. Never which."""
    met = Exposure.objects.filter(user=story.owner_id).values("packet")
    packets = Q(packets__kind=Kind.BEHAVIOURAL, packets__status=Packet.Status.PUBLISHED)
    values = story.values.annotate(
        asked=Count("packets", filter=packets, distinct=True),
        met=Count("packets", filter=packets & Q(packets__in=met), distinct=True),
    )
    return [Questions(value, value.asked, value.met) for value in values.order_by("position")]


def rounds_to_link(user: User) -> QuerySet[Leg]:
    """The rounds that a story of theirs can be linked to: the last twenty."""
    return rounds_to_tell_of(user)[:20]


def own_stories(user: User) -> list[Any]:
    """Every story with where it was told, for the person's export; the deleted ones too."""
    told = Telling.objects.select_related("leg__session").order_by("noted_at")
    stories = user.stories.prefetch_related("values", Prefetch("tellings", queryset=told))
    return [
        {
            **{"title": story.title, "situation": story.situation, "task": story.task},
            **{"action": story.action, "result": story.result},
            "is_decision": story.is_decision,
            "values": [value.name for value in story.values.all()],
            "created_at": story.created_at,
            "saved_at": story.saved_at,
            "deleted_at": story.deleted_at,
            "told": [
                {"session": str(telling.leg.session.public_id), "noted_at": telling.noted_at}
                for telling in story.tellings.all()
            ],
        }
        for story in stories.order_by("created_at", "pk")
    ]


def own_ticks(user: User) -> list[Any]:
    return list(user.checklist_ticks.order_by("ticked_at").values("line", "ticked_at"))
