"""What editors see of each packet's use."""

from datetime import timedelta

import pytest
from django.urls import reverse

from dashboards.queries.item_statistics import item_rows
from feedback.models import Review
from interviews.models import Exposure, Leg, Packet
from room.models import Release
from tests.factories import PacketVersionFactory, SessionFactory, UserFactory
from tests.interviews.library.builders import make_editor
from tests.room.conftest import browser

pytestmark = pytest.mark.django_db


def hold(version, *, at, score=None, candidate=None, took=None, hints=0, released=True) -> Leg:
    """A completed one-way round on a packet's version, with the interviewer's form."""
    session = SessionFactory(mode="one_way", starts_at=at, state="completed")
    leg = session.legs.get()
    leg.packet_version = version
    leg.candidate = candidate or leg.candidate
    leg.save()
    opened_at = at + timedelta(minutes=1 + (took or 0))
    Review.objects.create(
        leg=leg,
        perspective="interviewer",
        author=leg.interviewer,
        subject=leg.candidate,
        recommendation=score,
        opened_at=opened_at,
        submitted_at=opened_at if score else None,
        released_at=opened_at if score and released else None,
    )
    if took is not None:
        began = at + timedelta(minutes=1)
        Release.objects.create(leg=leg, item="brief", at=began)
        for index in range(hints):
            Release.objects.create(leg=leg, item="hint", index=index, at=began)
    return leg


@pytest.fixture
def used(now):
    """A coding packet with six rounds, by people who did better by 1 on another one."""
    version, other = PacketVersionFactory(), PacketVersionFactory()
    for n, score in enumerate([1, 2, 2, 3, 3, 1]):
        at = now - timedelta(days=30 - n)
        leg = hold(version, at=at, score=score, took=45 + n, hints=n % 3)
        hold(other, at=at + timedelta(days=1), score=min(4, score + 1), candidate=leg.candidate)
        Exposure.objects.create(user=leg.candidate, packet=version.packet, role="candidate", at=at)
    Exposure.objects.create(user=UserFactory(), packet=version.packet, role="library", at=now)
    Exposure.objects.create(user=UserFactory(), packet=other.packet, role="interviewer", at=now)
    return version.packet


def row_of(packet: Packet):
    return next(row for row in item_rows() if row.packet == packet)


def test_figures_come_from_rounds_clock_and_released_forms(used):
    row = row_of(used)
    assert row.met == {"candidate": 6, "library": 1}
    assert row.readers == 1
    assert (row.found.uses, row.found.mean, row.found.hints) == (6, 2.0, 1.0)
    minutes = Leg.objects.filter(packet_version__packet=used)[0].minutes
    assert row.found.overrun_minutes == 47.5 - minutes
    assert row.found.difficulty is not None
    assert (row.found.difficulty.mean, row.found.difficulty.uses) == (1.0, 6)


def test_forms_that_are_not_released_and_rounds_that_were_not_held_do_not_count(used, now):
    version = used.versions.get()
    before = row_of(used).found
    hold(version, at=now, score=4, released=False)
    cancelled = hold(version, at=now, score=4)
    cancelled.session.state = "missed"
    cancelled.session.save()
    after = row_of(used).found
    assert (after.uses, after.mean) == (before.uses + 1, before.mean)


def test_rounds_of_the_same_packet_are_not_what_a_candidate_usually_does(now):
    version = PacketVersionFactory()
    for n in range(6):
        hold(version, at=now - timedelta(days=n), score=3)
    Exposure.objects.create(user=UserFactory(), packet=version.packet, role="library", at=now)
    assert row_of(version.packet).found.difficulty is None


def test_figures_take_the_same_queries_for_one_packet_as_for_three(
    used, now, django_assert_num_queries
):
    for _ in range(2):
        with django_assert_num_queries(7):
            assert item_rows()
        hold(PacketVersionFactory(), at=now, score=3, took=40)


def test_page_shows_figures_withholds_small_ones_and_filters_by_kind(used, now):
    used_title = "Counting sheep"
    used.versions.update(title=used_title)
    editor = make_editor()
    url = reverse("library_statistics")
    text = browser(editor).get(url).text
    assert used_title in text
    assert "2.0 ± 0.9" in text
    assert text.count("withheld: too few to tell") >= 2  # the other packet's clock, both leaks
    assert used_title not in browser(editor).get(url, {"kind": "behavioural"}).text
    assert used_title in browser(editor).get(url, {"kind": "<script>"}).text


def test_page_of_a_bank_that_was_never_used_says_so():
    PacketVersionFactory()
    assert (
        "No question was asked yet"
        in browser(make_editor()).get(reverse("library_statistics")).text
    )
