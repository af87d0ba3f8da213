"""The map of what the bank covers says the same as `validate_packets`."""

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue
from interviews.domain.packets.coverage import coverage
from interviews.models import Exposure, PacketDraft
from interviews.queries.coverage_map import coverage_map
from tests.factories import RubricVersionFactory, UserFactory
from tests.interviews.library.builders import make_editor, make_packet, make_topic

pytestmark = pytest.mark.django_db


def test_map_of_the_loaded_bank_has_the_numbers_of_its_files() -> None:
    call_command("load_catalogue", verbosity=0)
    packets = read_catalogue(read_files(CATALOGUE_DIR).texts).entries["packets"].values()
    cells = {}
    for kind in coverage_map():
        cells[kind.kind, "", ""] = kind.total
        for row in kind.rows:
            for cell in (*row.cells, row.total):
                cells[cell.kind, cell.focus, cell.difficulty] = cell
    goals = list(coverage(packets))
    assert len(goals) == 41
    for goal in goals:
        cell = cells[goal.kind, goal.focus, goal.difficulty]
        assert (cell.found, cell.least, cell.missing) == (goal.found, goal.least, goal.missing)


def cell_of(kind: str, focus: str, difficulty: str):
    of_kind = next(one for one in coverage_map() if one.kind == kind)
    row = next(row for row in of_kind.rows if row.focus == focus)
    return next((cell for cell in row.cells if cell.difficulty == difficulty), row.total)


def test_only_published_packets_count() -> None:
    for number, status in enumerate(("published", "retired", "leaked")):
        make_packet(f"p{number}", topic="rate-limiting", level=1, status=status)
    assert cell_of("coding", "rate-limiting", "gentle").found == 1
    assert cell_of("coding", "rate-limiting", "gentle").missing == 1
    assert cell_of("coding", "rate-limiting", "").missing == 7


def test_hole_is_too_few_for_the_goal_or_none_at_all() -> None:
    make_topic("video-streaming", kind="system_design")
    for number in range(2):
        make_packet(f"p{number}", topic="rate-limiting", level=1)
    make_packet("design", kind="system_design", topic="video-streaming", level=3)
    assert not cell_of("coding", "rate-limiting", "gentle").is_hole
    assert cell_of("coding", "rate-limiting", "").is_hole  # two of eight
    assert not cell_of("system_design", "video-streaming", "middle").is_hole  # no goal of its own
    assert cell_of("system_design", "video-streaming", "gentle").is_hole  # none


def test_topic_of_no_goal_has_its_row_too() -> None:
    make_packet("p", topic="typography", level=5)
    assert cell_of("coding", "typography", "demanding").found == 1


def test_cell_leads_to_the_packets_it_counts(client: Client) -> None:
    client.force_login(make_editor())
    make_packet("counted", topic="rate-limiting", level=4)
    other = make_packet("tagged-too", topic="api-design", level=4)
    other.topics.add(make_topic("rate-limiting"))
    make_packet("retired", topic="rate-limiting", level=4, status="retired")
    page = client.get(reverse("library_coverage")).content.decode()
    link = "?kind=coding&amp;focus=rate-limiting&amp;level=demanding&amp;status=published"
    assert page.count(f'href="{reverse("library")}{link}"') == 1
    listed = client.get(reverse("library") + link.replace("&amp;", "&"))
    assert [packet.slug for packet in listed.context["page"]] == ["counted"]


@pytest.mark.parametrize("packets", [1, 3])
def test_map_takes_the_same_queries_for_any_number(packets: int, django_assert_num_queries) -> None:
    for number in range(packets):
        make_packet(f"p{number}", topic=f"topic-{number}")
    with django_assert_num_queries(3):
        coverage_map()


def test_page_says_how_many_people_run_out_of_a_kind(client: Client, now) -> None:
    client.force_login(make_editor(candidate_kinds=[]))
    packet = make_packet("only", topic="rate-limiting")
    dry, low = UserFactory(candidate_kinds=["coding"]), UserFactory(candidate_kinds=["coding"])
    Exposure.objects.create(user=dry, packet=packet, role="library", at=now)
    page = client.get(reverse("library_coverage"))
    (coding,) = page.context["shortages"]
    assert (coding.name, coding.people, coding.dry, coding.low) == ("Coding", 2, 1, 1)
    assert low.profile.pseudonym not in page.content.decode()
    assert "Who is running out" in page.content.decode()


def test_hole_leads_to_a_draft_that_begins_where_it_is(client: Client) -> None:
    client.force_login(make_editor())
    RubricVersionFactory(kind="coding")
    page = client.get(reverse("library_coverage")).content.decode()
    wanted = "?kind=coding&amp;topic=rate-limiting&amp;level=4"
    assert page.count(f'href="{reverse("draft_new")}{wanted}"') == 1
    form = client.get(reverse("draft_new") + wanted.replace("&amp;", "&")).context["form"]
    posted = {name: form[name].value() for name in ("kind", "topic", "level")}
    client.post(reverse("draft_new"), {**posted, "slug": "a-new-one"})
    text = PacketDraft.objects.get().files["packet.md"]
    for line in ('kind: "coding"', "topics: [rate-limiting]", "level: 4", "values: []"):
        assert f"\n{line}\n" in text


def test_hole_of_a_value_begins_with_the_value(client: Client) -> None:
    client.force_login(make_editor())
    link = {"kind": "behavioural", "topic": "netflix/courage", "level": "2"}
    client.post(reverse("draft_new"), {**link, "slug": "a-new-one"})
    text = PacketDraft.objects.get().files["packet.md"]
    for line in ("topics: []", "values: [netflix/courage]", "level: 2"):
        assert f"\n{line}\n" in text


def test_draft_cannot_begin_with_garbage(client: Client) -> None:
    client.force_login(make_editor())
    for garbage in ({"level": "9"}, {"topic": "x: [y]"}):
        page = client.post(reverse("draft_new"), {"kind": "coding", "slug": "x", **garbage})
        assert page.status_code == 200
    assert client.get(reverse("draft_new"), {"kind": "<b>", "level": "x"}).status_code == 200
    assert PacketDraft.objects.count() == 0
