import os
import time
from contextlib import suppress

HEADER = "profile,title,started,seconds\n"


def write(name, rows, encoding="utf-8"):
    with open(name, "w", encoding=encoding, newline="") as file:
        file.write(HEADER + "".join(row + "\n" for row in rows))
    return name


def stored(db):
    return sorted(db.execute("SELECT profile, title, started, seconds FROM views"))


def public_five_hundred_rows(code):
    """A file of five hundred good rows is imported"""
    rows = [f"ana,Title {n},2024-03-01 20:00:00,{n}" for n in range(500)]
    db = code.open_db(":memory:")
    code.import_file(db, write("a.csv", rows))
    assert len(stored(db)) == 500


def hidden_three_rows_are_stored(code):
    """Three good rows are three stored views"""
    db = code.open_db(":memory:")
    code.import_file(db, write("a.csv", [f"ana,T{n},2024-03-01 20:00:00,60" for n in range(3)]))
    assert len(stored(db)) == 3


def padded(rows, size=500):
    """As many rows as a batch of the code as handed in, so that it stores something at all."""
    more = (f"pad,P{n},2024-01-01 00:00:00,1" for n in range(size - len(rows)))
    return [*rows, *more]


def of(db, profile):
    return [row for row in stored(db) if row[0] == profile]


def hidden_two_viewings_on_one_day_are_two(code):
    """The same title twice on a day is two views"""
    db = code.open_db(":memory:")
    rows = ["ana,One,2024-03-01 08:00:00,60", "ana,One,2024-03-01 20:00:00,70"]
    code.import_file(db, write("a.csv", [*padded(rows), *padded([])]))
    assert [row[3] for row in of(db, "ana")] == [60, 70]


def hidden_the_same_file_again_changes_nothing(code):
    """Imported into two databases it is in both; imported again it changes nothing"""
    path = write("a.csv", padded(["ana,One,2024-03-01 20:00:00,60"]))
    first, second = code.open_db(":memory:"), code.open_db(":memory:")
    code.import_file(first, path)
    before = stored(first)
    code.import_file(second, path)
    assert stored(second) == before
    code.import_file(first, path)
    assert stored(first) == before


def hidden_times_are_in_utc_wherever_it_runs(code):
    """A time that Amsterdam's clocks skip is stored as what it is in UTC"""
    os.environ["TZ"] = "Europe/Amsterdam"
    time.tzset()
    try:
        db = code.open_db(":memory:")
        code.import_file(db, write("a.csv", padded(["ana,One,2024-03-31 02:30:00,60"])))
    finally:
        os.environ["TZ"] = "UTC"
        time.tzset()
    assert of(db, "ana") == [("ana", "One", 1_711_852_200, 60)]


def hidden_invalid_rows_are_told(code):
    """The operator learns which row was invalid; the rows round it are stored"""
    db = code.open_db(":memory:")
    rows = [
        "ana,One,2024-03-01 20:00:00,60",
        "ana,Two,yesterday,60",
        "ana,Three,2024-03-02 20:00:00,5",
    ]
    result = code.import_file(db, write("a.csv", padded(rows)))
    assert len(of(db, "ana")) == 2
    assert isinstance(result, tuple), "only a number came back"
    assert [line for line, _ in result[1]] == [3]


def hidden_a_profile_with_an_apostrophe(code):
    """A profile may be named O'Neil, and nobody reads another's history"""
    db = code.open_db(":memory:")
    db.execute("INSERT INTO views VALUES ('O''Neil', 'One', 0, 60)")
    assert code.top_titles(db, "O'Neil") == ["One"]
    assert code.top_titles(db, "x' OR '1'='1") == []


def hidden_the_most_watched_comes_first(code):
    """The most watched title comes first, and none are given when none are asked for"""
    db = code.open_db(":memory:")
    rows = [("One", 0, 60), ("Two", 0, 90), ("One", 9, 60), ("Three", 0, 30)]
    db.executemany("INSERT INTO views VALUES ('ana', ?, ?, ?)", rows)
    assert code.top_titles(db, "ana", 2) == ["One", "Two"]
    assert code.top_titles(db, "ana", 0) == []


def hidden_a_file_with_a_byte_order_mark(code):
    """A file saved by a spreadsheet program begins with a mark and is read all the same"""
    db = code.open_db(":memory:")
    path = write("a.csv", padded(["ana,One,2024-03-01 20:00:00,60"]), encoding="utf-8-sig")
    code.import_file(db, path)
    assert len(of(db, "ana")) == 1


def hidden_all_of_a_file_or_none_of_it(code):
    """A file that breaks off in the middle leaves nothing behind"""
    db = code.open_db(":memory:")
    path = write("a.csv", padded(["ana,One,2024-03-01 20:00:00,60"], size=1_000))
    with open(path, "ab") as file:
        file.write(b"ana,\xff\xfe,2024-03-01 20:00:00,60\n" * 3_000)
    with suppress(UnicodeDecodeError):
        code.import_file(db, path)
    assert stored(db) == []


def hidden_negative_seconds_are_invalid(code):
    """A row with negative seconds or without a title is not stored"""
    db = code.open_db(":memory:")
    rows = ["ana,One,2024-03-01 20:00:00,-60", "ana, ,2024-03-01 21:00:00,60"]
    code.import_file(db, write("a.csv", padded(rows)))
    assert of(db, "ana") == []
