"""A packet's page, its versions, and what changed between them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.audit import record_audit
from interviews.models import Exposure, PacketDraft
from tests.factories import RubricVersionFactory, SessionFactory, UserFactory
from tests.interviews.library.builders import add_version, make_editor, make_packet

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor(pseudonym="Careful Linden 1")


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def page_of(client: Client, name: str, *args, **parameters) -> str:
    response = client.get(reverse(name, args=args), parameters)
    assert response.status_code == 200
    return response.content.decode()


def test_opening_a_packet_is_entered_in_the_ledger_once_and_said(client, editor) -> None:
    packet = make_packet("one")
    for _ in range(2):
        page = page_of(client, "library_packet", "one")
    assert "You have opened this packet" in page
    rows = Exposure.objects.values_list("user", "packet", "role", "leg")
    assert list(rows) == [(editor.pk, packet.pk, "library", None)]


def test_both_sides_are_shown_each_by_itself(client) -> None:
    RubricVersionFactory(kind="coding")
    make_packet("one", title="Limits", summary="About limits")
    interviewer = page_of(client, "library_packet", "one")
    assert "SECRET solution" in interviewer
    assert "How was the approach?" in interviewer  # the rubric's question
    assert "SECRET note 4" in interviewer
    candidate = page_of(client, "library_packet", "one", side="candidate")
    assert "Write a function." in candidate
    assert "SECRET" not in candidate


def test_older_version_is_shown_as_it_was(client) -> None:
    packet = make_packet("one", solution="It was so.")
    add_version(packet, solution="It is so.")
    assert "It is so." in page_of(client, "library_packet", "one")
    old = page_of(client, "library_version", "one", 1)
    assert "It was so." in old
    assert "It is so." not in old
    assert client.get(reverse("library_version", args=["one", 3])).status_code == 404
    assert client.get(reverse("library_packet", args=["none"])).status_code == 404


def test_packet_that_a_coming_session_needs_stays_closed(client, editor) -> None:
    """It is the only one of its kind: opened, it could not be asked any more."""
    packet = make_packet("one")
    session = SessionFactory(mode="one_way", second=editor)
    others = session.legs.get().packet_version.packet
    session.legs.update(packet_version=packet.current)
    others.versions.update(packet=packet, number=2)
    others.delete()
    for name, args in (("library_packet", ["one"]), ("library_diff", ["one"])):
        response = client.get(reverse(name, args=args))
        assert response.status_code == 403
        assert b"SECRET" not in response.content
    assert Exposure.objects.filter(role="library").count() == 0


def test_history_tells_what_was_done_by_whom(client, editor) -> None:
    packet = make_packet("one")
    now = timezone.now()
    add_version(packet, published_at=now)
    record_audit(packet, verb="packet.retired", by=editor, now=now, note="Too easy by now")
    record_audit(make_packet("two"), verb="packet.leaked", by=editor, now=now, note="Elsewhere")
    page = page_of(client, "library_packet", "one", side="history")
    assert "Careful Linden 1 retired it: “Too easy by now”" in page
    assert "Elsewhere" not in page
    assert page.index("Version 2") < page.index("Version 1")
    assert "From the catalogue’s files" in page


def test_version_says_who_wrote_and_who_approved_it(client, editor) -> None:
    packet = make_packet("one")
    now = timezone.now()
    draft = PacketDraft.objects.create(
        **{"slug": "one", "packet": packet, "base": packet.current, "files": {}},
        **{"state": "published", "published_as": packet.current, "change_note": "Shorter brief"},
        created_at=now,
        changed_at=now,
    )
    draft.editors.add(editor)
    reviewer = UserFactory(pseudonym="Patient Quill 2")
    draft.reviews.create(revision=1, reviewer=reviewer, verdict="approved", at=now)
    page = page_of(client, "library_packet", "one", side="history")
    assert "written by Careful Linden 1, approved by Patient Quill 2" in page
    assert "Shorter brief" in page


@pytest.mark.parametrize("versions", [1, 3])
def test_history_costs_the_same_for_one_version_and_for_three(
    client, editor, versions: int, django_assert_num_queries
) -> None:
    packet = make_packet("one", kind="behavioural")
    now = timezone.now()
    for n in range(versions):
        version = packet.current if n == 0 else add_version(packet)
        draft = PacketDraft.objects.create(
            **{"slug": "one", "packet": packet, "files": {}, "state": "published"},
            **{"published_as": version, "created_at": now, "changed_at": now},
        )
        draft.editors.add(editor)
        draft.reviews.create(revision=1, reviewer=UserFactory(), verdict="approved", at=now)
        record_audit(packet, verb="packet.published", by=editor, now=now, number=n + 1)
    page_of(client, "library_packet", "one")  # entered in the ledger
    with django_assert_num_queries(24):
        page_of(client, "library_packet", "one", side="history")


def test_changes_mark_added_and_removed_lines_by_sign(client) -> None:
    packet = make_packet("one", files={"packet.md": "first\nsecond\n", "wrong/x.py": "pass\n"})
    add_version(packet, files={"packet.md": "first\n<b>other</b>\n", "solution.py": "x = 1\n"})
    page = page_of(client, "library_diff", "one")
    assert page.count('aria-label="removed">−</span>') == 2
    assert page.count('aria-label="added">+</span>') == 2
    assert '<span class="diff__text">&lt;b&gt;other&lt;/b&gt;</span>' in page
    for words in ("From version 1 to version 2", "new file, ", "removed, ", "wrong/x.py"):
        assert words in page


def test_changes_between_any_two_versions(client) -> None:
    packet = make_packet("one", files={"packet.md": "one\n"})
    add_version(packet, files={"packet.md": "two\n"})
    add_version(packet, files={"packet.md": "three\n"})
    page = page_of(client, "library_diff", "one", **{"from": 1, "to": 3})
    assert ">one</span>" in page
    assert ">two</span>" not in page
    for to, words in (
        (2, "From version 1 to version 2"),
        (1, "The same version twice"),
        (3, "From version 2 to version 3"),
    ):
        assert words in page_of(client, "library_diff", "one", to=to)


@pytest.mark.parametrize("to", ["9", "x", "-1", "1'"])
def test_version_that_there_is_not_is_said(client, to: str) -> None:
    make_packet("one", files={"packet.md": "one\n"})
    page = page_of(client, "library_diff", "one", to=to)
    assert "There is no such version." in page


def test_pages_of_a_packet_are_not_there_for_others() -> None:
    make_packet("one")
    client = Client()
    client.force_login(UserFactory())
    for name, args in (
        ("library_packet", ["one"]),
        ("library_version", ["one", 1]),
        ("library_diff", ["one"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert Exposure.objects.count() == 0
