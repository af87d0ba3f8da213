"""What changed between two versions, without a site."""

import pytest

from interviews.domain.packets.differences import MOST_LINES, differences


def text(*lines: object) -> str:
    return "".join(f"{line}\n" for line in lines)


def only(old: str | None, new: str | None):
    before = {} if old is None else {"packet.md": old}
    after = {} if new is None else {"packet.md": new}
    return differences(before, after)[0]


def test_unchanged_lines_far_from_a_change_are_folded() -> None:
    lines = list(range(30))
    file = only(text(*lines), text(*lines[:15], "new", *lines[16:]))
    assert [hunk.skipped for hunk in file.hunks] == [12]
    assert [(line.sign, line.text) for line in file.hunks[0].lines] == [
        *[("", "12"), ("", "13"), ("", "14")],
        *[("−", "15"), ("+", "new")],
        *[("", "16"), ("", "17"), ("", "18")],
    ]
    assert (file.added, file.removed, file.rest) == (1, 1, 11)
    assert file.hunks[0].lines[4].new == 16


def test_changes_far_apart_have_a_fold_between_them() -> None:
    lines = list(range(40))
    file = only(text(*lines), text("a", *lines[1:35], "b", *lines[36:]))
    assert [hunk.skipped for hunk in file.hunks] == [0, 28]
    assert file.rest == 1


@pytest.mark.parametrize(
    ("old", "new", "state", "counts"),
    [
        (None, "a\nb\n", "added", (2, 0)),
        ("a\nb\n", None, "removed", (0, 2)),
        ("a\n", "a\n", "unchanged", (0, 0)),
        ("a\n", "a", "changed", (1, 1)),
        ("", "", "unchanged", (0, 0)),
        (None, "", "added", (0, 0)),
    ],
)
def test_file_is_added_removed_changed_or_as_it_was(old, new, state, counts) -> None:
    file = only(old, new)
    assert (file.state, (file.added, file.removed)) == (state, counts)


def test_the_packet_itself_comes_first() -> None:
    files = {"cases.yaml": "", "packet.md": "", "wrong/a.py": ""}
    assert [file.path for file in differences(files, {})] == [
        *("packet.md", "cases.yaml", "wrong/a.py")
    ]


def test_very_long_files_are_not_compared_line_by_line() -> None:
    old, new = text(*["x"] * MOST_LINES), text(*["x"] * MOST_LINES, "y")
    file = only(old, new)
    assert (file.added, file.removed) == (MOST_LINES + 1, MOST_LINES)
