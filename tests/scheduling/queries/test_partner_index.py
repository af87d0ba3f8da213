"""Whatever changes whom a person fits, the next search of every process knows it."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from threading import Event
from time import monotonic, sleep

import pytest
from django.db import connection, connections, transaction

from accounts.actions.erasure import erase_account
from accounts.actions.profiles import update_profile
from accounts.models import Profile, User
from interviews.actions.preparation import update_preparation
from interviews.models import Exposure, Kind, Packet
from scheduling.actions.acceptance import CannotAccept, accept_proposal
from scheduling.actions.availability import (
    add_window,
    close_dates,
    copy_day,
    forget_date,
    open_dates,
    remove_window,
)
from scheduling.actions.bookings import CannotCancel, cancel_booking
from scheduling.actions.limits import set_limits
from scheduling.actions.partner_changes import prune_changes
from scheduling.actions.proposals import (
    CannotPropose,
    decline_proposal,
    propose_move,
    propose_session,
)
from scheduling.domain.declines import Why
from scheduling.domain.pair_value import Way
from scheduling.models import (
    BookingLimits,
    BusyInterval,
    CalendarSource,
    PartnerChange,
    Proposal,
    WeeklyWindow,
)
from scheduling.queries import partners
from scheduling.queries.partner_index import PartnerIndex
from scheduling.queries.partners import find_partners
from tests.benchmarks.naive_partners import naive_search
from tests.factories import PacketVersionFactory, RubricVersionFactory, UserFactory
from tests.scheduling.calendars import busy

NOW = datetime(2026, 10, 20, 12, 5, tzinfo=UTC)  # Europe's and America's clocks change ahead
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]
KINDS = ["coding", "behavioural", "system_design"]
REFUSALS = (CannotAccept, CannotCancel, CannotPropose)


@pytest.fixture
def processes(monkeypatch) -> list[PartnerIndex]:
    """The arrays of two processes; `found_by` makes one of them search."""
    return [PartnerIndex(), PartnerIndex()]


def found_by(process, user, *, way=Way.SWAP, kind="", now=NOW):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(partners, "PARTNERS", process)
        return find_partners(user, way=way, kind=kind, now=now)


def names_found(process, user, **kwargs):
    search = found_by(process, user, **kwargs)
    return {*search.found.pks_of(search.matches)}


# --- any sequence of changes ---------------------------------------------------------------------


class World:
    """Some people, and everything that they and the site can do that changes who fits whom."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        for kind in KINDS:
            RubricVersionFactory(kind=kind)
            for _ in range(4):
                PacketVersionFactory(kind=kind)
        self.people = [self.join() for _ in range(9)]

    def join(self) -> User:
        chance = self.chance
        user = UserFactory(
            timezone=chance.choice(ZONES),
            languages=chance.choice([["en"], ["en"], ["de"], ["en", "de"]]),
            extra_time_percent=chance.choice([0, 0, 25, 50]),
            level=chance.choice([2, 3, 3, 4, 5]),
            candidate_kinds=chance.sample(KINDS, k=2),
            interviewer_kinds=chance.sample(KINDS, k=2),
        )
        for weekday in chance.sample(range(7), k=4):
            start = chance.choice([12, 17, 18])
            WeeklyWindow.objects.create(
                user=user, weekday=weekday, starts=time(start), ends=time(start + 4)
            )
        return user

    def somebody(self) -> User:
        return User.objects.get(pk=self.chance.choice(self.people).pk)

    def change(self, now: datetime) -> None:
        action = self.chance.choice(
            [
                *(self.edit_profile, self.edit_preparation, self.edit_hours, self.edit_dates),
                *(self.book, self.book, self.cancel, self.move, self.decline, self.learn),
                *(self.publish, self.come_or_go, self.write_past_every_action, self.be_busy),
                *(self.limit, self.limit),
            ]
        )
        before = [*self.people]
        try:
            with transaction.atomic():
                action(now)
                if self.chance.random() < 0.1:
                    raise CannotPropose("taken back")
        except REFUSALS:
            self.people = before  # whoever joined or left did not

    def edit_profile(self, now: datetime) -> None:
        changes = [
            {"timezone": self.chance.choice(ZONES)},
            {"languages": self.chance.choice([["en"], ["de"], ["fr", "en"]])},
            {"extra_time_percent": self.chance.choice([0, 25, 50])},
            {"paused_until_date": self.chance.choice([None, None, now.date(), date(2026, 10, 22)])},
        ]
        update_profile(self.somebody(), changes=self.chance.choice(changes), now=now)

    def edit_preparation(self, now: datetime) -> None:
        chance = self.chance
        changes = [
            {"level": chance.choice([1, 3, 5])},
            {"interviewer_level": chance.choice([None, 2, 5])},
            {"candidate_kinds": chance.sample(KINDS, k=chance.choice([0, 1, 3]))},
            {"interviewer_kinds": chance.sample(KINDS, k=chance.choice([1, 3]))},
            {"volunteers_only": chance.random() < 0.3},
        ]
        update_preparation(self.somebody(), changes=chance.choice(changes))

    def edit_hours(self, now: datetime) -> None:
        user, chance = self.somebody(), self.chance
        start = chance.randrange(24)
        window = (time(start, chance.choice([0, 0, 15, 20])), time((start + 3) % 24))
        which = chance.randrange(3)
        if which == 0:
            add_window(user, weekdays=chance.sample(range(7), k=2), window=window)
        elif which == 1 and user.weekly_windows.exists():
            source = user.weekly_windows.first()
            copy_day(user, source=source.weekday, targets=[chance.randrange(7)])
        elif user.weekly_windows.exists():
            remove_window(chance.choice(list(user.weekly_windows.all())))

    def edit_dates(self, now: datetime) -> None:
        user, chance = self.somebody(), self.chance
        day = now.date() + timedelta(chance.randrange(15))
        which = chance.randrange(3)
        if which == 0:
            close_dates(user, dates=[day])
        elif which == 1:
            open_dates(user, dates=[day], window=(time(9), time(20)))
        else:
            forget_date(user, day=day)

    def be_busy(self, now: datetime) -> None:
        """A calendar elsewhere comes, changes or goes."""
        user, chance = self.somebody(), self.chance
        start = now + timedelta(minutes=chance.randrange(14 * 24 * 60))
        rows = BusyInterval.objects.filter(user=user)
        which = chance.randrange(4)
        if which == 0 and rows.exists():
            rows.update(ends_at=start + timedelta(days=20))
        elif which == 1:
            CalendarSource.objects.filter(user=user).delete()
        else:
            busy(user, (start, start + timedelta(minutes=chance.choice([5, 60, 2000]))))

    def limit(self, now: datetime) -> None:
        """Somebody sets limits, or has none any more."""
        user, chance = self.somebody(), self.chance
        if chance.random() < 0.2:
            BookingLimits.objects.filter(user=user).delete()
            return
        set_limits(
            user,
            buffer_before_minutes=chance.choice([0, 15, 60]),
            buffer_after_minutes=chance.choice([0, 30]),
            notice_hours=chance.choice([2, 2, 5, 24, 72]),
            most_per_day=chance.choice([None, 1, 2]),
            most_per_week=chance.choice([None, None, 2, 3]),
            now=now,
        )

    def propose(self, now: datetime) -> Proposal | None:
        by, way = self.somebody(), self.chance.choice(list(Way))
        naive = naive_search(by, way=way, kind="", now=now)
        if not naive.matches:
            return None
        pk = self.chance.choice(sorted(naive.matches))
        starts = naive.matches[pk][1]
        slot = self.chance.choice([n for n in range(naive.grid.size) if starts >> n & 1])
        partner = User.objects.get(pk=pk)
        give = sorted({*by.preparation.candidate_kinds} & {*partner.preparation.interviewer_kinds})
        take = sorted({*partner.preparation.candidate_kinds} & {*by.preparation.interviewer_kinds})
        return propose_session(
            partner,
            by=by,
            mode="swap" if way == Way.SWAP else "one_way",
            starts_at=naive.grid.at(slot),
            proposer_kind="" if way == Way.INTERVIEW else give[0],
            partner_kind="" if way == Way.PRACTISE else take[0],
            message="",
            now=now,
        )

    def book(self, now: datetime) -> None:
        proposal = self.propose(now)
        if proposal is not None:
            accept_proposal(proposal, by=proposal.partner, now=now)

    def decline(self, now: datetime) -> None:
        proposal = self.propose(now)
        if proposal is not None:
            why = self.chance.choice([None, *Why])
            decline_proposal(proposal, by=proposal.partner, reason="", now=now, why=why)

    def cancel(self, now: datetime) -> None:
        for participation in self.somebody().participations.filter(session__state="confirmed")[:1]:
            by = User.objects.get(pk=participation.user_id)
            cancel_booking(participation.session, by=by, reason="", now=now)

    def move(self, now: datetime) -> None:
        user = self.somebody()
        for participation in user.participations.filter(session__state="confirmed")[:1]:
            session = participation.session
            later = session.starts_at + timedelta(hours=self.chance.choice([1, 24, 48]))
            proposal = propose_move(session, by=user, starts_at=later, message="", now=now)
            accept_proposal(proposal, by=proposal.partner, now=now)

    def learn(self, now: datetime) -> None:
        user, kind = self.somebody(), self.chance.choice(KINDS)
        for packet in Packet.objects.filter(kind=kind):
            Exposure.objects.get_or_create(
                user=user, packet=packet, role="interviewer", leg=None, defaults={"at": now}
            )

    def publish(self, now: datetime) -> None:
        kind = self.chance.choice(KINDS)
        if self.chance.random() < 0.5:
            PacketVersionFactory(kind=kind)
        else:
            Packet.objects.filter(kind=kind).update(status=self.chance.choice(Packet.Status.values))

    def come_or_go(self, now: datetime) -> None:
        if self.chance.random() < 0.7:
            self.people.append(self.join())
        elif len(self.people) > 6:
            leaver = self.people.pop(self.chance.randrange(len(self.people)))
            erase_account(leaver, by=leaver, now=now)

    def write_past_every_action(self, now: datetime) -> None:
        """As the admin site, a shell or a later version might."""
        user = self.somebody()
        which = self.chance.randrange(4)
        if which == 0:
            User.objects.filter(pk=user.pk).update(is_active=not user.is_active)
        elif which == 1:
            Profile.objects.filter(user=user).update(onboarded_at=None)
        elif which == 2:
            Profile.objects.update(onboarded_at=now)
        else:
            WeeklyWindow.objects.filter(user=user).update(ends=time(23, 45))


def assert_same(search, naive) -> None:
    """What the arrays found is what reading everybody finds: people, order, times, counts."""
    found = search.found
    rows = list(found.matches)
    ranks = {
        int(found.arrays.pks[row]): (found.value_of(row), found.starts_of(row)) for row in rows
    }
    assert ranks == naive.ranks()
    assert [ranks[pk] for pk in found.pks_of(rows)] == sorted(ranks.values(), reverse=True)
    assert {*found.pks_of(found.others)} == naive.others
    assert found.obstacles == naive.obstacles
    people_at = naive.people_at()
    shown = {start.at: start.people for starts in search.days.values() for start in starts}
    assert shown == {at: people_at[at] for at in shown}
    half_hours = {at for at in people_at if local(at, search.zone).minute % 30 == 0}
    assert half_hours <= {*shown}
    for pk in naive.matches:  # on each date of theirs, one of the times shown is theirs
        of_them = {at for at in shown if naive.grid.slot(at) is not None}
        mine = {local(at, search.zone).date() for at in of_them if is_start(naive, pk, at)}
        assert mine == naive.dates_of(pk)
    for at in [*shown][:3]:
        at_once = {*found.pks_of(partners.matches_at(search, at))}
        assert at_once == {pk for pk in naive.matches if is_start(naive, pk, at)}


def local(at, zone):
    return at.astimezone(partners.ZoneInfo(zone))


def is_start(naive, pk, at):
    return bool(naive.matches[pk][1] >> naive.grid.slot(at) & 1)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_after_any_changes_a_search_finds_what_reading_everybody_finds(seed, processes):
    world, now = World(seed), NOW
    found = 0
    for _ in range(14):
        for _ in range(world.chance.randrange(1, 6)):
            world.change(now)
        now += timedelta(minutes=world.chance.choice([0, 1, 7, 300, 2000]))
        me = world.somebody()
        way, kind = world.chance.choice(list(Way)), world.chance.choice(["", "", *KINDS])
        process = world.chance.choice(processes)  # the other one has more to catch up with
        naive = naive_search(me, way=way, kind=kind, now=now)
        assert_same(found_by(process, me, way=way, kind=kind, now=now), naive)
        search = found_by(process, me, way=way, now=now)
        shown = partners.partner_rows(search, search.matches)
        assert len(shown) == len(search.matches)  # nothing that was found fails the check
        found += len(naive.matches)
    assert found  # it was about something


def test_the_random_world_does_everything(db):
    """The changes above are not all refused: each leaves its trace."""
    world = World(1)
    for _ in range(150):
        world.change(NOW)
    states = Counter(Proposal.objects.values_list("state", flat=True))
    assert states["accepted"]
    assert states["declined"]
    assert PartnerChange.objects.filter(person=0).exists()
    assert User.objects.filter(email__endswith="erased.invalid").exists()


# --- other connections ---------------------------------------------------------------------


def somebody(**fields):
    user = UserFactory(timezone="UTC", **fields)
    WeeklyWindow.objects.create(user=user, weekday=3, starts=time(18), ends=time(21))
    return user


@pytest.fixture
def pair(transactional_db):
    for _ in range(2):
        PacketVersionFactory(kind=Kind.CODING)
    return somebody(), somebody()


def elsewhere(work):
    """In another thread, with a connection of its own."""

    def run():
        try:
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result(timeout=30)


def test_what_another_connection_changed_is_found_by_the_next_search(pair, processes):
    me, partner = pair
    assert names_found(processes[0], me) == {partner.pk}
    elsewhere(lambda: Profile.objects.filter(user=partner).update(languages=["fr"]))
    assert names_found(processes[0], me) == set()
    elsewhere(lambda: Profile.objects.filter(user=partner).update(languages=["en"]))
    assert names_found(processes[0], me) == {partner.pk}
    assert names_found(processes[1], me) == {partner.pk}


def test_what_another_connection_took_back_was_never_found(pair, processes):
    me, partner = pair

    def change_and_fail():
        with transaction.atomic():
            Profile.objects.filter(user=partner).update(languages=["fr"])
            transaction.set_rollback(True)

    names_found(processes[0], me)
    elsewhere(change_and_fail)
    assert names_found(processes[0], me) == {partner.pk}
    elsewhere(lambda: WeeklyWindow.objects.filter(user=partner).delete())
    assert names_found(processes[0], me) == set()


@pytest.mark.postgresql
def test_a_change_that_began_earlier_and_committed_later_is_not_missed(pair, processes):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    me, partner = pair
    third = somebody()
    written, may_commit = Event(), Event()

    def slowly():
        with transaction.atomic():
            Profile.objects.filter(user=partner).update(languages=["fr"])
            written.set()
            assert may_commit.wait(20)
        connections.close_all()

    names_found(processes[0], me)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(slowly)
        assert written.wait(20)
        Profile.objects.filter(user=third).update(languages=["fr"])  # a higher number, seen first
        assert names_found(processes[0], me) == {partner.pk}
        assert names_found(processes[0], me) == {partner.pk}
        may_commit.set()
        slow.result(timeout=20)
    assert names_found(processes[0], me) == set()


def test_a_search_within_a_transaction_is_refused(pair, processes):
    with pytest.raises(RuntimeError, match="within a transaction"), transaction.atomic():
        names_found(processes[0], pair[0])


# --- the list of changes -------------------------------------------------------------------


@pytest.mark.django_db
def test_who_looked_in_time_misses_nothing_when_changes_are_pruned(processes):
    PacketVersionFactory(kind=Kind.CODING)
    me, partner = somebody(), somebody()
    assert names_found(processes[0], me) == {partner.pk}
    Profile.objects.filter(user=partner).update(languages=["fr"])
    prune_changes()  # notes where the changes are
    assert PartnerChange.objects.exists()
    assert names_found(processes[0], me) == set()
    prune_changes()
    assert names_found(processes[0], me) == set()


def prune_until_none_is_left():
    """Twice is enough, unless a transaction of another database of the server is open."""
    prune_changes()
    until = monotonic() + 60
    while PartnerChange.objects.exists():
        assert monotonic() < until, "changes stay though nobody may still need them"
        prune_changes()
        sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_who_looked_long_ago_reads_everybody_anew(processes):
    PacketVersionFactory(kind=Kind.CODING)
    me, partner = somebody(), somebody()
    assert names_found(processes[0], me) == {partner.pk}
    Profile.objects.filter(user=partner).update(languages=["fr"])
    prune_until_none_is_left()
    assert names_found(processes[0], me) == set()


@pytest.mark.django_db
def test_after_a_day_the_arrays_are_built_anew_for_the_days_in_sight(processes):
    PacketVersionFactory(kind=Kind.CODING)
    me, partner = somebody(), somebody()
    process = processes[0]
    process.start_work = lambda work: started.append(work)
    started = []
    assert names_found(process, me) == {partner.pk}
    later = NOW + timedelta(days=2)
    assert names_found(process, me, now=later) == {partner.pk}
    assert names_found(process, me, now=later) == {partner.pk}
    (work,) = started  # once, however many search meanwhile
    WeeklyWindow.objects.filter(user=partner).delete()
    work()
    search = found_by(process, me, now=later)
    assert search.found.arrays.grid.start == datetime(2026, 10, 22, tzinfo=UTC)
    assert len(search.matches) == 0


@pytest.mark.django_db
def test_a_clock_that_leaps_beyond_the_days_in_sight_waits_for_new_arrays(processes):
    PacketVersionFactory(kind=Kind.CODING)
    me, partner = somebody(), somebody()
    names_found(processes[0], me)
    assert names_found(processes[0], me, now=NOW + timedelta(days=40)) == {partner.pk}
    assert names_found(processes[0], me, now=NOW - timedelta(days=40)) == {partner.pk}
