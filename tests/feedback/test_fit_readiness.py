"""`manage.py fit_readiness` as an operator runs it: a process of its own, without a database."""

import csv
import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

ROOT = Path(__file__).resolve().parents[2]
HEADER = "form_id,at,candidate,interviewer,packet,kind,criterion,rating"
CRITERIA = ("depth", "communication", "overall")


def forms(*, people=12, sessions=4, seed=1):
    """The rows of everybody's forms, as lists of texts."""
    chance = random.Random(seed)
    rows = []
    for person in range(people):
        for session in range(sessions):
            other = (person + chance.randrange(1, people)) % people
            start = [
                f"f{person}-{session}",
                f"2026-{chance.randrange(1, 12):02}-{chance.randrange(1, 28):02}T18:00:00Z",
                f"p{person}",
                f"p{other}",
                chance.choice(["", "a", "b"]),
                chance.choice(["coding", "behavioural"]),
            ]
            rows += [
                [*start, criterion, str(min(4, 1 + (person + chance.randrange(8)) // 4))]
                for criterion in CRITERIA
            ]
    return rows


def text_of(rows, header=HEADER):
    file = io.StringIO()
    csv.writer(file).writerows([header.split(","), *rows])
    return file.getvalue()


def fit_file(tmp_path, text, *arguments):
    """What the command prints for this file."""
    path = tmp_path / "ratings.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    out = io.StringIO()
    call_command("fit_readiness", str(path), *arguments, stdout=out)
    return out.getvalue()


def refusal(tmp_path, capsys, text, *arguments):
    """The lines on standard error of a file that is refused; nothing is written."""
    out = tmp_path / "found.json"
    with pytest.raises(SystemExit) as caught:
        fit_file(tmp_path, text, "--out", str(out), *arguments)
    assert (caught.value.code, out.exists()) == (2, False)
    return capsys.readouterr().err.splitlines()


def test_estimates_are_printed_without_a_database(tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "fit_readiness", "-"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PREP_VAR_DIR": str(tmp_path / "var")},
        input=text_of(forms()),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert list(found) == ["people", "severity", "difficulty", "model"]
    assert list(found["people"]["p0"]) == ["behavioural", "coding"]
    one = found["people"]["p0"]["coding"]
    assert list(one) == ["p", "lo80", "hi80", "sessions", "interviewers", "raw_mean", "enough"]
    assert 0 < one["lo80"] < one["p"] < one["hi80"] < 1
    assert list(found["difficulty"]) == ["a", "b"]
    assert list(found["severity"]["p1"]) == ["value", "sd", "n"]
    assert [path.name for path in tmp_path.rglob("*.sqlite3")] == []


def test_counts_and_raw_mean_are_those_of_the_file(tmp_path):
    rows = forms()
    found = json.loads(fit_file(tmp_path, text_of(rows)))
    for person in {row[2] for row in rows}:
        for kind in ("coding", "behavioural"):
            own = [row for row in rows if row[2] == person and row[5] == kind]
            said = [int(row[7]) for row in own if row[6] == "overall"]
            one = found["people"][person][kind]
            assert one["sessions"] == len({row[0] for row in own})
            assert one["interviewers"] == len({row[3] for row in own})
            assert one["raw_mean"] == (round(sum(said) / len(said), 6) if said else None)
            assert one["enough"] == (one["sessions"] >= 3 and one["interviewers"] >= 2)


def test_shuffled_rows_give_the_same_bytes(tmp_path):
    rows = forms(people=30)
    answer = fit_file(tmp_path, text_of(rows))
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        assert fit_file(tmp_path, text_of(rows)) == answer


def test_person_with_one_session_has_a_wide_interval_and_not_enough(tmp_path):
    rows = forms(people=20, sessions=8)
    alone = ["new", "2026-06-01T18:00:00Z", "newcomer", "p1", "", "coding", "overall", "4"]
    found = json.loads(fit_file(tmp_path, text_of([*rows, alone])))
    new = found["people"]["newcomer"]["coding"]
    assert (new["sessions"], new["enough"]) == (1, False)
    old = next(
        kinds["coding"] for kinds in found["people"].values() if kinds["coding"]["sessions"] >= 5
    )
    assert new["hi80"] - new["lo80"] > 0.35
    assert new["hi80"] - new["lo80"] > 1.3 * (old["hi80"] - old["lo80"])


def test_what_comes_after_now_is_passed_over(tmp_path, capsys):
    rows = forms()
    rows[-1][1] = rows[-2][1] = rows[-3][1] = "2027-01-01T00:00:00Z"
    now = ["--now", "2026-12-31T00:00:00Z"]
    answer = fit_file(tmp_path, text_of(rows), *now)
    assert capsys.readouterr().err == "3 ratings after --now, passed over\n"
    assert fit_file(tmp_path, text_of(rows[:-3]), *now) == answer


def test_as_time_goes_by_the_interval_grows(tmp_path):
    text = text_of(forms())
    soon = json.loads(fit_file(tmp_path, text, "--now", "2026-12-01T00:00:00Z"))
    late = json.loads(fit_file(tmp_path, text, "--now", "2028-12-01T00:00:00Z"))
    one, other = (found["people"]["p3"]["coding"] for found in (soon, late))
    assert other["hi80"] - other["lo80"] > one["hi80"] - one["lo80"]


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        (HEADER, [("rating", "7")], 'line 2: rating must be 1, 2, 3, 4 or empty, not "7"'),
        (HEADER, [("rating", "2.5")], 'line 2: rating must be 1, 2, 3, 4 or empty, not "2.5"'),
        (HEADER, [("at", "soon")], 'line 2: at must be an instant in ISO 8601, not "soon"'),
        (HEADER, [("candidate", "")], "line 2: candidate is empty"),
        (HEADER, [("kind", "k" * 201)], "line 2: kind has more than 200 characters"),
        (HEADER, [("interviewer", "p0")], "line 2: candidate and interviewer are the same"),
        (HEADER + ",mood", [], 'line 1: unknown column "mood"'),
        (HEADER.replace(",kind", ""), [], "line 1: the column kind is missing"),
        (HEADER + ",kind", [], "line 1: the column kind appears twice"),
    ],
)
def test_what_is_wrong_is_named_by_line(tmp_path, capsys, header, row, message):
    values = dict(zip(HEADER.split(","), forms()[0], strict=True)) | dict(row)
    text = text_of([[values.get(name, "x") for name in header.split(",")]], header)
    assert refusal(tmp_path, capsys, text)[0] == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", f"the file is empty; its first line must be {HEADER}"),
        (HEADER.encode() + b"\n", "the file holds no ratings"),
        (HEADER.encode() + b"\nf,2026-01-01,a,b,,coding,overall,\n", "the file holds no ratings"),
        (HEADER.encode() + b"\nf,2026-01-01,a\n", "line 2: 3 fields instead of 8"),
        (HEADER.encode() + b"\nf,2026-01-01,\xff,b,,coding,overall,3\n", "not UTF-8 after line 0"),
        (HEADER.encode() + b'\nf,2026-01-01,"a,b\n', "line 2: not CSV: unexpected end of data"),
    ],
)
def test_files_that_hold_no_ratings_are_refused(tmp_path, capsys, text, message):
    assert refusal(tmp_path, capsys, text) == [message]


def test_rows_of_a_form_that_disagree_are_named(tmp_path, capsys):
    rows = forms()[:3]
    rows[1][3], rows[2][6] = "somebody", rows[0][6]
    assert refusal(tmp_path, capsys, text_of(rows)) == [
        "line 3: interviewer differs from line 2 of the same form",
        "line 4: the form has this criterion already",
    ]


def test_many_wrong_lines_are_counted(tmp_path, capsys):
    rows = [[*row[:7], "9"] for row in forms()]
    lines = refusal(tmp_path, capsys, text_of(rows))
    assert len(lines) == 21
    assert lines[-1] == f"and {len(rows) - 20} more lines"


def test_first_wrong_lines_are_named_whatever_is_wrong_with_them(tmp_path, capsys):
    rows = forms()
    rows[6] = rows[6][:7]
    rows[1][7] = "9"
    for row in rows[3:6]:
        row[1] = "soon"
    assert refusal(tmp_path, capsys, text_of(rows)) == [
        'line 3: rating must be 1, 2, 3, 4 or empty, not "9"',
        *(f'line {n}: at must be an instant in ISO 8601, not "soon"' for n in (5, 6, 7)),
        "line 8: 7 fields instead of 8",
    ]


def test_missing_file_and_bad_instant_are_refused(tmp_path, capsys):
    with pytest.raises(SystemExit):
        call_command("fit_readiness", str(tmp_path / "none.csv"))
    assert capsys.readouterr().err == f"{tmp_path / 'none.csv'}: No such file or directory\n"
    with pytest.raises(CommandError, match="soon: not an instant in ISO 8601"):
        call_command("fit_readiness", "x.csv", "--now", "soon")
    assert refusal(tmp_path, capsys, text_of(forms()), "--now", "2020-01-01") == [
        "all ratings are after --now"
    ]


def test_mark_at_the_beginning_order_of_columns_and_decimals_do_not_matter(
    tmp_path,
):
    rows = forms()
    answer = fit_file(tmp_path, text_of(rows))
    header = "rating,criterion,kind,packet,interviewer,candidate,at,form_id"
    turned = [[f"{row[-1]}.0", *row[-2::-1]] for row in rows]
    assert fit_file(tmp_path, b"\xef\xbb\xbf" + text_of(turned, header).encode()) == answer


def test_out_is_written_whole(tmp_path):
    answer = fit_file(tmp_path, text_of(forms()))
    out = tmp_path / "found.json"
    assert fit_file(tmp_path, text_of(forms()), "--out", str(out)) == ""
    assert out.read_text() == answer
    with pytest.raises(CommandError, match="No such file or directory"):
        fit_file(tmp_path, text_of(forms()), "--out", str(tmp_path / "none" / "found.json"))
