import time

import pytest

from cohorts.domain.roster import (
    Problem,
    Roster,
    RosterRow,
    UnreadableRoster,
    decode_roster,
    read_roster,
)


def refusal(text: str) -> str:
    with pytest.raises(UnreadableRoster) as caught:
        read_roster(text)
    return str(caught.value)


def test_columns_may_come_in_any_order_and_others_are_named_as_ignored():
    text = "Group,NAME, Email ,Phone\nA,Ada Lovelace,Ada@Example.org,1\n"
    assert read_roster(text) == Roster(
        rows=(RosterRow(2, "ada@example.org", "Ada Lovelace", "A"),),
        ignored_columns=("Phone",),
    )


@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_spreadsheets_delimiters_are_understood(mark):
    text = f"email{mark}name\r\na@example.org{mark}Ada\r\n"
    assert read_roster(text).rows == (RosterRow(2, "a@example.org", "Ada"),)


def test_lines_are_those_of_the_file_whatever_is_blank_or_quoted():
    text = '\nemail,name\n\na@example.org,"Ada\nLovelace"\nb@example.org,B\n,,\nc@example.org,C\n'
    roster = read_roster(text)
    assert [row.line for row in roster.rows] == [6, 8]
    assert roster.problems == (
        Problem(4, "a@example.org", "has a line break or control character in the name."),
    )


def test_byte_order_mark_is_no_part_of_the_header():
    assert read_roster(decode_roster("\ufeffemail,name\na@b.org,A".encode())).rows == (
        RosterRow(2, "a@b.org", "A"),
    )


def test_short_and_long_rows():
    roster = read_roster(
        f"email,name\na@example.org\nb@example.org,B,extra\nc@example.org,{'x' * 81}\n"
    )
    assert roster.rows == (RosterRow(2, "a@example.org", ""),)
    assert roster.problems == (
        Problem(3, "b@example.org", "has 3 cells, but the header has 2."),
        Problem(4, "c@example.org", "has a name longer than 80 characters."),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "The list is empty. It needs a header line: email,name."),
        ("\n\n", "The list is empty. It needs a header line: email,name."),
        ("email,name\n\n", "The list has a header, but nobody below it."),
        (
            "ada@example.org,Ada\n",
            "The first line must name the columns email and name; email and name are missing."
            " It says “ada@example.org”, “Ada”.",
        ),
        (
            "email,first name\na@example.org,Ada\n",
            "The first line must name the columns email and name; name is missing."
            " It says “email”, “first name”.",
        ),
        ("email,name,Email\na@b.org,A,b\n", "The header names email twice."),
        (
            "email,name\na@b.org,\x00A\n",
            "Line 2 has a NUL character, so this is no text file. Save it as “CSV UTF-8”.",
        ),
    ],
)
def test_unreadable_lists_say_why(text, words):
    assert refusal(text) == words


def test_open_quotation_mark_names_the_row_it_begins_in():
    assert refusal('email,name\na@b.org,A\nb@b.org,"B\nc@b.org,C\n').startswith(
        "The row that begins on line 3 cannot be read as CSV"
    )


def test_a_field_that_csv_refuses_for_its_length_is_refused_in_words():
    assert refusal(f"email,name\na@b.org,{'x' * 200_000}\n").startswith(
        "The row that begins on line 2 cannot be read as CSV"
    )


def test_five_hundred_rows_are_read_and_one_more_is_refused():
    rows = "".join(f"p{n}@example.org,P {n}\n" for n in range(501))
    assert refusal("email,name\n" + rows) == (
        "The list has 501 rows; at most 500 can be invited at a time. Split it into smaller ones."
    )
    assert len(read_roster("email,name\n" + rows[: rows.index("p500@")]).rows) == 500


def test_ten_thousand_rows_are_refused_quickly():
    text = "email,name\n" + "".join(f"person{n}@example.org,Person {n}\n" for n in range(10_000))
    started = time.perf_counter()
    assert refusal(text).startswith("The list has 10,000 rows;")
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"email,name\na@b.org,\xff\xfe", "Line 2 has bytes that are not UTF-8 text."),
        ("email,name\n".encode("utf-16"), "The file is saved as UTF-16."),
        (b"x" * 1_000_001, "The list is larger than 1 MB."),
    ],
)
def test_undecodable_and_oversized_files_say_why(data, words):
    with pytest.raises(UnreadableRoster) as caught:
        decode_roster(data)
    assert str(caught.value).startswith(words)


def test_pasted_list_over_one_megabyte_is_refused():
    assert refusal("email,name\n" + "é" * 500_001) == (
        "The list is larger than 1 MB. Split it into smaller ones."
    )


def test_a_group_may_be_left_out_and_is_held_to_its_length():
    roster = read_roster(f"email,name,group\na@b.org,A\nb@b.org,B,{'x' * 41}\nc@b.org,C, Red \n")
    assert roster.rows == (RosterRow(2, "a@b.org", "A", ""), RosterRow(4, "c@b.org", "C", "Red"))
    assert [problem.message for problem in roster.problems] == [
        "has a group longer than 40 characters."
    ]
