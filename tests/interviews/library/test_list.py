"""The list of packets: what it finds, what it shows, and that it spoils nothing."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interviews.models import Competency, Exposure, Packet, PacketDraft, Session
from interviews.queries.library import LibraryFilters, library_packets
from tests.factories import SessionFactory, UserFactory
from tests.interviews.library.builders import make_editor, make_loop, make_packet, make_value

pytestmark = pytest.mark.django_db


def found(**filters) -> list[str]:
    return [packet.slug for packet in library_packets(LibraryFilters(**filters))]


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_editor())
    return client


def test_each_filter_narrows_the_list_by_itself() -> None:
    one = make_packet("one", topic="rate-limiting", level=1)
    make_packet("two", level=3, family="one", title="Limits anew")
    make_packet("three", kind="behavioural", level=5, status="leaked", summary="About Limits")
    competency = Competency.objects.create(slug="scale", name="Scale", position=1)
    one.competencies.add(competency)
    one.values.add(make_value("courage"))
    one.loops.add(make_loop("five-stages"))
    assert found() == ["three", "one", "two"]
    assert found(kind="behavioural") == ["three"]
    assert found(level="gentle") == ["one"]
    assert found(level="5") == ["three"]
    assert found(topic="rate-limiting") == found(focus="rate-limiting") == ["one"]
    assert found(competency="scale") == ["one"]
    assert found(value="netflix/courage") == ["one"]
    assert found(value="stripe/courage") == []
    assert found(loop="netflix/five-stages") == ["one"]
    assert found(status="leaked") == ["three"]
    assert found(variants=True) == ["two"]
    assert found(text="LIMITS") == ["three", "two"]
    assert found(text="limits", kind="coding") == ["two"]


def test_filters_in_the_address_reach_the_list(client: Client) -> None:
    make_packet("one", title="First of all", level=1)
    make_packet("two", title="Second of all", level=4)
    page = client.get(reverse("library"), {"level": "demanding", "kind": "coding"})
    assert [packet.slug for packet in page.context["page"]] == ["two"]
    assert "First of all" not in page.content.decode()


def test_what_a_filter_cannot_be_is_said_and_means_any(client: Client) -> None:
    make_packet("one")
    make_packet("two", kind="behavioural")
    page = client.get(
        reverse("library"), {"kind": "coding", "level": "-1", "sort": "x", "page": "z"}
    )
    assert [packet.slug for packet in page.context["page"]] == ["one"]
    assert set(page.context["form"].errors) == {"level", "sort"}


def test_packets_are_sorted_as_asked() -> None:
    make_packet("b", title="Zebra", level=2)
    make_packet("a", title="Yak", level=4)
    used = make_packet("c", title="Ant", level=3)
    session = SessionFactory(mode="one_way")
    session.legs.update(packet_version=used.current)
    Packet.objects.exclude(slug__in="abc").update(kind="system_design")  # the session's own
    assert found(kind="coding") == ["b", "c", "a"]
    assert found(kind="coding", sort="title") == ["c", "a", "b"]
    assert found(kind="coding", sort="level") == ["b", "c", "a"]
    assert found(kind="coding", sort="most_used") == ["c", "a", "b"]
    assert found(kind="coding", sort="least_used") == ["a", "b", "c"]


def test_uses_count_what_was_held_or_is_booked() -> None:
    packet = make_packet("one")
    for state in ("confirmed", "in_progress", "completed", "cancelled", "missed"):
        session = SessionFactory(mode="one_way", state=state)
        session.legs.update(packet_version=packet.current)
    assert Session.objects.count() == 5
    counted = library_packets(LibraryFilters()).get(slug="one")
    assert counted.times_used == 3


def test_row_shows_status_version_use_and_open_draft(client: Client) -> None:
    packet = make_packet("one", topic="rate-limiting", title="Limits", status="retired", level=4)
    now = timezone.now()
    PacketDraft.objects.create(
        slug="one", packet=packet, base=packet.current, files={}, created_at=now, changed_at=now
    )
    PacketDraft.objects.create(
        slug="two", files={}, created_at=now, changed_at=now, state="discarded"
    )
    make_packet("two", title="Others", level=5)
    first, second = (
        client.get(reverse("library")).content.decode().split("list-row library-row")[1:]
    )
    for words in ("Limits", "Retired", "Draft being written", "Coding · Senior · Rate limiting"):
        assert words in first
        assert words not in second
    assert "Published" in second
    assert "Published" not in first
    for row in (first, second):
        assert "version 1" in row
        assert "never used" in row


def test_list_spoils_nothing_and_enters_nobody_in_the_ledger(client: Client) -> None:
    make_packet("one", title="Limits", summary="About limits")
    page = client.get(reverse("library")).content.decode()
    assert "SECRET" not in page
    assert "Write a function" not in page
    assert Exposure.objects.count() == 0


def test_empty_library_and_empty_answer_say_different_things(client: Client) -> None:
    assert "The library is empty" in client.get(reverse("library")).content.decode()
    make_packet("one")
    nothing = client.get(reverse("library"), {"text": "nowhere"}).content.decode()
    assert "No packet fits" in nothing
    assert "The library is empty" not in nothing


def test_long_list_comes_in_pages_that_keep_the_filters(client: Client) -> None:
    for number in range(27):
        make_packet(f"packet-{number}", level=2)
    second = client.get(reverse("library"), {"level": "gentle", "page": "2"})
    assert len(second.context["page"].object_list) == 2
    assert "?level=gentle&amp;page=1" in second.content.decode()


@pytest.mark.parametrize("packets", [1, 3])
def test_list_costs_the_same_for_one_packet_and_for_three(
    client: Client, packets: int, django_assert_num_queries
) -> None:
    """Five for the reader, four for the filters' choices; count, rows and topics."""
    for number in range(packets):
        make_packet(f"packet-{number}", topic=f"topic-{number}")
    with django_assert_num_queries(12):
        client.get(reverse("library"))


@pytest.mark.parametrize("name", ["library", "library_coverage"])
def test_library_is_not_there_for_others(name: str) -> None:
    client = Client()
    assert client.get(reverse(name)).status_code == 302
    client.force_login(UserFactory())
    assert client.get(reverse(name)).status_code == 404
