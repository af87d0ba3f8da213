"""Your hours: what people can do there, and what they are told."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from scheduling.models import AvailabilityException, WeeklyWindow
from tests.factories import UserFactory
from tests.scheduling.worlds import book, fill_catalogue, in_days, person

pytestmark = pytest.mark.django_db

PAGE = "/availability/"
TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def user(time_machine):
    time_machine.move_to(datetime.fromisoformat("2026-11-24T12:00:00+00:00"), tick=False)
    return UserFactory(timezone="Europe/Berlin")


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def windows(user):
    return [
        (row.weekday, f"{row.starts:%H:%M}", f"{row.ends:%H:%M}")
        for row in WeeklyWindow.objects.filter(user=user)
    ]


def exceptions(user):
    return [
        (row.date.isoformat(), row.starts and f"{row.starts:%H:%M}–{row.ends:%H:%M}")
        for row in AvailabilityException.objects.filter(user=user)
    ]


def open_window(user, weekday, starts, ends):
    return WeeklyWindow.objects.create(
        user=user,
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
    )


def words(response):
    """What the page says, in one line."""
    return " ".join(response.content.decode().split())


def add(page, *weekdays, starts="18:00", ends="21:00"):
    fields = {"weekdays": weekdays, "starts": starts, "ends": ends}
    return page.post(reverse("availability_window"), fields, follow=True)


def set_date(page, **fields):
    given = {"day": "2026-12-24", "until": "", "how": "closed", "starts": "", "ends": "", **fields}
    return page.post(reverse("availability_exception"), given, follow=True)


def test_page_of_somebody_new_says_what_to_do(page):
    response = page.get(PAGE)
    assert response.status_code == 200
    assert "No hours yet" in words(response)
    assert "Europe/Berlin (UTC+1)" in words(response)


def test_hours_are_added_to_every_chosen_day(page, user):
    response = add(page, 0, 2)
    assert windows(user) == [(0, "18:00", "21:00"), (2, "18:00", "21:00")]
    assert "Added Monday and Wednesday, 18:00–21:00." in words(response)


def test_overlapping_hours_become_one_and_it_is_said(page, user):
    add(page, 0, starts="18:00", ends="20:00")
    response = add(page, 0, 1, starts="19:00", ends="22:00")
    assert windows(user) == [(0, "18:00", "22:00"), (1, "19:00", "22:00")]
    assert "On Monday they overlap or touch hours that were there" in words(response)


def test_hours_past_midnight_are_the_next_days(page, user):
    response = add(page, 4, starts="22:00", ends="02:00")
    assert windows(user) == [(4, "22:00", "02:00")]
    assert "Added Friday, 22:00–02:00 the next day." in words(response)


def test_whole_day_is_midnight_to_midnight(page, user):
    add(page, 5, starts="00:00", ends="00:00")
    assert windows(user) == [(5, "00:00", "00:00")]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"starts": "18:00", "ends": "18:00"}, "The end is the same as the start."),
        ({"starts": "25:00"}, "This is no time of day."),
        ({"ends": ""}, "Give a time, such as 18:00."),
        ({"weekdays": []}, "Choose at least one day."),
        ({"weekdays": ["7"]}, "There is no such day of the week."),
        ({"weekdays": ["x"]}, "There is no such day of the week."),
    ],
)
def test_wrong_hours_are_refused_in_words_and_change_nothing(page, user, fields, error):
    open_window(user, 0, "09:00", "10:00")
    given = {"weekdays": ["0"], "starts": "18:00", "ends": "21:00", **fields}
    response = page.post(reverse("availability_window"), given)
    assert response.status_code == 400
    assert error in words(response)
    assert windows(user) == [(0, "09:00", "10:00")]


def test_a_ninth_stretch_on_a_day_is_refused_and_nothing_changes(page, user):
    for hour in range(8):
        open_window(user, 1, f"{2 * hour:02}:00", f"{2 * hour + 1:02}:00")
    before = windows(user)
    response = add(page, 0, 1, starts="20:00", ends="21:00")
    assert response.status_code == 400
    assert "A day holds 8 stretches of hours at most." in words(response)
    assert windows(user) == before


def test_hours_are_removed(page, user):
    window = open_window(user, 0, "18:00", "21:00")
    response = page.post(reverse("availability_window_remove", args=[window.pk]), follow=True)
    assert windows(user) == []
    assert "Removed Monday, 18:00–21:00." in words(response)


@pytest.mark.parametrize("pk", [0, 10**30])
def test_removing_hours_that_are_not_there_is_404(page, pk):
    assert page.post(reverse("availability_window_remove", args=[pk])).status_code == 404


def test_somebody_elses_hours_cannot_be_removed(page):
    other = UserFactory()
    window = open_window(other, 0, "18:00", "21:00")
    response = page.post(reverse("availability_window_remove", args=[window.pk]))
    assert response.status_code == 404
    assert windows(other) == [(0, "18:00", "21:00")]


def test_one_press_adds_weekday_evenings(page, user):
    open_window(user, 0, "20:00", "22:00")
    response = page.post(
        reverse("availability_template"), {"template": "weekday-evenings"}, follow=True
    )
    assert windows(user) == [
        (0, "18:00", "22:00"),
        *((weekday, "18:00", "21:00") for weekday in (1, 2, 3, 4)),
    ]
    assert "On Monday they overlap or touch" in words(response)


def test_unknown_usual_hours_are_refused(page, user):
    response = page.post(reverse("availability_template"), {"template": "always"})
    assert response.status_code == 400
    assert "There are no such hours to add." in words(response)
    assert windows(user) == []


def test_a_day_is_copied_in_place_of_the_others(page, user):
    open_window(user, 0, "18:00", "21:00")
    open_window(user, 1, "07:00", "08:00")
    page.post(reverse("availability_copy"), {"source": 0, "targets": [0, 1, 6]})
    assert windows(user) == [(weekday, "18:00", "21:00") for weekday in (0, 1, 6)]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"source": 3, "targets": [0]}, "That day has no hours to copy."),
        ({"source": 0, "targets": []}, "Choose at least one day."),
        ({"source": 9, "targets": [1]}, "There is no such day of the week."),
    ],
)
def test_impossible_copies_are_refused_and_change_nothing(page, user, fields, error):
    open_window(user, 0, "18:00", "21:00")
    response = page.post(reverse("availability_copy"), fields)
    assert response.status_code == 400
    assert error in words(response)
    assert windows(user) == [(0, "18:00", "21:00")]


def test_a_date_is_closed(page, user):
    response = set_date(page)
    assert exceptions(user) == [("2026-12-24", None)]
    assert "Closed: Thursday 24 December 2026." in words(response)
    assert "Not free at all" in words(response)


def test_a_holiday_closes_every_date_of_it(page, user):
    set_date(page, until="2026-12-27")
    assert exceptions(user) == [(f"2026-12-{day}", None) for day in (24, 25, 26, 27)]


def test_a_date_gets_other_times_in_place_of_being_closed(page, user):
    set_date(page)
    set_date(page, how="other", starts="10:00", ends="12:00")
    response = set_date(page, how="other", starts="11:00", ends="13:00")
    assert exceptions(user) == [("2026-12-24", "10:00–13:00")]
    assert "they are one now" in words(response)


def test_closing_a_date_replaces_its_times(page, user):
    set_date(page, how="other", starts="10:00", ends="12:00")
    set_date(page)
    assert exceptions(user) == [("2026-12-24", None)]


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"day": "2026-11-23"}, "This date has passed."),
        ({"day": "2026-02-30"}, "There is no such date."),
        ({"day": "tomorrow"}, "There is no such date."),
        ({"day": ""}, "Give a date."),
        ({"day": "2029-01-01"}, "This is more than a year away."),
        ({"until": "2026-12-23"}, "The last date is before the first."),
        ({"until": "2027-02-24"}, "That is more than two months."),
        ({"how": "other", "starts": "10:00"}, "Give a time, such as 18:00."),
        ({"how": "other", "starts": "10:00", "ends": "10:00"}, "The end is the same as the start"),
        ({"how": "perhaps"}, "Choose one of the two."),
    ],
)
def test_wrong_dates_are_refused_in_words_and_change_nothing(page, user, fields, error):
    AvailabilityException.objects.create(user=user, date=date(2026, 12, 1))
    response = set_date(page, **fields)
    assert response.status_code == 400
    assert error in words(response)
    assert exceptions(user) == [("2026-12-01", None)]


def test_today_is_the_date_where_the_person_is(client, user):
    far_east = UserFactory(timezone="Pacific/Kiritimati")  # already 25 November there
    client.force_login(far_east)
    assert "This date has passed." in words(set_date(client, day="2026-11-24"))
    assert set_date(client, day="2026-11-25").status_code == 200


def test_a_date_goes_back_to_the_week(page, user):
    AvailabilityException.objects.create(user=user, date=date(2026, 12, 24))
    address = reverse("availability_exception_remove", args=[date(2026, 12, 24)])
    assert "your weekly hours count again" in words(page.post(address, follow=True))
    assert exceptions(user) == []
    assert "Nothing was changed." in words(page.post(address, follow=True))


def test_an_address_without_a_real_date_is_404(page):
    assert page.post("/availability/dates/2026-02-30/remove/").status_code == 404


def test_removing_a_date_leaves_that_of_somebody_else(page):
    other = UserFactory()
    AvailabilityException.objects.create(user=other, date=date(2026, 12, 24))
    page.post(reverse("availability_exception_remove", args=[date(2026, 12, 24)]))
    assert exceptions(other) == [("2026-12-24", None)]


POSTS = [
    ("availability_week", []),
    ("availability_window", []),
    ("availability_window_remove", [1]),
    ("availability_template", []),
    ("availability_copy", []),
    ("availability_limits", []),
    ("availability_exception", []),
    ("availability_exception_remove", [date(2026, 12, 24)]),
]


@pytest.mark.parametrize(("name", "args"), POSTS)
def test_get_of_what_is_posted_changes_nothing_and_leads_to_the_page(page, user, name, args):
    window = open_window(user, 0, "18:00", "21:00")
    response = page.get(reverse(name, args=[window.pk] if args == [1] else args))
    assert (response.status_code, response.url) == (302, PAGE)
    assert windows(user) == [(0, "18:00", "21:00")]


@pytest.mark.parametrize(("name", "args"), [("availability", []), ("partners", []), *POSTS])
def test_anonymous_people_are_sent_to_sign_in(client, name, args):
    for response in (client.get(reverse(name, args=args)), client.post(reverse(name, args=args))):
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_preview_shows_free_and_booked_time_of_each_day(page, user):
    fill_catalogue()
    for weekday in range(7):
        open_window(user, weekday, "09:00", "12:00")
    user.preparation.candidate_kinds = user.preparation.interviewer_kinds = ["coding"]
    user.preparation.save()
    book(person(), user, starts_at=in_days(1) - timedelta(hours=3))  # 09:00Z, 10:00 in Berlin
    preview = words(page.get(PAGE)).split("The next 14 days")[1]
    assert "Wed 25 Nov" in preview
    assert "Free 09:00–10:00, 11:00–12:00 · <strong>Booked 10:00–11:00</strong>" in preview
    assert preview.count("Free 09:00–12:00") == 13


def test_preview_says_which_dates_differ(page, user):
    open_window(user, 3, "09:00", "12:00")
    AvailabilityException.objects.create(
        user=user, date=date(2026, 11, 26), starts=time(20), ends=time()
    )
    preview = words(page.get(PAGE)).split("The next 14 days")[1]
    assert 'Thu 26 Nov <span class="muted">· differs</span>' in preview
    assert "Free 20:00–24:00" in preview


def test_a_clock_change_in_the_next_14_days_is_said(client, user, time_machine):
    time_machine.move_to(datetime.fromisoformat("2026-03-01T12:00:00+00:00"), tick=False)
    newyorker = UserFactory(timezone="America/New_York")
    client.force_login(newyorker)
    text = words(client.get(PAGE))
    assert "Your clocks go forward by 60 minutes on" in text
    assert "Sun 8 Mar" in text


def test_no_clock_change_is_not_said(page):
    assert "Your clocks go" not in words(page.get(PAGE))


def test_a_pause_is_said(page, user):
    user.profile.paused_until_date = TODAY + timedelta(days=3)
    user.profile.save()
    assert "You are on a pause until Friday 27 November 2026." in words(page.get(PAGE))


def test_page_takes_as_many_queries_with_three_rows_as_with_one(
    page, user, django_assert_num_queries
):
    queries = 12  # two for limits: theirs, and whether they only interview
    open_window(user, 0, "18:00", "21:00")
    AvailabilityException.objects.create(user=user, date=date(2026, 12, 1))
    with django_assert_num_queries(queries):
        page.get(PAGE)
    for weekday in (1, 2):
        open_window(user, weekday, "18:00", "21:00")
        AvailabilityException.objects.create(user=user, date=date(2026, 12, 1 + weekday))
    with django_assert_num_queries(queries):
        page.get(PAGE)
