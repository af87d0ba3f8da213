"""`validate_packets` over the shipped bank, and over copies with one thing broken each."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from interviews.bank.files import CATALOGUE_DIR
from interviews.bank.validation import validate_packets

CODING = "packets/coding/start-failure-alarm"
REVIEW = "packets/take_home_review/history-import"
DESIGN = "packets/system_design/resume-on-any-screen"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The catalogue with one packet of each kind with material, and the other files."""
    root = tmp_path / "catalogue"
    shutil.copytree(CATALOGUE_DIR, root, ignore=shutil.ignore_patterns("packets"))
    for packet in (CODING, REVIEW, DESIGN):
        shutil.copytree(CATALOGUE_DIR / packet, root / packet)
    return root


def change(root: Path, file: str, old: str, new: str) -> int:
    """Replace `old` once; the line on which it stood."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, "the test no longer fits the file"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def found(root: Path, part: str = "") -> list[str]:
    return [str(problem) for problem in validate_packets(root / part).problems]


def test_the_shipped_bank_is_complete_and_has_no_problem() -> None:
    report = validate_packets(CATALOGUE_DIR, complete=True)
    assert report.problems == []
    assert report.packets >= 96
    assert report.variants >= 400


def test_what_the_bank_lacks_is_an_error_only_if_asked(root: Path) -> None:
    assert found(root) == []
    problems = [str(problem) for problem in validate_packets(root, complete=True).problems]
    assert "packets:1: coding: 1 of 40" in problems
    assert "packets:1: system design, microservices: 1 of 3" in problems
    assert "packets:1: behavioural, courage: 0 of 3" in problems


def test_a_missing_anchor_is_named(root: Path) -> None:
    file = f"{CODING}/packet.md"
    text = (root / file).read_text()
    notes = text.split("## Rubric notes")[1]
    bullet = next(line for line in notes.split("\n") if line.startswith("- 3: "))
    heading = next(line for line in notes.split("\n") if line.startswith("### "))
    change(root, file, bullet + "\n", "")
    line = text[: text.index(f"\n{heading}\n")].count("\n") + 2
    assert found(root, CODING) == [f"{file}:{line}: `{heading}` needs the anchors 1, 2, 3 and 4"]


def test_minutes_that_do_not_sum_are_named(root: Path) -> None:
    file = f"{CODING}/packet.md"
    change(root, file, "minutes: 9", "minutes: 8")
    line = (root / file).read_text().split("  25:")[0].count("\n") + 1
    assert found(root, CODING) == [f"{file}:{line}: beats for 25 minutes sum to 24 minutes"]


def test_a_wrong_reference_is_named_at_the_case_that_it_fails(root: Path) -> None:
    change(root, f"{CODING}/solution.py", "<= limit", "< limit")
    cases = (root / f"{CODING}/cases.yaml").read_text()
    line = cases.split("alarm.record(10, True)")[0].count("\n") + 1
    assert (
        f"{CODING}/cases.yaml:{line}: solution.py fails “An attempt exactly as old as the window "
        "no longer counts”: `alarm.record(10, True)` gave None, expected 'clear'"
    ) in found(root, CODING)


def test_a_wrong_variant_that_passes_everything_is_named(root: Path) -> None:
    (root / CODING / "wrong/nothing-wrong.py").write_text(
        "# Mistake: There is none, which nobody would notice.\nfrom solution import StartAlarm\n"
    )
    assert found(root, CODING) == [
        f"{CODING}/wrong/nothing-wrong.py:1: passes every hidden case, so nobody would notice "
        "the mistake"
    ]


def test_a_case_that_does_not_catch_what_it_says_is_named(root: Path) -> None:
    change(
        root,
        f"{CODING}/cases.yaml",
        "catches: [failures-never-leave]",
        "catches: [window-end-included]",
    )
    cases = (root / f"{CODING}/cases.yaml").read_text()
    line = cases.split("alarm = StartAlarm(window_s=10, min_attempts=2, percent=50)")[0].count("\n")
    assert found(root, CODING) == [
        f"{CODING}/cases.yaml:{line + 1}: “After a quiet hour nothing old is left, failures "
        "included” is to catch wrong/window-end-included.py, and does not"
    ]


def test_a_duplicate_brief_is_named(root: Path) -> None:
    copy = root / "packets/coding/start-failure-alert"
    shutil.copytree(root / CODING, copy)
    change(copy, "packet.md", "slug: start-failure-alarm", "slug: start-failure-alert")
    problems = found(root, "packets/coding/start-failure-alert")
    line = (copy / "packet.md").read_text().split("## Candidate brief")[0].count("\n") + 1
    assert problems[0] == (
        f"packets/coding/start-failure-alert/packet.md:{line}: shares 100% of its candidate brief "
        f"with {CODING}/packet.md (at most 35%)"
    )


@pytest.mark.parametrize("slug", ["a-copy", "z-copy"])
def test_a_duplicate_is_named_when_it_is_checked_alone(root: Path, slug: str) -> None:
    copy = root / f"packets/coding/{slug}"
    shutil.copytree(root / CODING, copy)
    change(copy, "packet.md", "slug: start-failure-alarm", f"slug: {slug}")
    assert "shares 100% of its candidate brief" in found(root, f"packets/coding/{slug}")[0]


def test_slug_that_is_the_address_of_a_page_is_refused(root: Path) -> None:
    shutil.move(root / CODING, root / "packets/coding/drafts")
    file = "packets/coding/drafts/packet.md"
    line = change(root, file, "slug: start-failure-alarm", "slug: drafts")
    assert found(root, file) == [f"{file}:{line}: `drafts` is the address of a page of the library"]


def test_broken_yaml_is_named_with_its_line(root: Path) -> None:
    line = change(root, f"{CODING}/cases.yaml", "hidden:\n", "hidden: [\n")
    problems = found(root, CODING)
    assert len(problems) == 1
    assert problems[0].startswith(f"{CODING}/cases.yaml:{line + 1}: is not YAML")


def test_a_file_of_five_megabytes_is_refused_unread(root: Path) -> None:
    (root / CODING / "solution.py").write_bytes(b"# x\n" * 1_250_000)
    assert found(root, CODING) == [
        f"{CODING}/packet.md:1: needs the file solution.py beside it",
        f"{CODING}/solution.py:1: has 5,000,000 bytes; a file may have 400,000",
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "The stream does not end",
            "<script>alert(1)</script> The stream does not end",
            "holds the markup `<script>alert(1)</script> The stream doe`; write Markdown",
        ),
        (
            "The stream does not end",
            "[Look](javascript:alert) The stream does not end",
            "links to `javascript:alert`; a link is http, https or mailto in full",
        ),
        (
            "The stream does not end",
            "[Look](../other/packet.md) The stream does not end",
            "links to `../other/packet.md`; a link is http, https or mailto in full",
        ),
        (
            'title: "An alarm',
            'title: "<img src=x> An alarm',
            "holds the markup `<img src=x>`; code stands in backticks",
        ),
    ],
)
def test_markup_that_carries_script_is_named(root: Path, old: str, new: str, reason: str) -> None:
    line = change(root, f"{CODING}/packet.md", old, new)
    assert f"{CODING}/packet.md:{line}: {reason}" in found(root, CODING)


def test_a_file_that_is_not_utf8_is_named_with_its_line(root: Path) -> None:
    (root / CODING / "checks.py").write_bytes(b"# one\n# \xe9\n")
    assert f"{CODING}/checks.py:2: is not UTF-8" in found(root, CODING)


def test_a_long_winded_brief_is_named(root: Path) -> None:
    wordy = "Notwithstanding considerable organisational complexities, practitioners "
    change(root, f"{CODING}/packet.md", "The stream does not end", wordy * 40)
    reasons = [problem for problem in found(root, CODING) if "## Candidate brief" in problem]
    assert "reads at LIX" in reasons[0]
    assert "has a sentence of" in reasons[1]


def test_a_worked_figure_is_computed_again(root: Path) -> None:
    file = f"{DESIGN}/estimates.yaml"
    line = change(root, file, 'result: "333 k/s"', 'result: "33 k/s"')
    problems = found(root, DESIGN)
    assert problems[0] == (f"{file}:{line}: the formula gives 3.333e+05, but `33 k/s` is 3.3e+04")


def test_a_broken_diagram_is_named_with_its_line(root: Path) -> None:
    file = f"{DESIGN}/diagram.mmd"
    line = change(root, file, "gateway --> read", "gateway ==> read")
    assert found(root, DESIGN)[0].startswith(f"{file}:{line}: `gateway ==> read` is no node")


def test_a_fault_that_is_not_on_its_line_is_named(root: Path) -> None:
    file = f"{REVIEW}/faults.yaml"
    line = change(root, file, "line: 24", "line: 25")
    assert found(root, REVIEW) == [
        f"{file}:{line}: `except:` is not on line 25 of history.py: it is on line 24"
    ]


def test_a_planted_fault_that_somebody_mended_is_named(root: Path) -> None:
    change(root, f"{REVIEW}/code/history.py", "totals.get)[-n:]", "totals.get)[::-1][:n]")
    change(root, f"{REVIEW}/faults.yaml", "totals.get)[-n:]", "totals.get)[::-1][:n]")
    problems = found(root, REVIEW)
    assert problems == [
        problem for problem in problems if "hidden" not in problem and "does not" in problem
    ]
    assert (
        "“The most watched title comes first, and none are given when none are asked" in problems[0]
    )


def test_one_packet_is_checked_alone_by_any_of_its_files(root: Path) -> None:
    change(root, f"{REVIEW}/packet.md", "version: ", "version: none # ")
    assert found(root, CODING) == []
    assert found(root, f"{CODING}/wrong/recounts-the-window.py") == []
    assert len(found(root, f"{REVIEW}/faults.yaml")) == 1


def test_the_command_exits_with_1_and_one_line_for_each_problem(root: Path, capsys) -> None:
    call_command("validate_packets", str(root / CODING))
    assert capsys.readouterr().out == "1 packets read, 7 files of code run.\n"
    change(root, f"{CODING}/packet.md", "level: 2", "level: 9")
    with pytest.raises(SystemExit) as stopped:
        call_command("validate_packets", str(root / CODING))
    assert stopped.value.code == 1
    assert f"{CODING}/packet.md:6: `level` must be from 1 to 5, not 9\n" in capsys.readouterr().out


def test_a_path_outside_every_catalogue_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="lies in no catalogue"):
        call_command("validate_packets", str(tmp_path))
