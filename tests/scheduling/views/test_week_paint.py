"""The painted week: one post with all of it, and the week that it was made from."""

import re
from datetime import datetime, time, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import close_old_connections
from django.urls import reverse

from scheduling.actions.availability import HoursChangedMeanwhile, save_week, week_of_windows
from scheduling.domain.week_paint import parse_windows, windows_as_text
from scheduling.models import PartnerChange, WeeklyWindow
from tests.factories import UserFactory
from tests.scheduling.calendars import busy

pytestmark = pytest.mark.django_db

PAGE = "/availability/"


@pytest.fixture
def user():
    return UserFactory(timezone="Europe/Berlin")


@pytest.fixture
def page(client, user):
    client.force_login(user)
    return client


def week(*days):
    """(weekday, "09:00-11:00 18:00-21:00") …"""
    return {weekday: parse_windows(text) for weekday, text in days}


def give(user, *days):
    save_week(user, week=week(*days), instead_of=week_of_windows(user))


def saved(user):
    return [(day, windows_as_text(windows)) for day, windows in week_of_windows(user).items()]


def fields(prefix, *days):
    return {f"{prefix}_{day}": dict(days).get(day, "") for day in range(7)}


def post(page, *, was=(), painted=(), **more):
    data = {**fields("was", *was), **fields("day", *painted), **more}
    return page.post(reverse("availability_week"), data, follow=True)


def words(response):
    return " ".join(response.content.decode().split())


def test_the_whole_week_is_saved_and_the_changed_days_are_said(page, user):
    give(user, (0, "09:15-10:45"), (4, "22:00-02:00"), (5, "10:00-12:00"))
    rows = set(WeeklyWindow.objects.filter(weekday__in=(0, 4)).values_list("pk", flat=True))
    response = post(
        page,
        was=[(0, "09:15-10:45"), (4, "22:00-02:00"), (5, "10:00-12:00")],
        painted=[(0, "09:15-10:45"), (1, "09:00-11:00"), (4, "22:00-02:00")],
    )
    assert saved(user) == [(0, "09:15-10:45"), (1, "09:00-11:00"), (4, "22:00-02:00")]
    assert "Saved your week: Tuesday and Saturday. What is booked stays booked." in words(response)
    assert rows <= set(WeeklyWindow.objects.values_list("pk", flat=True))


def test_painted_windows_are_merged_and_untouched_days_keep_their_cuts(page, user):
    for weekday in (0, 1):
        for starts, ends in ((9, 10), (10, 11)):
            user.weekly_windows.create(weekday=weekday, starts=time(starts), ends=time(ends))
    was = [(0, "09:00-10:00 10:00-11:00"), (1, "09:00-10:00 10:00-11:00")]
    painted = [was[0], (1, "12:00-13:00 09:00-10:00 10:00-11:00 10:30-12:00 09:00-10:00")]
    post(page, was=was, painted=painted)
    assert saved(user) == [(0, "09:00-10:00 10:00-11:00"), (1, "09:00-13:00")]


def test_the_same_click_twice_is_one_change(page, user):
    post(page, painted=[(0, "09:00-11:00")])
    response = post(page, painted=[(0, "09:00-11:00")])
    assert saved(user) == [(0, "09:00-11:00")]
    assert "Nothing had changed." in words(response)


def test_a_change_on_another_device_is_said_and_both_are_on_the_page(page, user):
    give(user, (0, "09:00-11:00"), (1, "07:00-08:00"), (3, "12:00-13:00"))
    was = [(0, "09:00-10:00"), (1, "07:00-08:00")]
    response = post(page, was=was, painted=[(0, "09:00-10:30"), (1, "06:00-08:00")])
    text = words(response)
    assert response.status_code == 409
    assert saved(user) == [(0, "09:00-11:00"), (1, "07:00-08:00"), (3, "12:00-13:00")]
    assert "Your hours were changed elsewhere, perhaps on another device" in text
    assert (
        "Monday was changed in both places. Painted here: 09:00–10:30. Saved there: 09:00–11:00."
    ) in text
    assert "Tuesday was changed in both places" not in text
    for name, value in [
        *(("day_0", "09:00-10:30"), ("was_0", "09:00-11:00")),
        *(("day_1", "06:00-08:00"), ("was_1", "07:00-08:00")),
        *(("day_3", "12:00-13:00"), ("was_3", "12:00-13:00")),
    ]:
        assert f'name="{name}" value="{value}"' in text


@pytest.mark.django_db(transaction=True)
def test_of_two_weeks_saved_at_one_moment_one_is_refused(user):
    give(user, (0, "09:00-10:00"))
    start, answers = Barrier(2), []

    def save(text):
        start.wait()
        try:
            save_week(user, week=week((0, text)), instead_of=week((0, "09:00-10:00")))
            answers.append(text)
        except HoursChangedMeanwhile:
            answers.append("refused")
        finally:
            close_old_connections()

    threads = [Thread(target=save, args=[text]) for text in ("12:00-13:00", "14:00-15:00")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[-1] == "refused"
    assert saved(user) == [(0, min(answers))]


def test_a_ninth_stretch_is_refused_and_the_painted_week_stays_on_the_page(page, user):
    give(user, (2, "18:00-21:00"))
    many = " ".join(f"{hour:02}:00-{hour:02}:30" for hour in range(9))
    response = post(page, was=[(2, "18:00-21:00")], painted=[(1, many), (2, "18:00-20:00")])
    assert response.status_code == 400
    assert "A day holds 8 stretches of hours at most." in words(response)
    assert f'name="day_1" value="{many}"' in words(response)
    assert 'name="was_2" value="18:00-21:00"' in words(response)
    assert saved(user) == [(2, "18:00-21:00")]


@pytest.mark.parametrize(
    "odd",
    [
        {"day_0": "09:00-09:00"},
        {"day_0": "09:00-25:00"},
        {"day_0": "<script>"},
        {"day_0": "09:00-10:00\x00"},
        {"was_6": "x"},
        {"day_3": "09:00-10:00 " * 60},
        {"day_0": "[" * 100_000},
    ],
)
def test_garbage_changes_nothing(page, user, odd):
    give(user, (0, "18:00-21:00"))
    response = post(page, was=[(0, "18:00-21:00")], painted=[(1, "09:00-10:00")], **odd)
    assert response.status_code == 400
    assert "What came is no week of hours." in words(response)
    assert "<script>" not in words(response).split("paint-card")[1]
    assert saved(user) == [(0, "18:00-21:00")]


@pytest.mark.parametrize("missing", ["day_0", "day_6", "was_3"])
def test_a_week_with_a_day_missing_erases_nothing(page, user, missing):
    give(user, (0, "18:00-21:00"))
    data = {**fields("was", (0, "18:00-21:00")), **fields("day", (1, "09:00-10:00"))}
    del data[missing]
    assert page.post(reverse("availability_week"), data).status_code == 400
    assert saved(user) == [(0, "18:00-21:00")]


def test_an_empty_week_is_a_week(page, user):
    give(user, (0, "18:00-21:00"))
    assert "Saved your week: Monday." in words(post(page, was=[(0, "18:00-21:00")]))
    assert saved(user) == []


def test_nobody_elses_week_is_changed(page, user):
    other = UserFactory()
    give(other, (0, "18:00-21:00"))
    post(page, painted=[(0, "09:00-10:00")], user=other.pk)
    assert (saved(other), saved(user)) == ([(0, "18:00-21:00")], [(0, "09:00-10:00")])


def test_the_search_for_partners_hears_of_it(page, user):
    PartnerChange.objects.all().delete()
    post(page, painted=[(0, "09:00-10:00")])
    assert PartnerChange.objects.filter(person=user.pk).exists()


def test_a_whole_week_takes_as_many_queries_as_one_day(user, django_assert_num_queries):
    queries = 7  # savepoint twice, lock, week, rows, removal, insertion
    give(user, (0, "18:00-21:00"))
    with django_assert_num_queries(queries):
        save_week(user, week=week((0, "09:00-10:00")), instead_of=week((0, "18:00-21:00")))
    every = [(day, "06:00-07:00 08:00-09:00 10:00-11:00") for day in range(7)]
    with django_assert_num_queries(queries):
        save_week(user, week=week(*every), instead_of=week((0, "09:00-10:00")))


def test_the_page_shows_the_week_in_words_and_as_a_picture(page, user):
    give(user, (0, "09:15-10:45"), (6, "22:00-02:00"))
    text = words(page.get(PAGE))
    assert '<th scope="row">Monday</th><td>Free 00:00–02:00, 09:15–10:45</td>' in text
    assert '<th scope="row">Sunday</th><td>Free 22:00–24:00</td>' in text
    assert '<th scope="row">Friday</th><td>Not free</td>' in text
    assert text.count('class="paint__block"') == 3
    assert text.count("<td></td>") == 7 * 48
    assert "Europe/Berlin (UTC+" in text.split("paint-card")[1]


def test_busy_time_of_the_coming_days_is_drawn_on_their_weekdays_and_in_the_list(page, user):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):  # a Friday
        for start in ("2026-11-23T23:30", "2026-11-26T08:00", "2026-11-30T08:00"):
            at = datetime.fromisoformat(f"{start}Z")
            busy(user, (at, at + timedelta(minutes=50)), name="Secret firm")
        text = words(page.get(PAGE))
    drawn = re.findall(
        r'data-paint-busy="(.)" data-date="(.+?)" data-starts="(.+?)" .+?"(.+?)"', text
    )
    assert drawn == [
        ("1", "24 November", "00:30", "01:20"),
        ("3", "26 November", "09:00", "09:50"),
    ]
    assert re.findall(r"Busy on [^<]+", text) == [
        "Busy on 24 Nov: 00:30–01:20",
        "Busy on 26 Nov: 09:00–09:50",
    ]
    assert "Busy in your calendars elsewhere, 20 Nov to 26 Nov." in text
    assert "Secret firm" not in text


def test_busy_time_over_midnight_stands_on_both_of_its_days(page, user):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        at = datetime.fromisoformat("2026-11-24T22:00Z")
        busy(user, (at, at + timedelta(hours=3)))
        text = words(page.get(PAGE))
    assert re.findall(r"Busy on [^<]+", text) == [
        "Busy on 24 Nov: 23:00–24:00",
        "Busy on 25 Nov: 00:00–02:00",
    ]


def test_without_busy_time_nothing_is_said_of_it(page, user):
    text = words(page.get(PAGE))
    assert "paint-legend" not in text
    assert "data-paint-busy" not in text
