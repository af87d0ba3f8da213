"""The editor's pages: what is typed is kept, checked, shown beside the form, and never lost."""

import io
import re
import zipfile

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from interviews.models import Exposure, Packet, PacketDraft
from tests.factories import UserFactory
from tests.interviews.drafts.worlds import (
    browser_text,
    control_of,
    draft_of,
    form_data,
    make_editor,
    signed_in,
    submitted,
)
from tests.interviews.small_catalogue import load_small_catalogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def packets() -> dict[str, Packet]:
    return load_small_catalogue()


@pytest.fixture
def editor() -> User:
    return make_editor(pseudonym="First Editor")


@pytest.fixture
def client(editor: User) -> Client:
    return signed_in(editor)


def page(draft: PacketDraft, name: str = "draft") -> str:
    return reverse(name, args=[draft.public_id])


@pytest.mark.parametrize(
    "kind", ["behavioural", "coding", "recruiter_screen", "system_design", "take_home_review"]
)
def test_saving_what_the_page_shows_changes_no_byte(packets, editor, client, kind) -> None:
    draft = draft_of(packets[kind], by=editor)
    response = client.post(page(draft), form_data(draft))
    assert response.status_code == 302
    again = PacketDraft.objects.get(pk=draft.pk)
    assert (again.files, again.revision) == (draft.files, 1)


def test_a_changed_section_is_saved_and_everything_else_stays(packets, editor, client) -> None:
    draft = draft_of(packets["coding"], by=editor)
    name = control_of(draft, section="Red flags")
    old = form_data(draft)[name]
    client.post(page(draft), form_data(draft, **{name: f"{old}\r\n- One more.\r\n"}))
    again = PacketDraft.objects.get(pk=draft.pk)
    assert again.revision == 2
    text = draft.files["packet.md"]
    flags = text.split("## Red flags\n")[1].split("\n## ")[0].rstrip("\n")
    expected = text.replace(flags, f"{flags}\n- One more.")
    assert again.files == {**draft.files, "packet.md": expected}


def test_a_wrong_variant_is_added_renamed_and_removed(packets, editor, client) -> None:
    draft = draft_of(packets["coding"], by=editor)
    wrong = sorted(path for path in draft.files if path.startswith("wrong/"))
    renamed, removed, new = (
        control_of(draft, file=wrong[0]),
        control_of(draft, file=wrong[1]),
        control_of(draft, file=""),
    )
    changes = {
        f"{renamed}-path": "wrong/renamed.py",
        f"{removed}-remove": "1",
        f"{new}-path": "wrong/brand-new.py",
        new: "# Mistake: a sentence about it\r\n",
    }
    client.post(page(draft), form_data(draft, **changes))
    files = PacketDraft.objects.get(pk=draft.pk).files
    expected = {path: text for path, text in draft.files.items() if path not in wrong[:2]}
    expected["wrong/renamed.py"] = draft.files[wrong[0]]
    expected["wrong/brand-new.py"] = "# Mistake: a sentence about it\n"
    assert files == expected


def test_two_files_of_one_name_are_refused_and_what_was_typed_stays(
    packets, editor, client
) -> None:
    draft = draft_of(packets["coding"], by=editor)
    new = control_of(draft, file="")
    data = form_data(draft, **{f"{new}-path": "solution.py", new: "TYPED = 1"})
    response = client.post(page(draft), data)
    assert response.status_code == 400
    assert "Two files are named solution.py" in response.text
    assert "TYPED = 1" in response.text
    assert PacketDraft.objects.get(pk=draft.pk).files == draft.files


def test_properties_and_beats_are_fields_of_their_own(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    data = form_data(draft, title="Another: title", level="2", authors="Ana, Ben")
    data["beats-25-0-minutes"] = "3"
    client.post(page(draft), data)
    text = PacketDraft.objects.get(pk=draft.pk).files["packet.md"]
    assert '\ntitle: "Another: title"\n' in text
    assert "\nlevel: 2\n" in text
    assert '\nauthors: ["Ana", "Ben"]\n' in text
    response = client.get(page(draft))
    assert re.search(r"sum: 2\d of 25", response.text)


def test_what_the_packet_counts_as_is_written_first(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    was = form_data(draft)["values"]
    data = form_data(draft, values=[*was, "netflix/passion"], counts_as="netflix/passion")
    client.post(page(draft), data)
    text = PacketDraft.objects.get(pk=draft.pk).files["packet.md"]
    assert f"\nvalues: [{', '.join(['netflix/passion', *was])}]\n" in text


def test_a_topic_that_is_not_on_the_site_is_refused(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    response = client.post(page(draft), form_data(draft, topics=["made-up"]))
    assert response.status_code == 400
    assert PacketDraft.objects.get(pk=draft.pk).files == draft.files


def test_every_problem_links_to_its_field(packets, editor, client) -> None:
    draft = draft_of(packets["coding"], by=editor)
    flags = control_of(draft, section="Red flags")
    solution = control_of(draft, file="solution.py")
    data = form_data(draft, **{"title": "", flags: "- One", solution: "def broken(:\r\n"})
    data["beats-25-0-minutes"] = "20"
    response = client.post(page(draft, "draft_check"), data)
    assert response.status_code == 200
    for anchor in ("id_title", f"id_{flags}", f"id_{solution}", "id_beats-25"):
        assert f'href="#{anchor}"' in response.text
    html = client.get(page(draft)).text
    for anchor in ("id_title", f"id_{flags}", f"id_{solution}", "id_beats-25"):
        assert f'id="{anchor}"' in html
    assert PacketDraft.objects.get(pk=draft.pk).revision == 1


def test_checking_shows_both_previews_of_what_is_typed_and_saves_nothing(
    packets, editor, client
) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    brief, hints = control_of(draft, section="Candidate brief"), control_of(draft, section="Hints")
    data = form_data(draft, **{brief: "TYPED BRIEF", hints: "### A\r\n\r\nTYPED HINT"})
    parts = client.post(page(draft, "draft_check"), data).text.split("data-part=")
    assert [part.split('"')[1] for part in parts[1:]] == ["problems", "candidate", "interviewer"]
    assert "TYPED BRIEF" in parts[2]
    assert "TYPED HINT" not in parts[2]
    assert "TYPED HINT" in parts[3]
    whole = client.post(page(draft), data | {"check": "1"})
    assert (whole.status_code, "TYPED HINT" in whole.text) == (200, True)
    assert PacketDraft.objects.get(pk=draft.pk).files == draft.files


def test_a_save_on_an_old_revision_is_refused_with_the_difference(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    name = control_of(draft, section="Weak answer")
    mine = form_data(draft, **{name: "MY WORDS"})
    other = make_editor()
    signed_in(other).post(page(draft), form_data(draft, **{name: "THEIR WORDS"}))
    response = client.post(page(draft), mine)
    assert response.status_code == 409
    assert "This draft was saved since you opened it" in response.text
    assert "THEIR WORDS" in response.text
    assert 'name="revision" value="2"' in response.text
    textarea = response.text.split(f'name="{name}"')[1].split("</textarea>")[0]
    assert "MY WORDS" in textarea
    assert "THEIR WORDS" in PacketDraft.objects.get(pk=draft.pk).files["packet.md"]
    client.post(page(draft), mine | {"revision": 2})
    again = PacketDraft.objects.get(pk=draft.pk)
    assert "MY WORDS" in again.files["packet.md"]
    assert {*again.editors.all()} == {editor, other}


def test_the_script_is_answered_in_json(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    name = control_of(draft, section="Weak answer")
    mine = form_data(draft, **{name: "MY WORDS"})
    as_json = {"headers": {"accept": "application/json"}}
    assert client.post(page(draft), mine, **as_json).json() == {"revision": 2}
    other = client.post(page(draft), form_data(draft, **{name: "OTHER WORDS"}), **as_json)
    assert (other.status_code, other.json()["is_conflict"]) == (409, True)
    broken = client.post(page(draft), mine | {name: "```", "revision": 2}, **as_json)
    assert broken.status_code == 400
    assert "close it, then save" in broken.json()["error"]


@pytest.mark.parametrize("typed", ["zero\0byte", "x" * 400_001])
def test_what_cannot_be_kept_is_refused_in_words(packets, editor, client, typed) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    name = control_of(draft, section="Weak answer")
    response = client.post(page(draft), form_data(draft, **{name: typed}))
    assert response.status_code == 400
    assert "Not saved" in response.text
    assert PacketDraft.objects.get(pk=draft.pk).files == draft.files


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"revision": "x", "section-0-key": "Hints"},
        {"section-999-key": "a", "section-999": "b", "file-1-was": "../x", "file-1-path": "../y"},
        {"file-0-was": "packet.md", "file-0-path": "packet.md", "file-0": "gone"},
        {"beats-25-0-name": "x", "beats-25-0-minutes": "²", "level": "99"},
        {"raw": "no front matter"},
        {"section-0-key": "Hints", "section-0": "## Solution\r\n\r\nsecond"},
    ],
)
def test_garbage_is_answered_and_never_breaks(packets, editor, client, data) -> None:
    draft = draft_of(packets["coding"], by=editor)
    for name in ("draft", "draft_check"):
        assert client.post(page(draft, name), data).status_code in {200, 302, 400, 409}
    assert client.get(page(draft)).status_code == 200


def test_a_packet_md_that_cannot_be_read_is_shown_as_text_and_can_be_mended(
    packets, editor, client
) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    PacketDraft.objects.update(files={"packet.md": "---\ntitle: [\n---\n"})
    draft.refresh_from_db()
    html = client.get(page(draft)).text
    assert 'name="raw"' in html
    text = packets["behavioural"].current.files["packet.md"]
    client.post(page(draft), {"raw": browser_text(text), "revision": 1})
    assert "## Hints" in PacketDraft.objects.get(pk=draft.pk).files["packet.md"]


@pytest.mark.parametrize(
    "kind", ["behavioural", "coding", "recruiter_screen", "system_design", "take_home_review"]
)
def test_a_new_packet_begins_with_a_skeleton_that_has_problems(packets, client, kind) -> None:
    response = client.post(reverse("draft_new"), {"kind": kind, "slug": "brand-new"})
    draft = PacketDraft.objects.get()
    assert response.url == page(draft)
    html = client.get(page(draft)).text
    assert "TO WRITE" in html
    assert 'href="#id_title"' in html
    assert client.post(page(draft), form_data(draft)).status_code == 302
    assert PacketDraft.objects.get().files == draft.files


def test_a_name_that_is_taken_or_reserved_is_refused_beside_the_form(packets, client) -> None:
    for slug, words in (
        (packets["coding"].slug, "There is a packet named"),
        ("coverage", "is the name of a page"),
        ("Not A Slug", "Enter a valid"),
    ):
        html = client.post(reverse("draft_new"), {"kind": "coding", "slug": slug}).text
        assert words in html
    assert not PacketDraft.objects.exists()


def test_edit_asks_once_and_then_leads_to_the_one_open_draft(packets, editor, client) -> None:
    packet = packets["behavioural"]
    address = reverse("draft_edit", args=[packet.slug])
    assert "Write the next version" in client.get(address).text
    assert not PacketDraft.objects.exists()
    first = client.post(address)
    draft = PacketDraft.objects.get()
    assert first.url == client.post(address).url == client.get(address).url == page(draft)
    assert signed_in(make_editor()).get(address).url == page(draft)


def test_opening_a_draft_of_a_packet_is_entered_in_the_ledger(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    reader = make_editor()
    signed_in(reader).get(page(draft))
    assert Exposure.objects.filter(user=reader, packet=draft.packet, role="library").exists()
    assert reader in draft.readers.all()
    assert reader not in draft.editors.all()


def test_only_its_editors_find_a_discarded_draft_and_can_reopen_it(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    other = signed_in(make_editor())
    assert "Discard the draft" in client.get(page(draft, "draft_discard")).text
    assert PacketDraft.objects.get().is_open
    client.post(page(draft, "draft_discard"))
    assert draft.slug in client.get(reverse("drafts")).text
    assert client.get(page(draft)).status_code == 200
    assert draft.slug not in other.get(reverse("drafts")).text
    for name in ("draft", "draft_reopen", "draft_export", "draft_review"):
        assert other.post(page(draft, name)).status_code in {404, 405}
    client.post(page(draft, "draft_reopen"))
    assert PacketDraft.objects.get().state == "writing"


def test_a_discarded_draft_stays_closed_while_another_is_open(packets, editor, client) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    client.post(page(draft, "draft_discard"))
    draft_of(packets["behavioural"], by=make_editor())
    html = client.post(page(draft, "draft_reopen"), follow=True).text
    assert "has an open draft already" in html
    draft.refresh_from_db()
    assert draft.state == "discarded"


def test_a_draft_that_is_not_being_written_shows_no_form_and_takes_none(
    packets, editor, client
) -> None:
    draft = submitted(draft_of(packets["behavioural"], by=editor), by=editor)
    assert "data-draft" not in client.get(page(draft)).text
    response = client.post(page(draft), form_data(draft, title="Changed"))
    assert response.status_code == 400
    assert "waits for a second editor" in response.text


def test_markup_that_is_typed_is_shown_and_never_becomes_markup(packets, editor, client) -> None:
    draft = draft_of(packets["system_design"], by=editor)
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    changes = dict.fromkeys(("title", "summary", "authors", "licence"), evil)
    for section in ("Candidate brief", "Hints", "Trade-offs", "Rubric notes"):
        changes[control_of(draft, section=section)] = f"### {evil}\r\n\r\n- 1: {evil}"
    changes[control_of(draft, file="diagram.mmd")] = f"flowchart TD\r\n a[{evil}] --> b[B]"
    changes["beats-25-0-name"] = changes["beats-25-0-say"] = evil
    data = form_data(draft, **changes)
    answers = [client.post(page(draft, "draft_check"), data).text]
    client.post(page(draft), data)
    answers += [client.get(page(draft)).text, client.get(page(draft, "draft_review")).text]
    for html in answers:
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_an_export_of_a_draft_lies_as_in_a_catalogue(packets, editor, client) -> None:
    draft = draft_of(packets["coding"], by=editor)
    archive = zipfile.ZipFile(io.BytesIO(client.get(page(draft, "draft_export")).content))
    folder = f"packets/coding/{draft.slug}/"
    assert {name: archive.read(name).decode() for name in archive.namelist()} == {
        folder + path: text for path, text in draft.files.items()
    }


def test_the_list_takes_as_many_queries_for_three_drafts_as_for_one(
    packets, editor, client, django_assert_num_queries
) -> None:
    kinds = iter(packets)
    draft_of(packets[next(kinds)], by=editor)
    with django_assert_num_queries(9):
        client.get(reverse("drafts"))
    for _ in range(2):
        draft_of(packets[next(kinds)], by=make_editor())
    with django_assert_num_queries(9):
        client.get(reverse("drafts"))


def test_people_who_are_no_editors_find_nothing(packets, editor) -> None:
    draft = draft_of(packets["behavioural"], by=editor)
    stranger = signed_in(UserFactory())
    for name in (
        *("draft", "draft_check", "draft_submit", "draft_withdraw", "draft_review", "draft_run"),
        *("draft_carry", "draft_discard", "draft_reopen", "draft_export"),
    ):
        for method in (stranger.get, stranger.post):
            assert method(page(draft, name)).status_code == 404
    for address in (reverse("drafts"), reverse("draft_new")):
        assert stranger.get(address).status_code == 404
    assert stranger.post(reverse("draft_edit", args=[draft.slug])).status_code == 404
    draft.refresh_from_db()
    assert (draft.state, draft.readers.count()) == ("writing", 1)
