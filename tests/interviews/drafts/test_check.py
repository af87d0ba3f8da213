"""One packet's files against what the site knows, which may differ from the repository's files."""

import time

import pytest
from django.core.management import call_command

from interviews.domain.packets.check import check_packet_files
from interviews.models import Criterion, Loop, Packet, Topic, Value
from interviews.queries.known import known_to_packets
from tests.interviews.small_catalogue import PACKETS, load_small_catalogue, shipped_files

pytestmark = pytest.mark.django_db

CODING = "two-allowances"


@pytest.fixture
def packets() -> dict[str, Packet]:
    return load_small_catalogue()


def problems(files: dict[str, str], *, slug: str = CODING, **wanted) -> list[str]:
    _, found = check_packet_files(files, slug=slug, known=known_to_packets(), **wanted)
    return [str(problem) for problem in found]


def coding() -> dict[str, str]:
    return shipped_files(PACKETS["coding"])


def changed(old: str, new: str, *, file: str = "packet.md") -> dict[str, str]:
    files = coding()
    assert old in files[file], "the test no longer fits the file"
    return {**files, file: files[file].replace(old, new, 1)}


def line_of(text: str) -> int:
    return coding()["packet.md"].split(text)[0].count("\n") + 1


def test_shipped_packets_of_every_kind_have_no_problem(packets) -> None:
    for kind, packet in packets.items():
        assert problems(packet.current.files, slug=packet.slug, kind=kind) == []


def test_a_packet_may_name_only_what_the_site_has(packets) -> None:
    Topic.objects.filter(slug="rate-limiting").update(slug="limits")
    line = line_of("topics: [")
    assert problems(coding()) == [f"packet.md:{line}: `rate-limiting` is not in topics/"]


def test_a_loop_must_have_a_round_of_the_kind_on_this_site(packets) -> None:
    Loop.objects.get(slug="five-stages").rounds.filter(kind="coding").delete()
    line = line_of("loops: [")
    reason = "the loop `netflix/five-stages` has no round of the kind coding"
    assert problems(coding()) == [f"packet.md:{line}: {reason}"]


def test_rubric_notes_follow_the_sites_current_rubric(packets) -> None:
    Criterion.objects.filter(rubric_version__rubric__kind="coding", slug="trade-offs").update(
        slug="costs"
    )
    line = line_of("## Rubric notes")
    assert problems(coding()) == [
        f"packet.md:{line}: `## Rubric notes` lacks `### costs`",
        f"packet.md:{line}: `### trade-offs` is no criterion of the rubric coding",
    ]


def test_a_value_of_another_company_is_unknown(packets) -> None:
    Value.objects.filter(slug="courage").delete()
    slug = packets["behavioural"].slug
    files = packets["behavioural"].current.files
    text = files["packet.md"].replace("netflix/", "nobody/", 1)
    assert any(
        "is not in values/" in problem for problem in problems({"packet.md": text}, slug=slug)
    )


def test_a_variant_names_a_root_of_its_kind_that_is_no_variant(packets) -> None:
    design = packets["system_design"].slug
    line = line_of("kind: coding") + 1
    for root, reason in (
        ("nobody", "`nobody` is not in packets/"),
        (design, f"`{design}` is of another kind"),
        (CODING, f"`{CODING}` is a variant itself; name the packet that it began with"),
    ):
        files = changed("kind: coding\n", f"kind: coding\nvariant_of: {root}\n")
        assert problems(files) == [f"packet.md:{line}: {reason}"]


def test_a_copy_under_another_name_is_a_near_duplicate_unless_a_variant(packets) -> None:
    files = changed("slug: two-allowances", "slug: three-allowances")
    found = problems(files, slug="three-allowances")
    assert [problem.split(": ", 1)[1] for problem in found] == [
        "shares 100% of its candidate brief with the packet two-allowances (at most 35%)",
        "this line stands word for word in the packet two-allowances",
    ]
    text = files["packet.md"].replace(
        "kind: coding\n", "kind: coding\nvariant_of: two-allowances\n"
    )
    assert problems({**files, "packet.md": text}, slug="three-allowances") == []


def test_a_newly_published_wording_is_what_later_texts_are_compared_with(packets) -> None:
    files = changed("slug: two-allowances", "slug: three-allowances")
    assert len(problems(files, slug="three-allowances")) == 2
    packet = packets["coding"]
    newer = packet.versions.create(
        **{
            field.attname: getattr(packet.current, field.attname)
            for field in packet.current._meta.concrete_fields
            if not field.primary_key
        }
        | {
            "number": 9,
            "content_sha256": "9" * 64,
            "candidate_brief": "Another brief.",
            "files": {"packet.md": "---\nslug: two-allowances\n---\nAnother text."},
        }
    )
    Packet.objects.filter(pk=packet.pk).update(current=newer)
    assert problems(files, slug="three-allowances") == []


def test_slug_kind_and_version_are_the_drafts(packets) -> None:
    reason = "`slug` is `two-allowances`, but this is the packet `other`"
    assert problems(coding(), slug="other")[0] == f"packet.md:2: {reason}"
    found = problems(coding(), kind="behavioural", number=70)
    number = packets["coding"].current.number
    assert [problem.split(": ", 1)[1] for problem in found] == [
        f"`version` is {number}, but this is to be version 70",
        "`kind` is `coding`, but this packet is behavioural",
    ]


def test_prose_that_is_hard_to_read_is_named(packets) -> None:
    brief = "## Candidate brief\n"
    long_words = "Organisational responsibilities notwithstanding, " * 40
    found = problems(changed(brief, f"{brief}\n{long_words}.\n"))
    assert any("reads at LIX" in problem for problem in found)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "packet.md:1: is missing: it is what makes the files a packet"),
        ({"packet.md": "no front matter"}, "packet.md:1: must begin with a line of three dashes"),
        ({"packet.md": "---\na: [\n---\n"}, "packet.md:2: is not YAML"),
        ({"packet.md": "---\nslug: a\0\n---\n"}, "packet.md:2: holds a zero byte"),
        ({"packet.md": "---\r\nslug: a\n---\n"}, "packet.md:1: ends its lines with CR"),
        ({"packet.md": "x" * 400_001}, "packet.md:1: has 400,001 bytes"),
        ({"packet.md": "---\n---\n", "../../etc.py": ""}, "../../etc.py:1: is no name of a file"),
        ({"packet.md": "---\n---\n", "a/b/c.py": ""}, "a/b/c.py:1: is no name of a file"),
        ({"packet.md": "---\n---\n", ".env.py": ""}, ".env.py:1: is no name of a file"),
    ],
)
def test_files_that_cannot_be_kept_are_named_and_nothing_is_read(packets, files, reason) -> None:
    entry, found = check_packet_files(files, slug="a", known=known_to_packets())
    assert entry is None
    assert str(found[0]).startswith(reason)


def test_a_megabyte_in_all_is_the_limit(packets) -> None:
    files = {**coding(), **{f"wrong/v{n}.py": "#" * 399_000 for n in range(3)}}
    assert any("all may have 1,000,000" in problem for problem in problems(files))


@pytest.mark.parametrize(
    "text",
    [
        "---\nkind: [coding]\nlevel: .nan\nbeats: {25: 3, 45: [], 60: null}\ntopics: 4\n---\n",
        "---\nkind: nonsense\nbeats: [1]\nversion: .inf\nlevel: 1e999\n---\n## Hints\n### a\n",
        "---\nkind: coding\nslug: {a: b}\nauthors: [[1], {a: b}]\nloops: [null]\n---\n",
        f"---\nkind: system_design\nlevel: {'9' * 4000}\n---\n",
        "---\n- a\n- b\n---\n",
        "---\nkind: coding\na: &a [*a]\n---\n",
    ],
)
def test_garbage_gives_problems_and_no_crash(packets, text) -> None:
    material = {
        "cases.yaml": "public: [{run: '>>> " + "-" * 5000 + "1'}]\nhidden: 3\n",
        "wrong/a.py": "-" * 200_000 + "1",
        "starter.py": "x" + ".a" * 50_000,
        "solution.py": "(" * 1000,
        "estimates.yaml": "given: [{id: a, value: 9**9**9}]\nestimates: [{formula: '9**9**9'}]\n",
        "diagram.mmd": "flowchart TD\na-->",
        "faults.yaml": "faults: [1, {line: .nan, file: x}]\n",
    }
    assert problems({"packet.md": text, **material}, slug="a") != []


def test_an_extra_file_in_a_packet_without_material_is_refused(packets) -> None:
    packet = packets["behavioural"]
    files = {**packet.current.files, "solution.py": "print()\n"}
    assert problems(files, slug=packet.slug) == [
        "solution.py:1: is no file of such a packet",
    ]


def test_a_live_check_beside_the_whole_bank_takes_less_than_a_second() -> None:
    call_command("load_catalogue")
    files = shipped_files(PACKETS["system_design"])
    problems(files, slug="resume-on-any-screen")  # the first reads the published texts
    began = time.perf_counter()
    assert problems(files, slug="resume-on-any-screen") == []
    assert time.perf_counter() - began < 1


def test_a_second_check_reads_no_published_text_again(packets, django_assert_num_queries) -> None:
    known_to_packets()
    with django_assert_num_queries(9):
        known_to_packets()
