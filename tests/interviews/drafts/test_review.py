"""From draft to version: four eyes, everything checked anew, and what is published stands."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from interviews.actions.bank import retire_packet
from interviews.actions.draft_review import (
    CannotReview,
    approve_draft,
    return_draft,
    submit_draft,
    withdraw_draft,
)
from interviews.actions.drafts import CannotEditDraft, begin_draft, carry_draft, save_draft
from interviews.models import DraftReview, Exposure, Packet, PacketDraft, PacketVersion
from interviews.queries.packets import packet_for_leg
from tests.factories import SessionFactory, UserFactory
from tests.interviews.drafts.worlds import draft_of, make_editor, signed_in, submitted
from tests.interviews.small_catalogue import PACKETS, load_small_catalogue, shipped_files

pytestmark = pytest.mark.django_db

CHANGE = ("## Red flags\n", "## Red flags\n- Speaks of nobody but themself for the whole answer.\n")


@pytest.fixture
def packets() -> dict[str, Packet]:
    return load_small_catalogue()


@pytest.fixture
def packet(packets) -> Packet:
    return packets["behavioural"]


@pytest.fixture
def writer() -> User:
    return make_editor(pseudonym="The Writer")


@pytest.fixture
def reviewer() -> User:
    return make_editor(pseudonym="The Reviewer")


@pytest.fixture
def draft(packet, writer) -> PacketDraft:
    """The next version of the behavioural packet, submitted."""
    return submitted(draft_of(packet, by=writer, change=CHANGE), by=writer)


def approve(draft: PacketDraft, by: User, **more) -> PacketVersion:
    wanted = {"revision": draft.revision, "by": by, "now": timezone.now()}
    return approve_draft(draft, **wanted | more)


def everything_published() -> list[tuple]:
    return list(PacketVersion.objects.order_by("pk").values_list())


def test_approving_publishes_the_next_version_with_its_tags(
    packet, draft, writer, reviewer
) -> None:
    before = everything_published()
    version = approve(draft, reviewer, note="Good.")
    packet.refresh_from_db()
    assert (packet.current, version.number) == (version, before[0][2] + 1)
    assert version.files == draft.files
    assert version.red_flags[0] == "Speaks of nobody but themself for the whole answer."
    assert version.published_at is not None
    draft.refresh_from_db()
    assert (draft.state, draft.published_as) == ("published", version)
    review = DraftReview.objects.get()
    assert (review.reviewer, review.verdict, review.note) == (reviewer, "approved", "Good.")
    entry = AuditEntry.objects.get(verb="packet.published")
    assert (entry.by, entry.details["number"]) == (reviewer, version.number)
    assert everything_published()[: len(before)] == before  # what was published never changes


def test_everybody_who_wrote_read_or_reviewed_is_in_the_ledger(packets, writer, reviewer) -> None:
    packet = packets["behavioural"]
    text = packet.current.files["packet.md"].replace(packet.slug, "brand-new")
    Packet.objects.exclude(pk=packet.pk).update(current=None)
    draft = begin_draft(
        **{"slug": "brand-new", "base": packet.current, "packet": None},
        files={"packet.md": text.replace("kind: ", f"variant_of: {packet.slug}\nkind: ")},
        by=writer,
        now=timezone.now(),
    )
    onlooker = make_editor()
    signed_in(onlooker).get(reverse("draft", args=[draft.public_id]))
    version = approve(submitted(draft, by=writer), reviewer)
    assert version.packet.slug == "brand-new"
    assert version.packet.family == packet.slug
    seen = Exposure.objects.filter(packet=version.packet, role="library")
    assert {exposure.user for exposure in seen} == {writer, reviewer, onlooker}


def test_whoever_wrote_at_a_draft_cannot_publish_or_return_it(packet, draft, writer) -> None:
    with pytest.raises(CannotReview, match="You have written at this draft"):
        approve(draft, writer)
    with pytest.raises(CannotReview, match="You have written at this draft"):
        return_draft(draft, revision=draft.revision, note="-", by=writer, now=timezone.now())
    html = signed_in(writer).post(
        reverse("draft_review", args=[draft.public_id]),
        {"approve": "1", "revision": draft.revision},
    )
    assert "another editor has to review it" in html.text
    draft.refresh_from_db()
    assert draft.state == "in_review"


def test_a_second_writer_is_a_writer_too(packet, writer, reviewer) -> None:
    draft = draft_of(packet, by=writer)
    files = {"packet.md": draft.files["packet.md"].replace(*CHANGE, 1)}
    draft = save_draft(draft, files=files, revision=1, by=reviewer, now=timezone.now())
    with pytest.raises(CannotReview, match="You have written"):
        approve(submitted(draft, by=writer), reviewer)


def test_approving_twice_publishes_once(draft, reviewer) -> None:
    approve(draft, reviewer)
    with pytest.raises(CannotReview, match="has published this draft already"):
        approve(draft, make_editor())
    assert DraftReview.objects.count() == 1
    address = reverse("draft_review", args=[draft.public_id])
    data = {"approve": "1", "revision": draft.revision}
    assert "has published this draft already" in signed_in(make_editor()).post(address, data).text


def test_a_return_needs_a_note_and_leads_back_to_writing(draft, writer, reviewer) -> None:
    with pytest.raises(CannotReview, match="Say what is to be changed"):
        return_draft(draft, revision=1, note=" ", by=reviewer, now=timezone.now())
    return_draft(draft, revision=1, note="Shorter hints.", by=reviewer, now=timezone.now())
    draft.refresh_from_db()
    assert draft.state == "writing"
    assert "Shorter hints." in signed_in(writer).get(f"/library/drafts/{draft.public_id}/").text
    assert AuditEntry.objects.get(verb="packet.returned").details["note"] == "Shorter hints."
    with pytest.raises(CannotReview, match="does not wait"):
        approve(draft, reviewer)


def test_a_review_is_of_the_revision_that_was_read(draft, writer, reviewer) -> None:
    withdraw_draft(draft, by=writer, now=timezone.now())
    files = {"packet.md": draft.files["packet.md"].replace("nobody but", "no one but")}
    changed = save_draft(draft, files=files, revision=1, by=writer, now=timezone.now())
    submitted(changed, by=writer)
    with pytest.raises(CannotReview, match="was changed since you opened this page"):
        approve_draft(draft, revision=1, by=reviewer, now=timezone.now())
    assert approve(changed, reviewer).files == files


def test_only_its_writers_submit_and_take_it_back(packet, writer, reviewer) -> None:
    draft = draft_of(packet, by=writer, change=CHANGE)
    wanted = {"revision": 1, "change_note": "x", "now": timezone.now()}
    with pytest.raises(CannotReview, match="written at this draft can submit"):
        submit_draft(draft, by=reviewer, **wanted)
    with pytest.raises(CannotReview, match="Say in a sentence"):
        submit_draft(draft, by=writer, **wanted | {"change_note": " "})
    with pytest.raises(CannotReview, match="was changed since"):
        submit_draft(draft, by=writer, **wanted | {"revision": 2})
    submit_draft(draft, by=writer, **wanted)
    with pytest.raises(CannotReview, match="not being written"):
        submit_draft(draft, by=writer, **wanted)
    with pytest.raises(CannotReview, match="can take it back"):
        withdraw_draft(draft, by=reviewer, now=timezone.now())


def test_a_draft_with_a_problem_is_not_submitted(packet, writer) -> None:
    draft = draft_of(packet, by=writer, change=("## Red flags", "## Red Flags"))
    with pytest.raises(CannotReview, match="left in this draft"):
        submit_draft(draft, revision=1, change_note="x", by=writer, now=timezone.now())
    html = signed_in(writer).get(reverse("draft_submit", args=[draft.public_id])).text
    assert "Back to the draft" in html
    assert "change_note" not in html


def test_a_draft_that_became_wrong_while_it_waited_is_not_published(
    packets, draft, reviewer
) -> None:
    packets["behavioural"].loops.first().rounds.filter(kind="behavioural").delete()
    before = everything_published()
    with pytest.raises(CannotReview, match="left in this draft"):
        approve(draft, reviewer)
    assert everything_published() == before


def publish_meanwhile(packet: Packet) -> PacketVersion:
    """As load_catalogue or an import does it, beside an open draft."""
    number = packet.current.number + 1
    fields = {
        field.attname: getattr(packet.current, field.attname)
        for field in PacketVersion._meta.concrete_fields
        if not field.primary_key
    }
    text = packet.current.files["packet.md"]
    text = re.sub(r"\nversion: \d+\n", f"\nversion: {number}\n", text)
    text = text.replace("## Weak answer\n", "## Weak answer\nPUBLISHED MEANWHILE.\n")
    changed = {"number": number, "content_sha256": "f" * 64, "files": {"packet.md": text}}
    version = PacketVersion.objects.create(**fields | changed)
    Packet.objects.filter(pk=packet.pk).update(current=version)
    return version


def test_a_base_that_is_no_longer_current_is_said_and_can_be_carried_over(
    packet, draft, writer, reviewer
) -> None:
    newer = publish_meanwhile(packet)
    with pytest.raises(CannotReview, match="was published meanwhile"):
        approve(draft, reviewer)
    client, address = signed_in(writer), reverse("draft", args=[draft.public_id])
    html = client.get(address).text
    assert f"Version {newer.number} was published meanwhile" in html
    assert "PUBLISHED MEANWHILE." in html
    client.post(reverse("draft_carry", args=[draft.public_id]))
    draft.refresh_from_db()
    assert (draft.state, draft.base, draft.revision) == ("writing", newer, 2)
    assert f"\nversion: {newer.number + 1}\n" in draft.files["packet.md"]
    assert "was published meanwhile" not in client.get(address).text
    version = approve(submitted(draft, by=writer), reviewer)
    assert version.number == newer.number + 1
    with pytest.raises(CannotEditDraft, match="no newer version"):
        carry_draft(draft, by=writer, now=timezone.now())


def test_a_packet_that_was_retired_meanwhile_gets_no_new_version(packet, draft, reviewer) -> None:
    retire_packet(packet, note="Dull.", by=reviewer, now=timezone.now())
    with pytest.raises(CannotReview, match="is retired by now"):
        approve(draft, reviewer)


def test_a_new_packet_whose_name_was_taken_meanwhile_is_not_published(
    packets, writer, reviewer
) -> None:
    packet = packets["behavioural"]
    text = packet.current.files["packet.md"].replace(packet.slug, "brand-new")
    files = {"packet.md": text.replace("kind: ", f"variant_of: {packet.slug}\nkind: ")}
    draft = begin_draft(
        **{"slug": "brand-new", "files": files, "base": None, "packet": None},
        by=writer,
        now=timezone.now(),
    )
    draft = submitted(draft, by=writer)
    Packet.objects.create(slug="brand-new", family="brand-new", kind="coding", level=1)
    with pytest.raises(CannotReview, match="A packet named brand-new was published meanwhile"):
        approve(draft, reviewer)


def test_a_booked_session_keeps_its_version_and_a_new_one_gets_the_new(
    packet, draft, reviewer
) -> None:
    old = packet.current
    leg = SessionFactory().legs.first()
    leg.kind, leg.packet_version = "behavioural", old
    leg.save()
    new = approve(draft, reviewer)
    leg.refresh_from_db()
    assert leg.packet_version == old
    chosen = packet_for_leg(
        candidate=UserFactory(), interviewer=UserFactory(), kind="behavioural", practice={}
    )
    assert chosen == new


def test_the_review_page_shows_the_change_both_sides_and_what_is_to_know(draft, reviewer) -> None:
    html = signed_in(reviewer).get(reverse("draft_review", args=[draft.public_id])).text
    for words in (
        "Speaks of nobody but themself",
        "What the candidate sees",
        "What the interviewer sees",
        "No problems",
        f"Publish as version {draft.base.number + 1}",
        "Clearer.",
    ):
        assert words in html
    assert "has_run_code" not in html  # there is no code in it


# --- code, on a site without a sandbox ------------------------------------------------------


@pytest.fixture
def coding(packets, writer) -> PacketDraft:
    change = ("## Red flags\n", "## Red flags\n- Writes no test, and is content with that.\n")
    return submitted(draft_of(packets["coding"], by=writer, change=change), by=writer)


def test_without_a_sandbox_the_reviewer_says_that_they_ran_the_code(coding, reviewer) -> None:
    address = reverse("draft_review", args=[coding.public_id])
    client = signed_in(reviewer)
    assert "The code of this draft has not been run on this site" in client.get(address).text
    data = {"approve": "1", "revision": coding.revision}
    assert "and tick that you did" in client.post(address, data).text
    assert PacketDraft.objects.get().state == "in_review"
    assert client.post(address, data | {"has_run_code": "on"}).status_code == 302
    assert DraftReview.objects.get().has_run_code
    assert PacketDraft.objects.get().state == "published"


def test_a_shipped_packet_that_is_published_again_has_its_fields(packets, coding, reviewer) -> None:
    old = packets["coding"].current
    version = approve(coding, reviewer, has_run_code=True)
    assert version.material == old.material
    assert version.public_cases == old.public_cases
    assert {**version.files, "packet.md": ""} == {
        **shipped_files(PACKETS["coding"]),
        "packet.md": "",
    }
