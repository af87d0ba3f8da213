"""Beginning a draft: one open one per packet, files that can be kept, and the ledger."""

import pytest

from interviews.actions.drafts import CannotEditDraft, begin_draft
from interviews.actions.editors import forget_editor
from interviews.models import Exposure, Packet, PacketDraft
from tests.factories import UserFactory
from tests.interviews.small_catalogue import load_small_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def packet() -> Packet:
    return load_small_catalogue()["behavioural"]


def begin(of: Packet, now, **changes):
    wanted = {
        "slug": of.slug,
        "files": of.current.files,
        "base": of.current,
        "packet": of,
        "by": UserFactory(),
        "now": now,
    }
    return begin_draft(**wanted | changes)


def test_a_draft_of_the_next_version_differs_in_its_number_alone(packet, now) -> None:
    draft = begin(packet, now)
    assert (draft.state, draft.revision, draft.base) == ("writing", 1, packet.current)
    number = packet.current.number
    text = packet.current.files["packet.md"]
    assert draft.files == {
        "packet.md": text.replace(f"version: {number}\n", f"version: {number + 1}\n", 1)
    }


def test_whoever_begins_a_draft_of_a_packet_is_in_its_ledger(packet, now) -> None:
    editor = UserFactory()
    draft = begin(packet, now, by=editor)
    assert [*draft.editors.all()] == [*draft.readers.all()] == [editor]
    assert [*Exposure.objects.values_list("user", "packet", "role", "leg")] == [
        (editor.pk, packet.pk, "library", None)
    ]


def test_a_second_open_draft_of_a_packet_is_refused(packet, now) -> None:
    begin(packet, now)
    with pytest.raises(CannotEditDraft, match="has an open draft already"):
        begin(packet, now)
    PacketDraft.objects.update(state="discarded")
    begin(packet, now)


def test_a_new_packet_cannot_take_the_name_of_another(packet, now) -> None:
    with pytest.raises(CannotEditDraft, match="There is a packet named"):
        begin(packet, now, packet=None, base=None)
    draft = begin(packet, now, packet=None, slug="a-variant")
    assert (draft.packet, draft.base) == (None, packet.current)
    assert "\nversion: 1\n" in draft.files["packet.md"]


def test_an_erased_account_is_no_editor_or_reader_of_any_draft(packet, now) -> None:
    editor = UserFactory()
    draft = begin(packet, now, by=editor)
    forget_editor(editor, now=now)
    assert (draft.editors.count(), draft.readers.count()) == (0, 0)
    assert draft.files["packet.md"]


@pytest.mark.parametrize("status", ["retired", "leaked"])
def test_a_packet_out_of_use_gets_no_next_version(packet, now, status) -> None:
    packet.status = status
    with pytest.raises(CannotEditDraft, match=f"is {status}. Restore it"):
        begin(packet, now)


@pytest.mark.parametrize("slug", ["", "Two Words", "two--words", "-a", "a/b", "x" * 51])
def test_a_name_that_is_no_slug_is_refused(packet, now, slug) -> None:
    with pytest.raises(CannotEditDraft, match="is no name for a packet"):
        begin(packet, now, slug=slug, packet=None, base=None)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "packet.md, line 1: is missing"),
        ({"packet.md": "a\0"}, "packet.md, line 1: holds a zero byte"),
        ({"packet.md": "", "../x.py": ""}, "is no name of a file"),
        ({"packet.md": "é" * 200_001}, "has 400,002 bytes"),
    ],
)
def test_files_that_cannot_be_kept_are_refused_with_the_reason(packet, now, files, words) -> None:
    with pytest.raises(CannotEditDraft, match=words):
        begin(packet, now, files=files)
    assert not PacketDraft.objects.exists()
