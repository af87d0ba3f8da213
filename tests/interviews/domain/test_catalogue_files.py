"""The catalogue's files: what is right is read, what is wrong is named by file and line."""

import pytest

from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue

PACKET = "packets/coding/two-allowances/packet.md"


def shipped() -> dict[str, str]:
    return dict(read_files(CATALOGUE_DIR).texts)


def with_few_packets() -> dict[str, str]:
    """The shipped catalogue with one packet of its hundred: what is wrong beside it is not read."""
    folder = PACKET.removesuffix("packet.md")
    return {
        file: text
        for file, text in shipped().items()
        if file.startswith(folder) or not file.startswith("packets/")
    }


def problems_after(file: str, old: str, new: str) -> list[str]:
    files = with_few_packets()
    assert old in files[file], "the test no longer fits the file"
    files[file] = files[file].replace(old, new, 1)
    return [str(problem) for problem in read_catalogue(files).problems]


def line_of(file: str, text: str) -> int:
    return shipped()[file].split(text)[0].count("\n") + 1


def test_shipped_catalogue_has_no_problems() -> None:
    assert read_catalogue(shipped()).problems == []


def test_every_kind_has_a_rubric_and_at_least_two_packets() -> None:
    entries = read_catalogue(shipped()).entries
    kinds = {"recruiter_screen", "take_home_review", "coding", "system_design", "behavioural"}
    assert {entry.fields["kind"] for entry in entries["rubrics"].values()} == kinds
    for kind in kinds:
        assert sum(entry.fields["kind"] == kind for entry in entries["packets"].values()) >= 2


def test_both_netflix_loops_weigh_technical_and_culture_rounds_equally() -> None:
    loops = read_catalogue(with_few_packets()).entries["loops"]
    netflix = [loop for slug, loop in loops.items() if slug.startswith("netflix/")]
    assert len(netflix) == 2
    culture = {"recruiter_screen", "behavioural"}
    for loop in netflix:
        rounds = loop.fields["rounds"]
        assert sum(r["weight"] for r in rounds if r["kind"] in culture) == sum(
            r["weight"] for r in rounds if r["kind"] not in culture
        )


def test_people_with_another_target_find_a_loop() -> None:
    loops = read_catalogue(with_few_packets()).entries["loops"]
    assert sorted(loops) == [
        "amazon/software-engineer",
        "any-company/senior-engineer",
        "google/software-engineer",
        "netflix/five-stages",
        "netflix/senior-four-rounds",
        "stripe/software-engineer",
    ]


NO_DATE = "needs `described_on_date`: a date such as 2026-11-01"


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("described_on_date: 2026-11-01\n", "", NO_DATE),
        ("described_on_date: 2026-11-01", "described_on_date: lately", NO_DATE),
        ("uncertainty: ", "uncertainly: ", "needs `uncertainty`: some text"),
    ],
)
def test_a_loop_says_when_it_was_checked_and_what_is_not_known(
    old: str, new: str, reason: str
) -> None:
    found = problems_after("loops/stripe/software-engineer.md", old, new)
    assert [problem.split(": ", 1)[1] for problem in found] == [reason]


def test_beats_that_do_not_sum_are_named_with_their_line() -> None:
    found = problems_after(PACKET, '{name: "Set-up", minutes: 2', '{name: "Set-up", minutes: 3')
    line = line_of(PACKET, "  25:")
    assert found == [f"{PACKET}:{line}: beats for 25 minutes sum to 26 minutes"]


def test_missing_anchor_of_a_rubric_is_named_with_its_line() -> None:
    file = "rubrics/coding.md"
    text = shipped()[file]
    anchor = next(line for line in text.split("\n") if line.startswith("      4: "))
    found = problems_after(file, anchor + "\n", "")
    line = line_of(file, "    anchors:")
    assert found == [f"{file}:{line}: needs an anchor for each of the levels 1, 2, 3, 4"]


def test_missing_rubric_note_level_is_named_with_its_heading_line() -> None:
    text = shipped()[PACKET]
    notes = text.split("## Rubric notes")[1]
    bullet = next(line for line in notes.split("\n") if line.startswith("- 2: "))
    heading = next(line for line in notes.split("\n") if line.startswith("### "))
    found = problems_after(PACKET, bullet + "\n", "")
    slug = heading.removeprefix("### ")
    line = line_of(PACKET, f"\n### {slug}\n") + 1
    assert found == [f"{PACKET}:{line}: `### {slug}` needs the anchors 1, 2, 3 and 4"]


def test_broken_yaml_is_named_with_its_line() -> None:
    found = problems_after(PACKET, "topics: [rate-limiting]", "topics: [rate-limiting")
    assert len(found) == 1
    assert found[0].startswith(f"{PACKET}:")
    assert "is not YAML" in found[0]


def test_key_that_stands_twice_is_refused() -> None:
    found = problems_after(PACKET, "level: 3", "level: 3\nlevel: 4")
    assert found == [f"{PACKET}:{line_of(PACKET, 'level: 3') + 1}: `level` stands here twice"]


def test_unknown_topic_is_named_with_its_line() -> None:
    found = problems_after(PACKET, "topics: [rate-limiting]", "topics: [rate-limits]")
    line = line_of(PACKET, "topics: [")
    assert found == [f"{PACKET}:{line}: `rate-limits` is not in topics/"]


def test_follow_ups_without_the_question_of_scale_are_refused() -> None:
    found = problems_after(PACKET, "### At scale:", "### Later:")
    line = line_of(PACKET, "## Follow-ups")
    reason = "`## Follow-ups` needs one part that begins with `At scale:`"
    assert found == [f"{PACKET}:{line}: {reason}"]


def test_file_that_is_named_unlike_its_slug_is_refused() -> None:
    found = problems_after(PACKET, "slug: two-allowances", "slug: three-allowances")
    assert found == [
        f"{PACKET}:2: `slug` is `three-allowances`, but the folder is named `two-allowances`"
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "must begin with a line of three dashes (---)"),
        ("---\nslug: x\n", "has no second line of three dashes (---)"),
        ("---\n- a\n---\n", "must be a list of `name: value`"),
        ("---\n&a [*a]\n---\n", "is nested"),
        ("---\nx: !!python/object:os.system {}\n---\n", "is not YAML"),
        ("---\n" + "x" * 500_000, "is larger than 400,000 characters"),
    ],
)
def test_unreadable_file_is_reported_and_the_others_are_read(text: str, reason: str) -> None:
    files = {**with_few_packets(), "topics/broken.md": text}
    catalogue = read_catalogue(files)
    assert [str(problem).split(":")[0] for problem in catalogue.problems] == ["topics/broken.md"]
    assert reason in str(catalogue.problems[0])
    assert len(catalogue.entries["topics"]) == len(
        [file for file in shipped() if file.startswith("topics/")]
    )


def test_heading_in_fenced_code_is_no_section() -> None:
    text = shipped()[PACKET].replace(
        "## Candidate brief\n", "## Candidate brief\n\n```text\n## Not a section\n```\n"
    )
    assert read_catalogue({**with_few_packets(), PACKET: text}).problems == []
