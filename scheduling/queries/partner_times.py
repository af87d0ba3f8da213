"""The times of a search as a list by day and as a picture of the weeks, with how likely each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import Count, Q

from scheduling.domain.likelihood import (
    LEAST_ANSWERED,
    Chance,
    acceptance_share,
    chance_of_session,
)
from scheduling.domain.partner_slots import Start
from scheduling.models import Proposal

LATELY = timedelta(days=28)
KEPT_SECONDS = 600  # the record of four weeks does not change much in ten minutes
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Record:
    """How many proposals between people were accepted in time lately, of how many."""

    accepted: int
    answered: int

    @property
    def share(self) -> float:
        return acceptance_share(accepted=self.accepted, answered=self.answered)

    @property
    def is_enough(self) -> bool:
        return self.answered >= LEAST_ANSWERED


@dataclass(frozen=True)
class Time:
    """A start that somebody could make, and how likely a session is then."""

    start: Start
    local: datetime
    chance: Chance


@dataclass(frozen=True)
class Week:
    """Seven days from `days[0]`; a row for each hour of the day that has a time on any of them."""

    days: Sequence[date]
    rows: Sequence[tuple[int, Sequence[Time | None]]]


def acceptance_record(*, now: datetime) -> Record:
    """Of proposals for a session that people made in the last four weeks and that were answered
    or ran out. One query, and none for ten minutes after it."""
    found = cache.get("scheduling:acceptance")
    if found is None:
        made = Proposal.objects.filter(
            origin=Proposal.Origin.PERSON,
            moves_session=None,
            created_at__gt=now - LATELY,
            state__in=[
                Proposal.State.ACCEPTED,
                Proposal.State.DECLINED,
                Proposal.State.EXPIRED,
            ],
        )
        counted = made.aggregate(
            accepted=Count("pk", filter=Q(state=Proposal.State.ACCEPTED)), answered=Count("pk")
        )
        found = (counted["accepted"], counted["answered"])
        cache.set("scheduling:acceptance", found, KEPT_SECONDS)
    return Record(*found)


def times_by_day(
    days: Mapping[date, Sequence[Start]], *, zone: str, record: Record
) -> dict[date, list[Time]]:
    return {
        day: [
            Time(
                start=start,
                local=start.at.astimezone(ZoneInfo(zone)),
                chance=chance_of_session(start.people, share=record.share),
            )
            for start in starts
        ]
        for day, starts in days.items()
    }


def weeks_of(times: Mapping[date, Sequence[Time]], *, today: date) -> list[Week]:
    """Two weeks from `today`, without one that has no time; of each hour the time with the most
    people, the earliest of equals."""
    weeks = []
    for first in (today, today + 7 * DAY):
        days = [first + n * DAY for n in range(7)]
        best: dict[tuple[int, date], Time] = {}
        for day in days:
            for time in times.get(day, ()):
                key = (time.local.hour, day)
                if key not in best or time.start.people > best[key].start.people:
                    best[key] = time
        hours = sorted({hour for hour, _ in best})
        if hours:
            rows = [(hour, [best.get((hour, day)) for day in days]) for hour in hours]
            weeks.append(Week(days=days, rows=rows))
    return weeks
