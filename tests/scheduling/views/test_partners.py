"""The page on which people find a partner."""

from datetime import UTC, datetime, time, timedelta

import pytest

from feedback.models import Review
from interviews.models import Session
from scheduling.models import Proposal, WeeklyWindow
from tests.factories import SessionFactory, UserFactory
from tests.scheduling.worlds import fill_catalogue

pytestmark = pytest.mark.django_db

PAGE = "/partners/"
NOW = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)  # a Monday


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(NOW, tick=False)
    fill_catalogue()


def somebody(*, starts=18, ends=21, **fields):
    """Free on Tuesdays, in UTC."""
    user = UserFactory(timezone="UTC", **fields)
    WeeklyWindow.objects.create(user=user, weekday=1, starts=time(starts), ends=time(ends))
    return user


@pytest.fixture
def user():
    return somebody()


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def words(response):
    return " ".join(response.content.decode().split())


def test_a_partner_is_shown_with_reasons_and_links_that_propose(page):
    partner = somebody(pseudonym="Calm Heron", level=4, email="secret@example.org")
    response = page.get(PAGE)
    text = words(response)
    assert "1 person for you" in text
    assert "<h3>Calm Heron</h3>" in text
    assert "<li>Both of you want coding and can give it</li>" in text
    assert "<li>One level above you</li>" in text
    assert "secret@example.org" not in text
    link = (
        f'href="/partners/{partner.public_id}/propose/?start=2026-11-24T18:00:00Z'
        '&amp;mode=swap&amp;proposer_kind=coding&amp;partner_kind=coding"'
    )
    assert text.count(link) == 1


def test_the_link_leads_to_a_proposal_that_is_filled_in(page):
    partner = somebody()
    response = page.get(
        f"/partners/{partner.public_id}/propose/?start=2026-11-24T18:00:00Z"
        "&mode=swap&proposer_kind=coding&partner_kind=coding"
    )
    assert response.status_code == 200
    assert response.context["starts_at"] == datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert response.context["form"].initial["mode"] == "swap"


def test_days_show_how_many_could_meet_and_link_to_who(page):
    somebody(starts=18, ends=19)
    late = somebody(starts=20, ends=21)
    text = words(page.get(PAGE))
    link = 'href="?at=2026-11-24T20%3A00%3A00Z#people-title"'
    assert text.count(link) == 2  # in the list and in the picture beside it
    chosen = page.get(PAGE, {"at": "2026-11-24T20:00:00Z"})
    assert [person.public_id for person in chosen.context["people"]] == [late.public_id]
    assert "Tue 24 Nov 2026, 20:00 (UTC)" in words(chosen)


def test_filters_are_kept_by_the_links_of_the_days(page):
    somebody()
    text = words(page.get(PAGE, {"mode": "one_way", "kind": "coding"}))
    assert (
        'href="?mode=one_way&amp;kind=coding&amp;at=2026-11-24T18%3A00%3A00Z#people-title"' in text
    )


@pytest.mark.parametrize(
    ("parameters", "notice"),
    [
        ({"mode": "always"}, "There is no such way to practise. Showing the usual one."),
        ({"kind": "juggling"}, "There is no such kind of round. Showing all of yours."),
        ({"kind": "behavioural"}, "Behavioural is not among the rounds of your preparation."),
        ({"at": "tomorrow"}, "We cannot read that time. Showing all of them."),
        ({"at": "2026-11-24T18:00:00"}, "We cannot read that time. Showing all of them."),
        ({"at": "9999-12-31T23:59:59-12:00"}, "We cannot read that time. Showing all of them."),
        ({"at": "2026-11-24T08:00:00Z"}, "Nobody could meet you at that time."),
        ({"at": "2026-11-24T18:07:00Z"}, "Nobody could meet you at that time."),
        ({"at": "2020-01-01T18:00:00Z"}, "Nobody could meet you at that time."),
    ],
)
def test_bad_parameters_give_way_to_the_default_and_it_is_said(page, parameters, notice):
    partner = somebody()
    response = page.get(PAGE, parameters)
    assert response.status_code == 200
    assert notice in words(response)
    assert [person.public_id for person in response.context["people"]] == [partner.public_id]


@pytest.mark.parametrize("number", ["x", "0", "999", "-1", "1" * 5000])
def test_a_page_that_is_not_there_shows_one_that_is(page, number):
    somebody()
    assert len(page.get(PAGE, {"page": number}).context["people"]) == 1


def test_a_way_that_the_preparation_rules_out_is_said(client):
    volunteer = somebody(volunteers_only=True)
    somebody()
    client.force_login(volunteer)
    response = client.get(PAGE, {"mode": "swap"})
    assert "do not allow that way" in words(response)
    assert response.context["filters"].way == "one_way_interview"
    assert len(response.context["people"]) == 1


def test_nobody_found_says_why_and_what_would_help(page):
    somebody(starts=21, ends=22)
    text = words(page.get(PAGE))
    assert "Nobody is free at your times" in text
    assert "Widening Tuesday evening by an hour (18:00–22:00) adds 1 person." in text


def test_a_tip_of_another_way_links_to_it(page):
    somebody(volunteers_only=True)
    text = words(page.get(PAGE, {"at": "2026-11-24T18:00:00Z"}))
    assert 'href="?mode=one_way"' in text


def test_recent_partners_are_shown_with_a_word_about_it(page, user):
    SessionFactory(
        first=user,
        second=somebody(),
        state=Session.State.COMPLETED,
        starts_at=NOW - timedelta(days=2),
    )
    text = words(page.get(PAGE))
    assert "You met each of these people in the last 14 days" in text
    assert "You last met 2 days ago" in text


def test_who_has_chosen_no_rounds_is_sent_to_choose(client):
    user = somebody(candidate_kinds=[], interviewer_kinds=[])
    client.force_login(user)
    assert "What would you like to practise?" in words(client.get(PAGE))


def test_owed_feedback_is_said_before_one_proposes_in_vain(page, user):
    session = SessionFactory(first=user, starts_at=NOW - timedelta(days=3))
    leg = session.legs.get(number=1)
    Review.objects.create(
        leg=leg,
        author=user,
        subject=leg.candidate,
        perspective=Review.Perspective.INTERVIEWER,
        opened_at=NOW - timedelta(days=2),
    )
    assert "You owe feedback on a session of more than a day ago." in words(page.get(PAGE))


def test_a_clock_change_ahead_is_said(client, time_machine):
    user = somebody()
    user.profile.timezone = "Europe/Berlin"
    user.profile.save()
    time_machine.move_to(datetime(2026, 10, 20, 12, tzinfo=UTC), tick=False)
    client.force_login(user)
    text = words(client.get(PAGE))
    assert "Your clocks go back by 60 minutes on" in text


def test_a_post_is_not_answered(page):
    assert page.post(PAGE).status_code == 405


def test_page_takes_as_many_queries_for_three_people_as_for_one(page, django_assert_num_queries):
    for newcomers in (1, 2):
        for _ in range(newcomers):
            somebody()
        page.get(PAGE)  # takes over who is new
        with django_assert_num_queries(26):
            shown = page.get(PAGE).context["people"]
    assert len(shown) == 3


def test_people_come_in_pages_of_twenty(page):
    for _ in range(21):
        somebody()
    assert len(page.get(PAGE).context["people"]) == 20
    assert len(page.get(PAGE, {"page": 2}).context["people"]) == 1


# --- how likely, and the picture --------------------------------------------------------------


def test_times_say_how_likely_a_session_is(page):
    somebody()
    for _ in range(2):
        somebody(starts=20)
    response = page.get(PAGE)
    shown = {f"{time.local:%H:%M}": time.chance.value for time in first_day(response)}
    assert shown["18:00"] == "possible"  # one person, and nothing known of how people answer
    assert shown["20:00"] == "likely"  # three
    assert "How likely is a rough guess" in words(response)


def first_day(response):
    return next(iter(response.context["days"].values()))


def test_proposals_that_ran_out_lately_make_a_session_less_likely(page, user):
    partner = somebody()
    for n in range(30):
        Proposal.objects.create(
            proposer=user if n % 2 else partner,
            partner=partner if n % 2 else user,
            **{"mode": "swap", "proposer_kind": "coding", "partner_kind": "coding"},
            starts_at=NOW - timedelta(days=1, minutes=15 * n),
            ends_at=NOW - timedelta(days=1, minutes=15 * n - 60),
            created_at=NOW - timedelta(days=3),
            expires_at=NOW - timedelta(days=2),
            proposer_accepted_at=NOW - timedelta(days=3),
            state="expired" if n else "declined",
        )
    response = page.get(PAGE)
    assert {time.chance.value for time in first_day(response)} == {"unlikely"}
    assert "Of 30 proposals in the last four weeks, 0 were accepted in time." in words(response)


def test_the_picture_has_the_best_time_of_each_hour(page):
    somebody()
    somebody(starts=20)
    weeks = page.get(PAGE).context["weeks"]
    assert [week.days[0].isoformat() for week in weeks] == ["2026-11-23", "2026-11-30"]
    cells = {hour: [time and time.start.people for time in times] for hour, times in weeks[0].rows}
    nobody = [None] * 5
    assert cells == {18: [None, 1, *nobody], 19: [None, 1, *nobody], 20: [None, 2, *nobody]}


# --- a suggestion, applied and undone -----------------------------------------------------------

WIDER = {"weekdays": ["1"], "starts": "18:00", "ends": "22:00", "mode": "swap", "kind": ""}


def hours_of(user):
    return [(w.weekday, f"{w.starts:%H:%M}", f"{w.ends:%H:%M}") for w in user.weekly_windows.all()]


def test_a_suggestion_is_applied_with_one_button_and_finds_somebody(page, user):
    somebody(starts=21, ends=22)
    response = page.get(PAGE)
    assert "Widening Tuesday evening by an hour (18:00–22:00) adds 1 person." in words(response)
    change = response.context["tips"][0].change
    form = {"weekdays": change.weekdays, "starts": change.starts, "ends": change.ends}
    response = page.post(f"{PAGE}widen/", {**form, "mode": "swap"}, follow=True)
    assert response.redirect_chain == [("/partners/?mode=swap", 302)]
    assert "You are free on Tuesday, 18:00–22:00, from now on." in words(response)
    assert len(response.context["people"]) == 1
    assert hours_of(user) == [(1, "18:00", "22:00")]


def test_a_suggestion_can_be_undone_once(page, user):
    page.post(f"{PAGE}widen/", WIDER)
    assert "Undo the change" in words(page.get(PAGE))
    page.post(f"{PAGE}widen/undo/")
    assert hours_of(user) == [(1, "18:00", "21:00")]
    assert "Undo the change" not in words(page.get(PAGE))
    response = page.post(f"{PAGE}widen/undo/", follow=True)
    assert "There is nothing to undo." in words(response)


def test_hours_changed_since_are_not_undone(page, user):
    page.post(f"{PAGE}widen/", WIDER)
    WeeklyWindow.objects.create(user=user, weekday=5, starts=time(9), ends=time(12))
    response = page.post(f"{PAGE}widen/undo/", follow=True)
    assert "Your hours were changed since" in words(response)
    assert hours_of(user) == [(1, "18:00", "22:00"), (5, "09:00", "12:00")]


def test_another_person_in_the_same_browser_undoes_nothing_of_it(page, user):
    page.post(f"{PAGE}widen/", WIDER)
    other = somebody(starts=8, ends=9)
    page.force_login(other)
    page.post(f"{PAGE}widen/undo/")
    assert hours_of(other) == [(1, "08:00", "09:00")]


@pytest.mark.parametrize(
    "garbage",
    [
        {},
        {"weekdays": ["9"]},
        {"weekdays": ["x", "1"]},
        {"starts": "25:99"},
        {"ends": ""},
        {"starts": "18:00", "ends": "18:00"},
        {"weekdays": ["1"] * 500, "starts": "\x00"},
    ],
)
def test_a_suggestion_that_nobody_made_changes_nothing(page, user, garbage):
    wanted = {**WIDER, **garbage} if garbage else {}
    response = page.post(f"{PAGE}widen/", wanted, follow=True)
    assert response.status_code == 200
    assert "That suggestion cannot be read." in words(response)
    assert hours_of(user) == [(1, "18:00", "21:00")]


def test_the_way_back_never_leaves_the_site(page):
    response = page.post(f"{PAGE}widen/", {**WIDER, "mode": "//evil.example/", "kind": "\r\nX: y"})
    assert response["Location"].startswith("/partners/?mode=%2F%2Fevil.example%2F&kind=%0D%0AX")
    assert page.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("address", ["widen/", "widen/undo/"])
def test_a_suggestion_is_not_applied_by_a_link(page, address):
    assert page.get(f"{PAGE}{address}").status_code == 405


def test_nobody_found_names_what_else_one_can_do(page):
    text = words(page.get(PAGE))
    assert 'href="/waitlist/"' in text
    assert 'href="/loops/"' in text
