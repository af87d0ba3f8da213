"""Retire, restore, leak and fork: what happens to the packet, its sessions, and who is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from interviews.actions import bank
from interviews.actions.bank import (
    CannotChangePacket,
    fork_variant,
    mark_leaked,
    replace_leaked,
    restore_packet,
    retire_packet,
)
from interviews.actions.drafts import CannotEditDraft
from interviews.actions.packet_reading import note_reading
from interviews.actions.replacement import replace_packet
from interviews.bank.files import CATALOGUE_DIR
from interviews.models import Exposure, Leg, Packet, Session
from jobs.execution import run_due_jobs
from jobs.models import Job
from jobs.registry import registration_of
from tests.factories import SessionFactory, UserFactory
from tests.interviews.library.builders import make_editor, make_packet
from tests.scheduling.worlds import deliver, html_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor(pseudonym="Careful Linden 1")


def booked(packet: Packet, *, now, **fields) -> Leg:
    """A session of two people of its own, to be asked `packet`, as booking writes it."""
    session = SessionFactory(mode="one_way", **fields)
    leg = session.legs.get()
    Packet.objects.filter(pk=leg.packet_version.packet_id).update(status="retired")
    leg.packet_version = packet.current
    leg.save()
    for role, user in (("candidate", leg.candidate), ("interviewer", leg.interviewer)):
        Exposure.objects.create(user=user, packet=packet, role=role, leg=leg, at=now)
    return leg


def packet_of(leg: Leg) -> str:
    return Leg.objects.get(pk=leg.pk).packet_version.packet.slug


def leak(packet: Packet, *, by, now, with_variants=False, note="Seen on a forum"):
    return mark_leaked(packet, with_variants=with_variants, note=note, by=by, now=now)


def mails() -> list[Job]:
    return list(Job.objects.filter(kind="interviews.send_new_question"))


def test_retired_packet_keeps_its_booked_sessions(editor, now) -> None:
    packet = make_packet("one")
    make_packet("two")
    leg = booked(packet, now=now)
    retire_packet(packet, note="Too easy", by=editor, now=now)
    assert (packet.status, packet.status_note) == ("retired", "Too easy")
    assert packet_of(leg) == "one"
    assert mails() == []
    entry = AuditEntry.objects.get(verb="packet.retired")
    assert (entry.by, entry.object_id, entry.details) == (
        *(editor, str(packet.pk)),
        {"note": "Too easy"},
    )


def test_what_is_retired_already_is_said_and_keeps_its_note(editor, now) -> None:
    packet = make_packet("one")
    stale = Packet.objects.get(pk=packet.pk)
    retire_packet(packet, note="First", by=editor, now=now)
    with pytest.raises(CannotChangePacket, match="retired already"):
        retire_packet(stale, note="Second", by=editor, now=now)
    with pytest.raises(CannotChangePacket, match="published already"):
        restore_packet(make_packet("two"), note="-", by=editor, now=now)
    packet.refresh_from_db()
    assert packet.status_note == "First"
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("status", ["retired", "leaked"])
def test_restored_packet_is_in_use_again(editor, now, status: str) -> None:
    packet = make_packet("one", status=status)
    restore_packet(packet, note="A mistake", by=editor, now=now)
    assert (packet.status, packet.status_note) == ("published", "")


def test_leaked_packet_leaves_sessions_that_have_not_begun(editor, now) -> None:
    packet, spare = make_packet("one"), make_packet("two")
    coming = booked(packet, now=now)
    running = booked(packet, now=now, state="in_progress")
    cancelled = booked(packet, now=now, state="cancelled")
    elsewhere = booked(make_packet("three", status="retired"), now=now)
    outcome = leak(packet, by=editor, now=now)
    assert (outcome.replaced.total(), outcome.kept.total()) == (1, 0)
    assert packet_of(coming) == spare.slug
    assert [packet_of(leg) for leg in (running, cancelled, elsewhere)] == ["one", "one", "three"]
    packet.refresh_from_db()
    assert (packet.status, packet.status_note) == ("leaked", "Seen on a forum")
    details = AuditEntry.objects.get(verb="packet.leaked").details
    assert details == {"note": "Seen on a forum", "replaced": 1, "kept": 0}


def test_ledger_frees_the_candidate_and_remembers_the_interviewer(editor, now) -> None:
    packet, spare = make_packet("one"), make_packet("two")
    leg = booked(packet, now=now)
    leak(packet, by=editor, now=now)
    rows = Exposure.objects.filter(leg=leg).values_list("user", "packet__slug", "role")
    assert sorted(rows) == sorted(
        [
            (leg.interviewer_id, "one", "interviewer"),
            (leg.interviewer_id, spare.slug, "interviewer"),
            (leg.candidate_id, spare.slug, "candidate"),
        ]
    )


def test_only_the_interviewer_is_told_and_of_no_question(editor, now) -> None:
    packet = make_packet("one", title="Old and known", summary="Old summary")
    make_packet("two", title="New and fresh", summary="New summary")
    leg = booked(packet, now=now)
    leak(packet, by=editor, now=now)
    (message,) = deliver("interviews.send_new_question")
    assert message["To"] == leg.interviewer.email
    link = reverse("session", args=[leg.session.public_id])
    for words in (text_of(message), html_of(message)):
        assert link in words
        assert leg.candidate.profile.pseudonym in words
        for secret in ("Old and known", "New and fresh", "summary", "SECRET", "forum"):
            assert secret not in words
    assert Job.objects.exclude(kind="interviews.send_new_question").count() == 0


def test_mail_that_is_late_is_not_sent(editor, now) -> None:
    packet = make_packet("one")
    make_packet("two")
    legs = [booked(packet, now=now) for _ in range(3)]
    leak(packet, by=editor, now=now)
    Session.objects.filter(pk=legs[0].session_id).update(state="cancelled")
    leg = Leg.objects.get(pk=legs[1].pk)
    leg.packet_version = packet.current  # by somebody else meanwhile
    leg.save()
    (message,) = deliver("interviews.send_new_question")
    assert message["To"] == legs[2].interviewer.email


def test_leg_for_which_nothing_is_left_keeps_its_packet_and_is_tried_again(editor, now) -> None:
    packet = make_packet("one")
    leg = booked(packet, now=now)
    outcome = leak(packet, by=editor, now=now)
    assert (outcome.replaced.total(), outcome.kept.total()) == (0, 1)
    assert packet_of(leg) == "one"
    assert mails() == []
    later = now + timedelta(minutes=15)
    replace_leaked(now=later)
    assert packet_of(leg) == "one"
    make_packet("two")
    replace_leaked(now=later)
    assert packet_of(leg) == "two"
    assert len(mails()) == 1
    entry = AuditEntry.objects.get(verb="packet.replaced")
    assert (entry.by, entry.object_id, entry.details) == (None, str(packet.pk), {"replaced": 1})
    replace_leaked(now=later)
    assert AuditEntry.objects.filter(verb="packet.replaced").count() == 1


def test_editor_who_opens_what_they_are_to_be_asked_sets_their_interviewer_reading(now) -> None:
    packet = make_packet("one")
    make_packet("two")
    leg = booked(packet, now=now)
    note_reading(packet, by=leg.candidate, role="library", now=now)
    assert packet_of(leg) == "two"
    (message,) = deliver("interviews.send_new_question")
    assert message["To"] == leg.interviewer.email


def test_trying_again_is_done_by_the_site_itself() -> None:
    registration = registration_of("interviews.replace_leaked")
    assert registration.every == timedelta(minutes=15)
    assert registration.is_transactional


def test_variants_leak_with_their_root_only_if_that_is_asked(editor, now) -> None:
    root, variant = make_packet("root"), make_packet("variant", family="root")
    make_packet("spare")
    of_root, of_variant = booked(root, now=now), booked(variant, now=now)
    leak(root, by=editor, now=now)
    assert (packet_of(of_root), packet_of(of_variant)) == ("spare", "variant")
    restore_packet(root, note="-", by=editor, now=now)
    leak(variant, by=editor, now=now, with_variants=True)
    assert packet_of(of_variant) == "spare"
    statuses = Packet.objects.filter(family="root").values_list("status", flat=True)
    assert list(statuses) == ["leaked", "leaked"]
    assert AuditEntry.objects.filter(verb="packet.leaked").count() == 3


def test_leaked_variant_is_not_replaced_by_another_of_its_family(editor, now) -> None:
    root = make_packet("root")
    make_packet("a-variant", family="root")
    leg = booked(root, now=now)
    leak(root, by=editor, now=now)
    assert packet_of(leg) == "root"


def test_second_click_changes_nothing_twice(editor, now) -> None:
    packet = make_packet("one")
    for number in range(3):
        make_packet(f"spare-{number}")
    leg = booked(packet, now=now)
    stale = Packet.objects.get(pk=packet.pk)
    leak(packet, by=editor, now=now)
    after = packet_of(leg)
    with pytest.raises(CannotChangePacket, match="leaked already"):
        leak(stale, by=make_editor(), now=now, note="Again")
    assert packet_of(leg) == after
    assert len(mails()) == 1
    assert Exposure.objects.filter(leg=leg).count() == 3


def test_what_breaks_in_the_middle_leaves_everything_as_it_was(editor, now, monkeypatch) -> None:
    packet = make_packet("one")
    make_packet("two")
    legs = [booked(packet, now=now) for _ in range(2)]
    before = list(Exposure.objects.order_by("pk").values())
    calls = []

    def breaks_at_the_second(leg: Leg, *, now) -> Leg:
        calls.append(leg.pk)
        if len(calls) == 2:
            raise ConnectionError("killed")
        return replace_packet(leg, now=now)

    monkeypatch.setattr(bank, "replace_packet", breaks_at_the_second)
    with pytest.raises(ConnectionError):
        leak(packet, by=editor, now=now)
    assert [packet_of(leg) for leg in legs] == ["one", "one"]
    assert Packet.objects.get(pk=packet.pk).status == "published"
    assert list(Exposure.objects.order_by("pk").values()) == before
    assert (mails(), AuditEntry.objects.count()) == ([], 0)


@pytest.mark.parametrize("legs", [1, 3])
def test_nobody_is_locked_in_more_than_one_query(
    editor, now, legs: int, django_assert_max_num_queries
) -> None:
    packet = make_packet("one")
    make_packet("two")
    for _ in range(legs):
        booked(packet, now=now)
    with django_assert_max_num_queries(8 + 18 * legs):
        leak(packet, by=editor, now=now)


def files_of(slug: str) -> dict[str, str]:
    folder = CATALOGUE_DIR / "packets/coding" / slug
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_variant_begins_as_a_draft_with_the_same_files(editor, now) -> None:
    files = files_of("two-allowances")
    packet = make_packet("two-allowances", files=files)
    draft = fork_variant(packet, slug="two-allowances-b", by=editor, now=now)
    assert (draft.slug, draft.packet, draft.base) == ("two-allowances-b", None, packet.current)
    assert list(draft.editors.all()) == [editor]
    assert {**draft.files, "packet.md": ""} == {**files, "packet.md": ""}
    before, after = files["packet.md"].split("\n"), draft.files["packet.md"].split("\n")
    assert [line for line in after if line not in before] == [
        *("slug: two-allowances-b", "variant_of: two-allowances", "version: 1")
    ]
    assert len(after) == len(before) + 1
    assert Exposure.objects.filter(user=editor, packet=packet, role="library").count() == 1
    assert AuditEntry.objects.get(verb="packet.forked").details == {"fork": "two-allowances-b"}


def test_variant_of_a_variant_names_the_root(editor, now) -> None:
    text = "---\nslug: b\nvariant_of: root\nversion: 4\ntitle: B\n---\n\n## Solution\n\nslug: b\n"
    packet = make_packet("b", family="root", files={"packet.md": text})
    draft = fork_variant(packet, slug="c", by=editor, now=now)
    assert draft.files["packet.md"] == (
        "---\nslug: c\nvariant_of: root\nversion: 1\ntitle: B\n---\n\n## Solution\n\nslug: b\n"
    )


def test_variant_needs_a_free_name_and_a_readable_beginning(editor, now) -> None:
    text = "---\nslug: one\nversion: 1\n---\n"
    packet = make_packet("one", files={"packet.md": text})
    make_packet("two")
    with pytest.raises(CannotEditDraft, match="named two already"):
        fork_variant(packet, slug="two", by=editor, now=now)
    odd = make_packet("odd", files={"packet.md": '---\n"slug": odd\nversion: 1\n---\n'})
    with pytest.raises(CannotChangePacket, match="Export the packet"):
        fork_variant(odd, slug="three", by=editor, now=now)
    assert AuditEntry.objects.count() == 0


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def test_page_says_how_many_sessions_it_concerns_before_anything_happens(client, now) -> None:
    root = make_packet("root")
    variant = make_packet("variant", family="root", title="The other story")
    make_packet("spare")
    for _ in range(2):
        booked(root, now=now)
    booked(root, now=now, state="in_progress")
    booked(variant, now=now)
    address = reverse("packet_leaked", args=["root"])
    page = " ".join(client.get(address).content.decode().split())
    assert "<strong>2 booked sessions</strong> that have not begun get another question" in page
    assert "The other story" in page
    assert "<strong>1 more booked session</strong> would ask it." in page
    assert Packet.objects.filter(status="leaked").count() == 0
    client.post(address, {"note": "Seen", "with_variants": "on"})
    assert Packet.objects.filter(status="leaked").count() == 2


def test_leaking_by_the_page_says_what_happened_and_lists_what_is_left(client, now) -> None:
    packet = make_packet("one")
    leg = booked(packet, now=now)
    page = client.post(reverse("packet_leaked", args=["one"]), {"note": "Seen"}, follow=True)
    words = page.content.decode()
    assert "For one there was no other question left" in words
    assert "Booked sessions that still have it" in words
    assert leg.candidate.profile.pseudonym not in words
    again = client.post(reverse("packet_leaked", args=["one"]), {"note": "Seen"})
    assert "leaked already" in again.content.decode()


@pytest.mark.parametrize("name", ["packet_retire", "packet_restore", "packet_leaked"])
def test_nothing_happens_without_a_reason(client, name: str) -> None:
    make_packet("one")
    page = client.post(reverse(name, args=["one"]), {"note": "  "})
    assert page.status_code == 200
    assert Packet.objects.get().status == "published"


def test_pages_retire_restore_and_fork(client, now) -> None:
    make_packet("one", files={"packet.md": "---\nslug: one\nversion: 3\n---\n"})
    client.post(reverse("packet_retire", args=["one"]), {"note": "Too easy"})
    assert Packet.objects.get().status == "retired"
    client.post(reverse("packet_restore", args=["one"]), {"note": "Not at all"})
    assert Packet.objects.get().status == "published"
    page = client.get(reverse("packet_fork", args=["one"]))
    assert 'value="one-b"' in page.content.decode()
    forked = client.post(reverse("packet_fork", args=["one"]), {"slug": "one-b"}, follow=True)
    assert forked.status_code == 200
    assert "The variant one-b is begun as a draft." in forked.content.decode()
    bad = client.post(reverse("packet_fork", args=["one"]), {"slug": "../x"})
    assert "Use lower-case letters" in bad.content.decode()


@pytest.mark.parametrize(
    "name", ["packet_retire", "packet_restore", "packet_leaked", "packet_fork"]
)
def test_others_cannot_change_packets(name: str, now) -> None:
    packet = make_packet("one")
    client = Client()
    client.force_login(UserFactory())
    for method in (client.get, client.post):
        assert method(reverse(name, args=["one"]), {"note": "-"}).status_code == 404
    packet.refresh_from_db()
    assert packet.status == "published"
    assert run_due_jobs() == 0
    assert mail.outbox == []
