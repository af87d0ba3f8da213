"""What is read out of an upload, and what is refused before it is unpacked."""

import io
import stat
import struct
import zipfile

import pytest

from interviews.bank import archives
from interviews.bank.archives import MAX_FILES, MAX_UPLOAD, NotReadable, read_upload, zip_of

PACKET = "---\nslug: a\n---\n"


def packed(*entries: tuple[str | zipfile.ZipInfo, str | bytes], **options) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return file.getvalue()


def read(*entries: tuple[str | zipfile.ZipInfo, str | bytes]):
    return read_upload(packed(*entries), name="upload.zip")


def reasons(*entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> list[str]:
    return [str(problem) for problem in read(*entries).problems]


def test_same_files_make_the_same_archive() -> None:
    files = {"packets/coding/a/packet.md": PACKET, "packets/coding/a/starter.py": "é\n"}
    first = zip_of(files)
    assert first == zip_of(dict(reversed(files.items())))
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {n: archive.read(n).decode() for n in archive.namelist()} == files


@pytest.mark.parametrize("above", ["", "packets/coding/", "some/where/packets/coding/"])
def test_packet_is_found_wherever_its_folder_lies(above: str) -> None:
    upload = read((f"{above}a/packet.md", PACKET), (f"{above}a/wrong/x.py", "pass\n"))
    assert upload.packets == {"a": {"packet.md": PACKET, "wrong/x.py": "pass\n"}}
    assert upload.problems == []


def test_packet_without_a_folder_says_its_name_itself() -> None:
    upload = read(("packet.md", "---\nslug: b\n---\n"), ("starter.py", ""))
    assert upload.packets == {"b": {"packet.md": "---\nslug: b\n---\n", "starter.py": ""}}
    assert set(read(("packet.md", "no front matter")).packets) == {"packet"}


def test_files_of_packets_without_material_are_packets() -> None:
    upload = read(("packets/behavioural/b.md", PACKET), ("packets/recruiter_screen/c.md", PACKET))
    assert set(upload.packets) == {"b", "c"}
    alone = read_upload(PACKET.encode(), name="d.md")
    assert alone.packets == {"d": {"packet.md": PACKET}}


def test_what_a_mac_adds_is_passed_over() -> None:
    upload = read(("a/packet.md", PACKET), ("__MACOSX/a/._packet.md", b"\0"), ("a/.DS_Store", b"x"))
    assert (list(upload.packets), upload.problems) == (["a"], [])


def linked(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ((linked("a/starter.py"), "/etc/passwd"), "is a link"),
        (("../x.py", ""), "leads out"),
        (("/etc/x.py", ""), "leads out"),
        (("a/../../x.py", ""), "leads out"),
        (("a//x.py", ""), "leads out"),
        (("c:/x.py", ""), "leads out"),
        (("a/b\\..\\x.py", ""), "leads out"),
        (("a/run.sh", ""), "is of no type"),
        (("a/solution.pyc", ""), "is of no type"),
        (("elsewhere/x.py", ""), "belongs to no packet"),
        (("a/latin.py", "é".encode("latin-1")), "is not UTF-8"),
        (("a/crlf.py", b"x\ny\r\n"), "crlf.py:2: ends its lines with CR"),
        (("a/zero.py", b"\0"), "holds a zero byte"),
        (("b/a/packet.md", PACKET), "there is another packet a"),
    ],
)
def test_file_that_cannot_be_used_is_named_with_the_reason(entry, reason: str) -> None:
    upload = read(("a/packet.md", PACKET), entry)
    assert [reason in str(problem) for problem in upload.problems] == [True]
    assert upload.packets["a"]["packet.md"] == PACKET


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_file_that_is_there_twice_counts_once() -> None:
    upload = read(("a/packet.md", PACKET), ("a/packet.md", "other"))
    assert upload.packets == {"a": {"packet.md": PACKET}}
    assert "twice" in str(upload.problems[0])


def test_size_is_counted_while_unpacking_not_believed(monkeypatch) -> None:
    """A small archive that unpacks to much: each file, and all of them together."""
    bomb = b"x" * 5_000_000
    (problem,) = reasons(("a/packet.md", PACKET), ("a/big.py", bomb))
    assert "has more than 400,000 bytes" in problem
    monkeypatch.setattr(archives, "MAX_IN_ALL", 900_000)
    data = packed(*((f"a/{n}.py", bomb[:399_999]) for n in range(3)))
    assert len(data) < 5_000
    with pytest.raises(NotReadable, match="more than 900,000 bytes"):
        read_upload(data, name="upload.zip")


def test_archive_that_lies_about_its_sizes_is_still_counted() -> None:
    data = bytearray(packed(("a/packet.md", b"x" * 5_000_000)))
    real = struct.pack("<L", 5_000_000)
    assert data.count(real) == 2  # beside the file and in the directory
    lying = bytes(data).replace(real, struct.pack("<L", 10))
    try:
        upload = read_upload(lying, name="upload.zip")
    except NotReadable:
        return
    assert all(len(text) <= 400_000 for one in upload.packets.values() for text in one.values())


def test_too_large_too_many_and_unreadable_uploads_are_refused() -> None:
    for data, name, words in (
        (b"PK" + bytes(MAX_UPLOAD), "a.zip", "too large"),
        (b"PK\3\4 and then nothing", "a.zip", "cannot be read"),
        (b"", "a.zip", "Choose a .zip"),
        (b"%PDF", "a.pdf", "Choose a .zip"),
        (PACKET.encode(), "a\x00.md", "name cannot be read"),
        (packed(*((f"a/{n}.py", "") for n in range(MAX_FILES + 1))), "a.zip", "201 files"),
        (packed(*((f"p{n}.md", PACKET) for n in range(41))), "a.zip", "41 packets"),
    ):
        with pytest.raises(NotReadable, match=words):
            read_upload(data, name=name)


def test_damaged_archive_is_refused() -> None:
    data = bytearray(packed(("a/packet.md", PACKET * 50)))
    data[45] ^= 0xFF
    with pytest.raises(NotReadable, match="cannot be read"):
        read_upload(bytes(data), name="upload.zip")


def test_encrypted_and_oddly_packed_files_are_not_unpacked() -> None:
    data = bytearray(packed(("a/x.py", "pass\n"), ("a/packet.md", PACKET)))
    directory = data.index(b"PK\1\2")
    data[directory + 8] |= 1
    assert "is encrypted" in str(read_upload(bytes(data), name="a.zip").problems[0])
    data[directory + 8] &= 0xFE
    data[directory + 10] = 12  # bzip2
    assert "packed in a way" in str(read_upload(bytes(data), name="a.zip").problems[0])
