"""Who is found, in which order, with which words; and what is said when nobody is."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from interviews.models import Exposure, Kind, Packet, Session
from scheduling.actions.proposals import withdraw_proposal
from scheduling.domain.pair_value import Way
from scheduling.domain.quarters import quarters
from scheduling.models import AvailabilityException, Claim, WeeklyWindow
from scheduling.queries.partner_advice import tips_for, why_nobody
from scheduling.queries.partners import find_partners, matches_at, partner_rows
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import book, fill_catalogue, limited, propose

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _questions(db):
    fill_catalogue(packets=3, kinds=[Kind.CODING, Kind.BEHAVIOURAL])


def evening(user, *weekdays, starts=18, ends=21):
    for weekday in weekdays:
        WeeklyWindow.objects.create(
            user=user, weekday=weekday, starts=time(starts), ends=time(ends)
        )
    return user


def somebody(*weekdays, starts=18, ends=21, **fields):
    return evening(UserFactory(timezone="UTC", **fields), *weekdays, starts=starts, ends=ends)


def search(user, way=Way.SWAP, kind=""):
    user.refresh_from_db()
    return find_partners(user, way=way, kind=kind, now=NOW)


def names(found):
    return [row.pseudonym for row in rows(found)]


def rows(found, **kwargs):
    return partner_rows(found, found.matches, **kwargs)


def tuesday(hour, minute=0):
    return datetime(2026, 11, 24, hour, minute, tzinfo=UTC)


def test_a_partner_comes_with_reasons_and_times():
    me = somebody(1)
    partner = somebody(1, level=4, pseudonym="Calm Heron")
    (row,) = rows(search(me))
    assert (row.public_id, row.pseudonym, row.level) == (partner.public_id, "Calm Heron", "Senior")
    assert row.reasons == [
        "Both of you want coding and can give it",
        "One level above you",
        "Free at 3 of your hours in the next 7 days",
        "You have not met yet",
    ]
    assert [slot.at for slot in row.slots] == [
        tuesday(18),
        tuesday(19),
        tuesday(18) + timedelta(days=7),
    ]
    assert row.slots[0].iso == "2026-11-24T18:00:00Z"
    assert row.slots[0].ends_at == tuesday(19)
    assert row.more_slots == 2 * 9 - 3
    assert (row.my_kind, row.their_kind, row.minutes) == ("coding", "coding", 60)


def test_better_partners_come_first():
    me = somebody(1)
    somebody(1, pseudonym="Same level")
    somebody(1, pseudonym="One above", level=4)
    somebody(1, pseudonym="Two above", level=5)
    both = ["coding", "behavioural"]
    somebody(1, pseudonym="More kinds", interviewer_kinds=both, candidate_kinds=both)
    me.preparation.candidate_kinds = me.preparation.interviewer_kinds = both
    me.preparation.save()
    # 800 + 400 + 400 + 320, then 1400 + 320, 1400 + 280, 1400 + 160
    assert names(search(me)) == ["More kinds", "Same level", "One above", "Two above"]
    found = search(me).found
    assert [found.value_of(row) for row in found.matches] == [1920, 1720, 1680, 1560]


def test_of_equal_partners_the_one_with_more_common_time_comes_first():
    me = somebody(1, 2)
    somebody(1, pseudonym="A little")
    somebody(1, 2, pseudonym="More")
    assert names(search(me)) == ["More", "A little"]


@pytest.mark.parametrize(
    "fields",
    [
        {"languages": ["fr"]},
        {"interviewer_kinds": ["behavioural"]},
        {"candidate_kinds": ["behavioural"]},
        {"volunteers_only": True},
        {"level": 1},
        {"is_active": False},
        {"paused_until_date": date(2026, 11, 24)},
    ],
)
def test_who_does_not_fit_is_not_found(fields):
    me = somebody(1, level=4)
    somebody(1, pseudonym="Fits")
    somebody(1, **fields)
    assert names(search(me)) == ["Fits"]


def test_who_has_not_finished_setting_up_is_not_found():
    me, other = somebody(1), somebody(1)
    other.profile.onboarded_at = None
    other.profile.save()
    assert names(search(me)) == []


def test_whose_pause_ends_today_is_found():
    me = somebody(1)
    somebody(1, pseudonym="Back", paused_until_date=date(2026, 11, 23))
    assert names(search(me)) == ["Back"]


def test_nobody_finds_themself():
    assert names(search(somebody(1))) == []


def test_who_is_not_free_is_counted_but_not_listed():
    me = somebody(1)
    somebody(2)
    found = search(me)
    assert names(found) == []
    assert len(found.found.others) == 1


def test_one_who_interviews_is_found_by_who_practises_and_the_other_way_round():
    me = somebody(1, level=3, interviewer_kinds=[])
    volunteer = somebody(
        1, level=5, volunteers_only=True, interviewer_kinds=["coding"], pseudonym="Volunteer"
    )
    (row,) = rows(search(me, Way.PRACTISE))
    assert (row.my_kind, row.their_kind, row.minutes) == ("coding", "", 60)
    assert row.reasons[:2] == ["Can give the coding that you want", "Two levels above you"]
    me.profile.pseudonym = "Learner"
    me.profile.save()
    (row,) = rows(search(volunteer, Way.INTERVIEW))
    assert (row.pseudonym, row.my_kind, row.their_kind) == ("Learner", "", "coding")
    assert row.reasons[:2] == ["Wants coding, which you can give", "Two levels below you"]


def test_the_kind_asked_for_is_the_one_proposed():
    both = ["coding", "behavioural"]
    me = somebody(1, candidate_kinds=both, interviewer_kinds=both)
    somebody(1, candidate_kinds=both, interviewer_kinds=both)
    (row,) = rows(search(me, kind="behavioural"))
    assert (row.my_kind, row.their_kind) == ("behavioural", "coding")


def test_extra_time_of_either_makes_the_session_longer():
    me = somebody(1, starts=18, ends=19)
    somebody(1, extra_time_percent=50, starts=18, ends=21)
    assert names(search(me)) == []  # 25 + 38 + 10 minutes need 75
    WeeklyWindow.objects.filter(user=me).update(ends=time(19, 15))
    (row,) = rows(search(me))
    assert row.minutes == 75
    assert [slot.at for slot in row.slots] == [tuesday(18), tuesday(18) + timedelta(days=7)]


def test_nothing_starts_within_two_hours():
    me, _ = somebody(0, starts=12, ends=16), somebody(0, starts=12, ends=16)
    first = rows(search(me))[0].slots[0]
    assert first.at == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)  # NOW is 12:05; 14:15 is odd
    assert min(start.at for start in next(iter(search(me).days.values()))) == first.at


def test_common_time_is_found_across_zones():
    me = evening(UserFactory(timezone="Asia/Kathmandu"), 1, starts=18, ends=20)  # 12:15–14:15Z
    evening(UserFactory(timezone="America/New_York"), 1, starts=8, ends=10)  # 13:00–15:00Z
    (row,) = rows(search(me))
    assert row.slots[0].at == tuesday(13, 15)  # 19:00 in Kathmandu, rounder than 18:45


def test_booked_time_is_not_offered():
    me, other = somebody(1, starts=18, ends=19), somebody(1, starts=18, ends=19)
    partner = somebody(1, starts=18, ends=19, pseudonym="Busy")
    book(other, partner, starts_at=tuesday(18), now=NOW)
    found = search(me)
    assert {*found.found.pks_of(found.matches)} == {other.pk, partner.pk}
    for row in rows(found):
        assert [slot.at for slot in row.slots] == [tuesday(18) + timedelta(days=7)]


def test_time_that_was_asked_of_a_partner_already_is_not_offered_again():
    me, partner = somebody(1, starts=18, ends=20), somebody(1, starts=18, ends=20)
    proposal = propose(me, partner, starts_at=tuesday(18, 30), now=NOW)
    later = timedelta(days=7)
    assert [slot.at for slot in rows(search(me))[0].slots] == [
        tuesday(18) + later,
        tuesday(19) + later,
    ]
    withdraw_proposal(proposal, by=me, now=NOW)
    assert rows(search(me))[0].slots[0].at == tuesday(18)


def met(me, other, *, days_ago, state=Session.State.COMPLETED):
    return SessionFactory(
        first=me, second=other, state=state, starts_at=NOW - timedelta(days=days_ago), kind="coding"
    )


def test_a_partner_of_the_last_14_days_makes_way_for_others():
    me, recent = somebody(1), somebody(1, pseudonym="Recent")
    somebody(1, pseudonym="New")
    met(me, recent, days_ago=3)
    found = search(me)
    assert names(found) == ["New"]
    assert not found.only_recent


def test_a_recent_partner_is_found_when_nobody_else_is_and_it_is_said():
    me, recent = somebody(1), somebody(1, pseudonym="Recent")
    met(me, recent, days_ago=3)
    found = search(me)
    assert names(found) == ["Recent"]
    assert found.only_recent
    assert rows(found)[0].reasons[-1] == "You last met 3 days ago"


def test_a_partner_of_long_ago_is_one_like_any_other():
    me, old = somebody(1), somebody(1, pseudonym="Old")
    met(me, old, days_ago=20)
    found = search(me)
    assert not found.only_recent
    assert rows(found)[0].reasons[-1] == "You last met 20 days ago"


def test_a_partner_with_a_session_ahead_counts_as_recent():
    me, other = somebody(1), somebody(1)
    met(me, other, days_ago=-1, state=Session.State.CONFIRMED)
    found = search(me)
    assert found.only_recent
    assert rows(found)[0].reasons[-1] == "You have a session on Tue 24 Nov already"


def test_a_cancelled_session_is_no_meeting():
    me, other = somebody(1), somebody(1)
    met(me, other, days_ago=3, state=Session.State.CANCELLED)
    assert rows(search(me))[0].reasons[-1] == "You have not met yet"


def know_every_question(user, kind):
    for packet in Packet.objects.filter(kind=kind):
        Exposure.objects.create(user=user, packet=packet, role="interviewer", at=NOW)


def test_who_knows_every_question_of_a_kind_does_not_practise_it():
    me, other = somebody(1), somebody(1)
    know_every_question(other, "coding")
    assert names(search(me)) == []
    assert names(search(me, Way.PRACTISE)) == [other.profile.pseudonym]


def test_days_say_how_many_people_could_meet_at_each_start():
    me = somebody(1, starts=18, ends=20)
    somebody(1, starts=18, ends=19)
    somebody(1, starts=18, ends=20)
    day, starts = next(iter(search(me).days.items()))
    assert day == date(2026, 11, 24)
    assert [(start.at, start.people) for start in starts] == [
        (tuesday(18), 2),
        (tuesday(18, 30), 1),
        (tuesday(19), 1),
    ]


def test_a_start_chosen_shows_who_is_free_then():
    me = somebody(1, starts=18, ends=20)
    somebody(1, starts=18, ends=19)
    late = somebody(1, starts=19, ends=20)
    found = search(me)
    chosen = matches_at(found, tuesday(19))
    assert found.found.pks_of(chosen) == [late.pk]
    (row,) = partner_rows(found, chosen, at=tuesday(19))
    assert [slot.at for slot in row.slots] == [tuesday(19)]
    assert len(matches_at(found, tuesday(19) + timedelta(days=99))) == 0


# --- nobody found: why, and what would help ----------------------------------------------------


def words(user, way=Way.SWAP, kind=""):
    """Title and text of the reason, and the tips."""
    found = search(user, way, kind)
    why = why_nobody(found, kind=kind)
    return why.title, why.text, [tip.words for tip in tips_for(found, kind=kind)]


def test_why_nobody_else_is_here():
    assert words(somebody(1)) == (
        "Nobody else is here yet",
        "You are the first. As soon as others have set up their account, they appear here.",
        [],
    )


def test_why_everybody_is_told_by_language_kind_and_level():
    me = somebody(1, level=4, candidate_kinds=["coding"])
    somebody(1, languages=["fr"])
    somebody(1, interviewer_kinds=["behavioural"], candidate_kinds=["behavioural"])
    somebody(1, level=1)
    somebody(1, level=1)
    title, text, _ = words(me, Way.PRACTISE)
    assert title == "Nobody fits yet"
    assert text == (
        "Of 4 people here, 1 shares no language with you, 1 does not interview in what you want "
        "to practise, 2 are more than two levels below you."
    )


def test_why_somebody_without_languages_finds_nobody():
    assert words(somebody(1, languages=[]))[0] == "Say which languages you speak"


def test_why_somebody_who_knows_every_question_finds_nobody():
    me, _ = somebody(1), somebody(1)
    know_every_question(me, "coding")
    title, _, tips = words(me)
    assert title == "You know every question of your rounds"
    assert tips == ["1 person could meet you for a session in which you interview them."]


def test_why_somebody_without_hours_finds_nobody_and_which_hours_would_help():
    me = somebody()
    somebody(1)
    somebody(5, starts=9, ends=12)
    somebody(3)
    title, text, tips = words(me)
    assert title == "Say when you are free"
    assert text == ("3 people fit you. To find times that suit both, your own hours are needed.")
    assert tips == ["Opening weekday evenings (18:00–21:00) adds 2 people."]


def test_widening_an_evening_by_an_hour_is_counted_for_real():
    me = somebody(1, starts=18, ends=21)
    for _ in range(2):
        somebody(1, starts=21, ends=22)
    somebody(1, starts=16, ends=18)
    somebody(4)
    title, text, tips = words(me)
    assert title == "Nobody is free at your times"
    assert text == (
        "4 people fit you, but none is free for long enough at your times in the next 14 days."
    )
    assert tips == ["Widening Tuesday evening by an hour (18:00–22:00) adds 2 people."]


def test_what_the_tip_promises_comes_true():
    me = somebody(1, starts=18, ends=21)
    somebody(1, starts=21, ends=22)
    WeeklyWindow.objects.filter(user=me).update(ends=time(22))
    assert len(search(me).matches) == 1


def test_two_hours_are_suggested_only_where_one_does_not_help():
    me = somebody(1, starts=18, ends=20)
    somebody(1, starts=16, ends=17)
    assert words(me)[2] == ["Widening Tuesday evening by 2 hours (16:00–20:00) adds 1 person."]


def test_another_day_is_suggested_where_widening_does_not_help():
    me = somebody(1)
    somebody(3)
    assert words(me)[2] == ["Opening Thursday 18:00–20:00 adds 1 person."]


def test_a_tip_does_not_count_on_time_that_is_booked_or_closed():
    me = somebody(1)
    somebody(3)
    for day in (date(2026, 11, 26), date(2026, 12, 3)):
        AvailabilityException.objects.create(user=me, date=day)
    assert words(me)[2] == []


def test_with_partners_found_the_tip_says_who_else_fits():
    me = somebody(1)
    somebody(1)
    somebody(2)
    found = search(me)
    assert [tip.words for tip in tips_for(found, kind="")] == [
        "1 more person fits you, but is not free at your times. Opening Wednesday 18:00–20:00 "
        "adds 1 person."
    ]


def test_another_way_is_suggested_with_how_many_it_brings():
    me = somebody(1)
    somebody(1, volunteers_only=True)
    found = search(me)
    tips = tips_for(found, kind="")
    assert [(tip.words, tip.way) for tip in tips] == [
        ("1 person could meet you for a session in which they interview you.", Way.PRACTISE)
    ]


def test_any_kind_is_suggested_where_the_one_asked_for_finds_nobody():
    both = ["coding", "behavioural"]
    me = somebody(1, candidate_kinds=both, interviewer_kinds=both)
    somebody(1)
    title, _, tips = words(me, kind="behavioural")
    assert title == "Nobody fits for behavioural yet"
    assert tips[0] == "1 person could meet you if any kind of round will do."


# --- the cost ------------------------------------------------------------------------------------


def test_search_takes_as_many_queries_for_three_people_as_for_one(django_assert_num_queries):
    me = somebody(1)
    for newcomers in (1, 2):
        for _ in range(newcomers):
            somebody(1)
        search(me)  # takes over who is new
        with django_assert_num_queries(11):
            found = find_partners(me, way=Way.SWAP, kind="", now=NOW)
        with django_assert_num_queries(8):
            assert len(rows(found)) == len(found.matches)
        with django_assert_num_queries(0):
            tips_for(found, kind="")
            assert found.days
    assert len(found.matches) == 3


# --- limits of people's own -----------------------------------------------------------------


def booked(user, *starts):
    """A session of the user's at each of these, with people who give nothing in return."""
    for at in starts:
        session = SessionFactory(first=user, starts_at=at)
        for quarter in quarters(at, at + timedelta(hours=1)):
            Claim.objects.create(user=user, quarter_at=quarter, session=session)


def slots(user, **kwargs):
    (row,) = rows(search(user), **kwargs)
    return [slot.at for slot in row.slots]


def test_a_partner_is_offered_after_the_notice_they_want_and_the_seekers_own_does_not_count():
    me, partner = somebody(1), somebody(1)
    limited(me, notice_hours=72)
    assert slots(me)[0] == tuesday(18)
    limited(partner, notice_hours=31)
    at = (tuesday(19), tuesday(19, 15))  # it is 12:05 on Monday
    assert [matches_at(search(me), start).size for start in at] == [0, 1]
    assert slots(me)[0] == tuesday(19, 30)  # a half hour is preferred
    limited(partner, notice_hours=72)
    assert slots(me)[0] == tuesday(18) + timedelta(days=7)


def test_nobody_is_offered_in_a_week_that_is_full_for_them():
    me, partner = somebody(1), limited(somebody(1), most_per_week=1)
    booked(partner, tuesday(9))
    assert slots(me)[0] == tuesday(18) + timedelta(days=7)
    booked(partner, tuesday(9) + timedelta(days=7))
    assert rows(search(me)) == []


def test_ones_own_pauses_and_full_days_are_not_searched():
    me = limited(somebody(1), buffer_after_minutes=30)
    somebody(1)
    booked(me, tuesday(18))
    assert slots(me)[0] == tuesday(19, 30)
    limited(me, most_per_day=1)
    assert slots(me)[0] == tuesday(18) + timedelta(days=7)


def test_why_ones_own_limits_leave_nobody_and_how_many_there_would_be():
    me = limited(somebody(1), most_per_week=1)
    for _ in range(2):
        somebody(1)
    somebody(3)
    booked(me, tuesday(9), tuesday(9) + timedelta(days=7))
    title, text, _ = words(me)
    assert title == "Your own limits leave no room"
    assert text == (
        "5 people fit you, and 2 people are free at your hours in the next 14 days. Your limits on"
        " sessions and pauses rule those times out."
    )
    limited(me, most_per_week=None)
    assert len(rows(search(me))) == 2


def test_limits_that_are_not_to_blame_are_not_named():
    me = limited(somebody(1), most_per_week=1, notice_hours=72)
    limited(somebody(1), notice_hours=72, most_per_week=1)
    booked(me, tuesday(9), tuesday(9) + timedelta(days=7))
    WeeklyWindow.objects.exclude(user=me).update(weekday=3)
    assert words(me)[0] == "Nobody is free at your times"


def test_limits_that_count_cost_the_search_one_query_more(django_assert_num_queries):
    me = limited(somebody(1), most_per_day=1)
    search(me)
    with django_assert_num_queries(12):
        find_partners(me, way=Way.SWAP, kind="", now=NOW)
