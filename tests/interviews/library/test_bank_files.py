"""Packets leave the site and come back as the same bytes."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from interviews.actions.bank_files import import_packets
from interviews.bank.archives import read_upload, zip_of
from interviews.bank.files import CATALOGUE_DIR
from interviews.models import Exposure, Packet, PacketDraft, PacketVersion
from interviews.queries.exports import files_of_version
from interviews.queries.imports import plan_import
from tests.factories import SessionFactory, UserFactory
from tests.interviews.library.builders import make_editor, make_packet
from tests.interviews.small_catalogue import PACKETS, load_small_catalogue, shipped_files

pytestmark = pytest.mark.django_db

SHIPPED = {
    path.rstrip("/").rpartition("/")[2].removesuffix(".md"): path for path in PACKETS.values()
}


@pytest.fixture
def editor():
    return make_editor()


@pytest.fixture
def client(editor) -> Client:
    client = Client()
    client.force_login(editor)
    return client


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def unzipped(data: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def plan_of(files: dict[str, str]):
    return plan_import(read_upload(zip_of(files), name="upload.zip"))


def outcomes(files: dict[str, str]) -> dict[str, str]:
    return {one.slug: one.outcome for one in plan_of(files).packets}


def test_whole_bank_is_exported_byte_for_byte_as_the_repository_has_it(tmp_path: Path) -> None:
    call_command("load_catalogue", verbosity=0)
    call_command("export_packets", str(tmp_path), verbosity=0)
    exported, shipped = tree(tmp_path / "packets"), tree(CATALOGUE_DIR / "packets")
    assert len(shipped) > 500
    assert exported == shipped


def test_export_replaces_packets_only_when_told(tmp_path: Path) -> None:
    load_small_catalogue()
    call_command("export_packets", str(tmp_path), verbosity=0)
    before = tree(tmp_path)
    folder = tmp_path / "packets/coding/two-allowances"
    (folder / "wrong/left-over.py").write_text("pass\n")
    (folder / "solution.py").write_text("changed\n")
    other = tmp_path / "packets/coding/only-here/packet.md"
    other.parent.mkdir()
    other.write_text("stays\n")
    with pytest.raises(CommandError, match="there already"):
        call_command("export_packets", str(tmp_path), verbosity=0)
    assert (folder / "solution.py").read_text() == "changed\n"
    call_command("export_packets", str(tmp_path), "--over", verbosity=0)
    assert tree(tmp_path) == {**before, "packets/coding/only-here/packet.md": b"stays\n"}


def test_export_never_follows_a_link_out_of_its_folder(tmp_path: Path) -> None:
    load_small_catalogue()
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    (inside / "packets").mkdir(parents=True)
    (inside / "packets/coding").symlink_to(outside)
    with pytest.raises(CommandError, match="leads out"):
        call_command("export_packets", str(inside), "--over", verbosity=0)
    assert tree(outside) == {}


def test_retired_and_leaked_packets_stay_at_home(tmp_path: Path) -> None:
    for status in ("published", "retired", "leaked"):
        make_packet(status, status=status, files={"packet.md": "x\n"})
    call_command("export_packets", str(tmp_path), verbosity=0)
    assert set(tree(tmp_path)) == {"packets/coding/published/packet.md"}


@pytest.mark.parametrize("slug", SHIPPED)
def test_one_packet_is_exported_as_it_lies_in_the_catalogue(client, editor, slug: str) -> None:
    load_small_catalogue()
    response = client.get(reverse("library_export", args=[slug]))
    assert response["Content-Disposition"].startswith(f'attachment; filename="{slug}-v')
    place = SHIPPED[slug]
    expected = {
        place if place.endswith(".md") else place + name: text
        for name, text in shipped_files(place).items()
    }
    assert unzipped(response.content) == expected
    assert Exposure.objects.filter(user=editor, packet__slug=slug, role="library").count() == 1


def test_who_exports_the_whole_bank_has_read_it(client, editor) -> None:
    packets = load_small_catalogue()
    make_packet("leaked", status="leaked", files={"packet.md": "x\n"})
    for _ in range(2):
        response = client.post(reverse("library_export_all"))
    assert len(unzipped(response.content)) == sum(
        len(packet.current.files) for packet in packets.values()
    )
    read = Exposure.objects.filter(user=editor, role="library", leg=None)
    assert read.count() == len(packets)


def test_bank_stays_closed_to_an_editor_who_is_booked_as_candidate(client, editor) -> None:
    SessionFactory(mode="one_way", second=editor)
    response = client.post(reverse("library_export_all"), follow=True)
    assert "You are booked as a candidate" in response.content.decode()
    assert Exposure.objects.filter(role="library").count() == 0


@pytest.mark.parametrize("slug", SHIPPED)
def test_export_of_one_site_is_the_same_draft_on_another(editor, slug: str, now) -> None:
    load_small_catalogue()
    version = PacketVersion.objects.select_related("packet").get(packet__slug=slug)
    packed = zip_of(files_of_version(version))
    Packet.objects.update(current=None)
    PacketVersion.objects.all().delete()
    Packet.objects.all().delete()
    plan = plan_import(read_upload(packed, name="upload.zip"))
    assert [(one.slug, one.outcome, one.problems) for one in plan.packets] == [(slug, "new", [])]
    imported = import_packets(plan, by=editor, now=now)
    (draft,) = imported.drafts
    text = shipped_files(SHIPPED[slug])
    assert {**draft.files, "packet.md": ""} == {**text, "packet.md": ""}
    # a first version here, whatever its number was there
    changed = set(draft.files["packet.md"].split("\n")) - set(text["packet.md"].split("\n"))
    assert changed <= {"version: 1"}
    assert (draft.slug, draft.packet, draft.state) == (slug, None, "writing")


def two_allowances() -> dict[str, str]:
    place = PACKETS["coding"]
    return {place + name: text for name, text in shipped_files(place).items()}


def test_plan_says_what_would_become_of_each_packet(now, editor) -> None:
    packets = load_small_catalogue()
    same = two_allowances()
    main = PACKETS["coding"] + "packet.md"
    assert outcomes(same) == {"two-allowances": "unchanged"}
    number = packets["coding"].current.number
    renumbered = same[main].replace(f"version: {number}", "version: 70")
    assert renumbered != same[main]
    assert outcomes({**same, main: renumbered}) == {"two-allowances": "unchanged"}
    changed = {**same, main: same[main].replace("shared render farm", "shared kitchen", 1)}
    assert outcomes(changed) == {"two-allowances": "new version"}
    Packet.objects.filter(pk=packets["coding"].pk).update(status="retired")
    (refused,) = plan_of(changed).packets
    assert (refused.outcome, refused.why) == (
        *("refused", "It is retired here. Restore it first."),
    )
    Packet.objects.filter(pk=packets["coding"].pk).update(status="published")
    import_packets(plan_of(changed), by=editor, now=now)
    assert "has an open draft already" in plan_of(changed).packets[0].why


def test_every_problem_is_named_by_file_and_line() -> None:
    load_small_catalogue()
    files = two_allowances()
    main, solution = PACKETS["coding"] + "packet.md", PACKETS["coding"] + "solution.py"
    files[main] = files[main].replace("level: 3", "level: 9")
    files[solution] = "def broken(:\n"
    line = files[main].split("level: 9")[0].count("\n") + 1
    (one,) = plan_of(files).packets
    found = [str(problem) for problem in one.problems]
    assert f"packet.md:{line}: `level` must be from 1 to 5, not 9" in found
    assert any(problem.startswith("solution.py:1: is no Python") for problem in found)
    assert one.is_begun  # as a draft, which cannot be published before they are mended


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no front matter", "cannot be read"),
        ("---\nslug: another\nversion: 1\n---\n", "names another packet"),
    ],
)
def test_packet_that_does_not_say_what_it_is_is_refused(text: str, why: str) -> None:
    load_small_catalogue()
    (one,) = plan_of({"mine/packet.md": text}).packets
    assert one.outcome == "refused"
    assert why in one.why
    assert plan_of({"mine/packet.md": text}).begun == []


def test_name_that_is_no_slug_is_refused() -> None:
    (one,) = plan_of({"Bad_Name.md": "---\nslug: Bad_Name\nversion: 1\n---\n"}).packets
    assert (one.outcome, "lower-case letters" in one.why) == ("refused", True)


def test_imported_version_is_a_draft_and_nothing_is_published(editor, now) -> None:
    packet = load_small_catalogue()["coding"]
    files = two_allowances()
    solution = PACKETS["coding"] + "solution.py"
    files[solution] += "# imported, never run\n"
    imported = import_packets(plan_of(files), by=editor, now=now)
    (draft,) = imported.drafts
    assert (draft.packet, draft.base, draft.state) == (packet, packet.current, "writing")
    assert f"\nversion: {packet.current.number + 1}\n" in draft.files["packet.md"]
    assert draft.files["solution.py"] == files[solution]
    assert packet.versions.count() == 1
    entry = AuditEntry.objects.get(verb="packet.imported")
    assert (entry.by, entry.object_id) == (editor, str(draft.pk))


def test_what_changed_since_the_dry_run_is_refused_and_the_rest_is_begun(editor, now) -> None:
    load_small_catalogue()
    behavioural = PACKETS["behavioural"]
    text = shipped_files(behavioural)["packet.md"]
    files = {**two_allowances(), behavioural: text + "\nMore.\n"}
    files[PACKETS["coding"] + "solution.py"] += "# more\n"
    plan = plan_of(files)
    import_packets(plan_of({behavioural: text + "\nEarlier.\n"}), by=make_editor(), now=now)
    imported = import_packets(plan, by=editor, now=now)
    assert [draft.slug for draft in imported.drafts] == ["two-allowances"]
    assert list(imported.refused) == ["telling-somebody-senior-no"]


def upload(client: Client, data: bytes, name: str = "upload.zip"):
    return client.post(reverse("library_import"), {"file": SimpleUploadedFile(name, data)})


def test_pages_show_the_plan_first_and_begin_drafts_when_confirmed(client) -> None:
    coming = load_small_catalogue()["coding"].current.number + 1
    files = two_allowances()
    files[PACKETS["coding"] + "solution.py"] += "# more\n"
    page = upload(client, zip_of(files | {"stray.py": ""}))
    words = page.content.decode()
    for found in ("New version", f"to become version {coming}", "stray.py", "Begin 1 draft"):
        assert found in words
    assert PacketDraft.objects.count() == 0
    confirmed = client.post(reverse("library_import"), {**page.context["again"], "confirm": "yes"})
    assert confirmed.status_code == 302
    assert PacketDraft.objects.get().slug == "two-allowances"
    client.post(reverse("library_import"), {**page.context["again"], "confirm": "yes"})
    assert PacketDraft.objects.count() == 1


@pytest.mark.parametrize(
    ("posted", "words"),
    [
        ({"confirm": "yes"}, "lost on the way"),
        ({"confirm": "yes", "name": "x.zip", "content": "not base64!"}, "lost on the way"),
        ({"confirm": "yes", "name": "x.zip", "content": "UEs="}, "lost on the way"),
        ({}, "This field is required"),
    ],
)
def test_garbage_is_answered_in_words(client, posted: dict[str, str], words: str) -> None:
    page = client.post(reverse("library_import"), posted, follow=True)
    assert page.status_code == 200
    assert words in page.content.decode()
    assert PacketDraft.objects.count() == 0


def test_upload_that_is_too_large_or_no_archive_is_refused(client) -> None:
    assert "too large" in upload(client, bytes(1_500_001)).content.decode()
    assert "Choose a .zip" in upload(client, b"x", "x.pdf").content.decode()


def test_hostile_file_names_are_shown_as_text(client) -> None:
    page = upload(client, zip_of({"<b>x</b>.py": "", "a/packet.md": "---\nslug: <i>a</i>\n---\n"}))
    assert "<b>x" not in page.content.decode()
    assert "<i>a" not in page.content.decode()


def test_others_neither_import_nor_export() -> None:
    make_packet("one", files={"packet.md": "x\n"})
    client = Client()
    client.force_login(UserFactory())
    assert upload(client, zip_of({"a.md": "x"})).status_code == 404
    assert client.get(reverse("library_export", args=["one"])).status_code == 404
    assert client.post(reverse("library_export_all")).status_code == 404
    assert Exposure.objects.count() == 0
