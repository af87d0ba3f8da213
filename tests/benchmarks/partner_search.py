"""How long the search for a partner takes among many people, against doing it pair by pair.

    python -m tests.benchmarks.partner_search [--people 2000] [--repeat 5]

Makes a database of its own and people in 18 zones with evening and weekend hours, dates that
differ, and sessions already booked. Baselines, in the same run, on the same people and
with the same answer (which is checked):

naive: for each person who fits, `free_time` (four queries), `intersect` with one's own, and
       every quarter of an hour tried;
naive in memory: the same, with everybody's free time read at once.
"""

import argparse
import os
import random
import statistics
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from interviews.models import Kind, Preparation, Session  # noqa: E402
from scheduling.domain.intervals import contains, intersect  # noqa: E402
from scheduling.domain.pair_value import Way  # noqa: E402
from scheduling.domain.partner_slots import slots_of  # noqa: E402
from scheduling.domain.quarters import QUARTER, quarters  # noqa: E402
from scheduling.models import AvailabilityException, Claim, WeeklyWindow  # noqa: E402
from scheduling.queries.free_time import free_time, free_time_of  # noqa: E402
from scheduling.queries.partner_advice import tips_for  # noqa: E402
from scheduling.queries.partner_pool import load_pool, who_fits  # noqa: E402
from scheduling.queries.partners import (  # noqa: E402
    PartnerSearch,
    find_partners,
    partner_rows,
)
from tests.factories import PacketVersionFactory  # noqa: E402

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Sao_Paulo", "America/Toronto", "Europe/London", "Europe/Berlin", "Europe/Paris"),
    *("Europe/Warsaw", "Africa/Lagos", "Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)
NOW = datetime(2026, 10, 20, 12, 5, tzinfo=UTC)  # Europe's and America's clocks change ahead
Found = dict[int, list[datetime]]


def make_people(number: int, *, chance: random.Random) -> User:
    """`number` people and the one who searches."""
    for kind in Kind.values:
        for _ in range(3):
            PacketVersionFactory(kind=kind)
    users = User.objects.bulk_create(
        User(email=f"bench{n}@example.org", password="!") for n in range(number + 1)
    )
    Profile.objects.bulk_create(
        Profile(
            user=user,
            pseudonym=f"Bench {n}",
            timezone=chance.choice(ZONES) if n else "Europe/Berlin",
            languages=["en"],
            onboarded_at=NOW,
            extra_time_percent=chance.choice([0] * 9 + [25]) if n else 0,
        )
        for n, user in enumerate(users)
    )
    Preparation.objects.bulk_create(
        Preparation(
            user=user,
            level=chance.choice([2, 3, 3, 4, 4, 5]) if n else 3,
            candidate_kinds=chance.sample(Kind.values, k=3),
            interviewer_kinds=chance.sample(Kind.values, k=3),
        )
        for n, user in enumerate(users)
    )
    make_hours(users, chance=chance)
    return users[0]


def make_hours(users: list[User], *, chance: random.Random) -> None:
    """Evenings and a weekend morning; one in five has a date that differs, one in two a session."""
    windows, exceptions, claims = [], [], []
    for user in users:
        for weekday in chance.sample(range(5), k=3):
            start = chance.choice([17, 18, 18, 19])
            end = start + chance.choice([2, 3, 4])
            windows.append((user, weekday, time(start), time(end)))
        windows.append((user, chance.choice([5, 6]), time(chance.choice([9, 10])), time(13)))
        if chance.random() < 0.2:
            exceptions.append((user, date(2026, 10, 20) + timedelta(chance.randrange(14))))
        if chance.random() < 0.5:
            start_at = datetime(2026, 10, 21, 17, tzinfo=UTC) + timedelta(
                days=chance.randrange(12), hours=chance.randrange(4)
            )
            claims.extend((user, at) for at in quarters(start_at, start_at + timedelta(hours=1)))
    session = Session.objects.create(
        mode="swap", starts_at=NOW, ends_at=NOW + QUARTER, created_at=NOW, changed_at=NOW
    )
    WeeklyWindow.objects.bulk_create(
        WeeklyWindow(user=user, weekday=weekday, starts=starts, ends=ends)
        for user, weekday, starts, ends in windows
    )
    AvailabilityException.objects.bulk_create(
        AvailabilityException(user=user, date=day) for user, day in exceptions
    )
    Claim.objects.bulk_create(
        Claim(user=user, quarter_at=at, session=session) for user, at in claims
    )


def naive(me: User, *, is_read_at_once: bool) -> Found:
    """Everybody who fits with every start, by meeting two lists of intervals for each pair."""
    pool = load_pool(me, now=NOW)
    fits = who_fits(pool, way=Way.SWAP, kind="").fits
    search = find_span()
    people = User.objects.in_bulk([fit.member.pk for fit in fits])
    mine = free_time(me, **search)
    at_once = free_time_of(people.values(), **search) if is_read_at_once else {}
    found: Found = {}
    for fit in fits:
        person = people[fit.member.pk]
        theirs = at_once[person.pk] if is_read_at_once else free_time(person, **search)
        starts = every_start(intersect(mine, theirs), length=timedelta(minutes=fit.minutes))
        if starts:
            found[person.pk] = starts
    return found


def find_span() -> dict[str, datetime]:
    start = NOW.replace(hour=14, minute=15)  # two hours' notice, on a quarter
    return {"start": start, "end": start + timedelta(days=14)}


def every_start(common: list[tuple[datetime, datetime]], *, length: timedelta) -> list[datetime]:
    at, end = find_span().values()
    starts = []
    while at < end:
        if contains(common, start=at, end=at + length):
            starts.append(at)
        at += QUARTER
    return starts


def search(me: User) -> PartnerSearch:
    """What the page does: the search, its first rows, the list by day and the tips."""
    found = find_partners(me, way=Way.SWAP, kind="", now=NOW)
    partner_rows(found, found.matches[:20])
    assert found.days
    tips_for(found, kind="")
    return found


def measured(work: Callable[[], object], *, repeat: int) -> tuple[float, int]:
    """The median of the seconds, and the queries of one run."""
    with CaptureQueriesContext(connection) as context:
        work()
    seconds = []
    for _ in range(repeat):
        began = clock.perf_counter()
        work()
        seconds.append(clock.perf_counter() - began)
    return statistics.median(seconds), len(context)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        me = make_people(options.people, chance=random.Random(options.seed))
        report(me, people=options.people, repeat=options.repeat)
    finally:
        runner.teardown_databases(databases)


def report(me: User, *, people: int, repeat: int) -> None:
    found = search(me)
    ours = {
        match.fit.member.pk: [found.grid.at(slot) for slot in slots_of(match.starts)]
        for match in found.matches
    }
    for is_read_at_once in (True, False):
        assert naive(me, is_read_at_once=is_read_at_once) == ours, "the answers differ"
    print(
        f"{people} people: {len(found.fits.fits)} fit, {len(ours)} are free at some time, "
        f"{sum(map(len, ours.values()))} starts; all three give the same answer."
    )
    seconds, queries = measured(lambda: search(me), repeat=repeat)
    print(f"{'search of the page':<20} {seconds * 1000:8.0f} ms {queries:6} queries")
    for name, is_read_at_once in (("naive in memory", True), ("naive", False)):
        theirs, asked = measured(
            lambda flag=is_read_at_once: naive(me, is_read_at_once=flag),
            repeat=1 if not is_read_at_once else max(1, repeat // 2),
        )
        print(
            f"{name:<20} {theirs * 1000:8.0f} ms {asked:6} queries, "
            f"{theirs / seconds:.1f} times the search"
        )


if __name__ == "__main__":
    main()
