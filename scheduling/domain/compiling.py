"""Everything that is compiled at its first call, called once: plans and searches of few people."""

from datetime import UTC, datetime, timedelta

from scheduling.domain.matching.plan import plan_sessions
from scheduling.domain.matching.pool import Pool, PoolPerson, Role
from scheduling.domain.matching.progress import Clock
from scheduling.domain.pair_value import Person, Way
from scheduling.domain.partner_index.rows import PartnerArrays, PartnerRow
from scheduling.domain.partner_index.search import Limits, Seeker, search
from scheduling.domain.partner_slots import Grid

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
# More than are solved with all of their possible pairs in play (one_session.FEW_PEOPLE), and more
# than are solved exactly where somebody has two sessions (many_sessions.EXACT_PEOPLE).
POOLS = ((1_100, 1), (700, 2))
TOGETHER = 3  # so many are free at the same time, for so many hours: few pairs of many people


def compile_kernels(*, clock: Clock) -> None:
    """About a minute of a core where nothing was kept from before, some seconds where all was."""
    for people, sessions in POOLS:
        plan_sessions(_pool(people, sessions=sessions), clock=clock)
    _search()


def _pool(people: int, *, sessions: int) -> Pool:
    return Pool(
        start=MONDAY,
        end=MONDAY + timedelta(weeks=4),
        people=tuple(_person(number, sessions=sessions) for number in range(people)),
        history=frozenset({(0, 1)}),
        blocked=frozenset({(TOGETHER, TOGETHER + 1)}),
        fixed=((2 * TOGETHER, 2 * TOGETHER + 1),),
    )


def _person(number: int, *, sessions: int) -> PoolPerson:
    group = number // TOGETHER
    begin = MONDAY + timedelta(hours=group * TOGETHER % (4 * 7 * 24))
    times = ((begin, begin + timedelta(hours=TOGETHER)),)
    return PoolPerson(
        id=str(number),
        role=Role.SWAP if number % 4 else Role.INTERVIEWER,
        wants=frozenset({"coding"}),
        gives=frozenset({"coding"}),
        level=3,
        languages=frozenset({"en" if number else "eo"}),  # one stays alone, and is told why
        minutes=frozenset({45 + 15 * (group % 2)}),
        sessions=sessions,
        per_week=sessions,
        waited_days=number % 10,
        reliability=1.0,
        available=times,
        preferred=times if number % 2 else (),
    )


def _search() -> None:
    """All that a page asks of a search."""
    grid = Grid(start=MONDAY, size=3 * 96)
    person = Person(
        wants=frozenset({"coding"}),
        gives=frozenset({"coding"}),
        level=3,
        languages=frozenset({"en"}),
    )
    arrays = PartnerArrays(grid=grid, kinds=("coding",))
    arrays.put(
        PartnerRow(
            pk=pk,
            person=person,
            chosen=person.wants,
            extra_time_percent=0,
            takes_part=True,
            away_until=None,
            notice_hours=2,
            free=0xFF << 4 * pk,
        )
        for pk in range(1, 5)
    )
    seeker = Seeker(pk=1, person=person, extra_time_percent=0, zone="UTC", free=0xFF << 4)
    found = search(
        arrays, seeker, way=Way.SWAP, limits=Limits(recent=(2,), taken={3: 0xFF}), now=MONDAY
    )
    found.matches_at(MONDAY + timedelta(hours=2))
    found.added_by([0xFFFF << 8])
