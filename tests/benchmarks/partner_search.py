"""How long the search for a partner takes among many people, against reading them all each time.

    python -m tests.benchmarks.partner_search [--people 100000] [--searches 200] [--baseline 2]

Makes a database of its own (TEST_DATABASE_URL as in the tests) and people in 18 zones with
evening and weekend hours, dates that differ, and sessions already booked. People chosen at random
search, and between any two searches somebody books or cancels and somebody changes their hours.
Baseline, in the same run and with the same answer (which is checked): `naive_partners`.
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

from django.db import connection, transaction  # noqa: E402
from django.test.runner import DiscoverRunner  # noqa: E402

from accounts.models import Profile, User  # noqa: E402
from interviews.models import Kind, Preparation, Session  # noqa: E402
from scheduling.domain.pair_value import Way  # noqa: E402
from scheduling.domain.quarters import QUARTER, quarters  # noqa: E402
from scheduling.models import AvailabilityException, Claim, WeeklyWindow  # noqa: E402
from scheduling.queries.partner_advice import tips_for  # noqa: E402
from scheduling.queries.partner_index import PARTNERS  # noqa: E402
from scheduling.queries.partners import (  # noqa: E402
    PartnerSearch,
    find_partners,
    partner_rows,
)
from tests.benchmarks.naive_partners import NaiveFound, naive_search  # noqa: E402
from tests.factories import PacketVersionFactory  # noqa: E402

ZONES = (
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"),
    *("America/Sao_Paulo", "America/Toronto", "Europe/London", "Europe/Berlin", "Europe/Paris"),
    *("Europe/Warsaw", "Africa/Lagos", "Africa/Cairo", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Asia/Singapore", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)
NOW = datetime(2026, 10, 20, 12, 5, tzinfo=UTC)  # Europe's and America's clocks change ahead


def make_people(number: int, *, chance: random.Random) -> list[User]:
    """`number` people."""
    for kind in Kind.values:
        for _ in range(3):
            PacketVersionFactory(kind=kind)
    users = User.objects.bulk_create(
        User(email=f"bench{n}@example.org", password="!") for n in range(number)
    )
    Profile.objects.bulk_create(
        Profile(
            user=user,
            pseudonym=f"Bench {n}",
            timezone=chance.choice(ZONES),
            languages=["en"],
            onboarded_at=NOW,
            extra_time_percent=chance.choice([0] * 9 + [25]),
        )
        for n, user in enumerate(users)
    )
    Preparation.objects.bulk_create(
        Preparation(
            user=user,
            level=chance.choice([2, 3, 3, 4, 4, 5]),
            candidate_kinds=chance.sample(Kind.values, k=3),
            interviewer_kinds=chance.sample(Kind.values, k=3),
        )
        for n, user in enumerate(users)
    )
    make_hours(users, chance=chance)
    return users


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


def change_something(people: list[User], *, chance: random.Random) -> None:
    """What other people do between two searches: one books or cancels, one changes their hours."""
    user = chance.choice(people)
    start_at = datetime(2026, 10, 22, 6, tzinfo=UTC) + chance.randrange(1000) * QUARTER
    session = Session.objects.earliest("pk")
    with transaction.atomic():
        if chance.random() < 0.5:
            Claim.objects.bulk_create(
                [
                    Claim(user=user, quarter_at=at, session=session)
                    for at in quarters(start_at, start_at + timedelta(hours=1))
                ],
                ignore_conflicts=True,
            )
        else:
            Claim.objects.filter(user=user).delete()
    with transaction.atomic():
        other = chance.choice(people)
        windows = WeeklyWindow.objects.filter(user=other)
        windows.update(ends=time(chance.choice([20, 21, 22, 23])))


def search(me: User, *, way: Way) -> PartnerSearch:
    """What the page does: the search, its first rows, the list by day and the tips."""
    found = find_partners(me, way=way, kind="", now=NOW)
    partner_rows(found, found.matches[:20])
    assert found.days or not len(found.matches)
    tips_for(found, kind="")
    return found


Spent = tuple[float, float]  # seconds on the clock, and of this process's own computing


def in_ms(spent: list[Spent]) -> str:
    walls, cpus = (sorted(seconds) for seconds in zip(*spent, strict=True))
    p95 = walls[min(len(walls) - 1, int(len(walls) * 0.95))]
    return (
        f"median {statistics.median(walls) * 1000:8.1f} ms, p95 {p95 * 1000:8.1f} ms,"
        f" CPU median {statistics.median(cpus) * 1000:8.1f} ms"
    )


def timed(work: Callable[[], object]) -> Spent:
    began, cpu_began = clock.perf_counter(), clock.process_time()
    work()
    return clock.perf_counter() - began, clock.process_time() - cpu_began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=200)
    parser.add_argument("--baseline", type=int, default=2, help="searches of the baseline")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    runner = DiscoverRunner(verbosity=0, interactive=False)
    databases = runner.setup_databases()
    try:
        chance = random.Random(options.seed)
        people = make_people(options.people, chance=chance)
        report(people, searches=options.searches, baseline=options.baseline, chance=chance)
    finally:
        runner.teardown_databases(databases)


def report(people: list[User], *, searches: int, baseline: int, chance: random.Random) -> None:
    print(f"{len(people)} people, {connection.vendor}")
    search(people[0], way=Way.SWAP)  # compiles the kernels, or loads them
    PARTNERS.forget()
    built = timed(lambda: find_partners(people[0], way=Way.SWAP, kind="", now=NOW))
    with PARTNERS.current(now=NOW) as arrays:
        print(
            f"first search of a process {built[0]:.1f} s ({built[1]:.1f} s CPU);"
            f" arrays {arrays.nbytes / 1e6:.0f} MB"
        )
    pages, finds, idle = [], [], []
    matches = 0
    for me in chance.choices(people, k=searches):
        change_something(people, chance=chance)
        way = chance.choice(list(Way))
        pages.append(timed(lambda me=me, way=way: search(me, way=way)))
        change_something(people, chance=chance)
        finds.append(timed(lambda me=me, way=way: find_partners(me, way=way, kind="", now=NOW)))
        idle.append(timed(lambda me=me, way=way: find_partners(me, way=way, kind="", now=NOW)))
        matches += len(find_partners(me, way=way, kind="", now=NOW).matches)
    print(f"{matches / searches:.0f} people match on average; {searches} people searched")
    print(f"{'search, two changes before each':<40} {in_ms(finds)}")
    print(f"{'search, nothing changed':<40} {in_ms(idle)}")
    print(f"{'whole page (20 checked, days, tips)':<40} {in_ms(pages)}")
    naive = []
    for me in chance.choices(people, k=baseline):
        found = search(me, way=Way.SWAP)
        result: list[NaiveFound] = []
        naive.append(
            timed(
                lambda me=me, result=result: result.append(
                    naive_search(me, way=Way.SWAP, kind="", now=NOW)
                )
            )
        )
        same = {*found.found.pks_of(found.matches)} == {*result[0].matches}
        assert same, "the answers differ"
    if naive:
        ratio = statistics.median(cpu for _, cpu in naive) / statistics.median(
            cpu for _, cpu in finds
        )
        print(f"{'naive: everybody read for each search':<40} {in_ms(naive)}")
        print(f"the same people found; the naive search takes {ratio:.0f} times the CPU")


if __name__ == "__main__":
    main()
