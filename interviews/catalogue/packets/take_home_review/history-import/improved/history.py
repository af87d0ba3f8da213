import csv
import sqlite3
from datetime import UTC, datetime

FIELDS = ("profile", "title", "started", "seconds")


def open_db(path):
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TABLE IF NOT EXISTS views ("
        "profile TEXT NOT NULL, title TEXT NOT NULL, "
        "started INTEGER NOT NULL, seconds INTEGER NOT NULL, "
        "UNIQUE (profile, title, started))"
    )
    return db


def parse_row(row):
    """Return the view in this row; raise ValueError with the reason if invalid."""
    if None in row or None in row.values():
        raise ValueError("wrong number of fields")
    profile, title = row["profile"].strip(), row["title"].strip()
    if not profile or not title:
        raise ValueError("empty profile or title")
    started = datetime.strptime(row["started"], "%Y-%m-%d %H:%M:%S")
    seconds = int(row["seconds"])
    if seconds < 0:
        raise ValueError("negative seconds")
    started_s = int(started.replace(tzinfo=UTC).timestamp())
    return profile, title, started_s, seconds


def import_file(db, path):
    """Store the new views of a file; return their number and [(line, reason)]."""
    invalid = []

    def valid_views(reader):
        for row in reader:
            try:
                yield parse_row(row)
            except ValueError as error:
                invalid.append((reader.line_num, str(error)))

    with open(path, encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = set(FIELDS) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"missing columns: {sorted(missing)}")
        before = db.total_changes
        with db:  # all of the file or none of it
            db.executemany(
                "INSERT INTO views VALUES (?, ?, ?, ?) "
                "ON CONFLICT (profile, title, started) DO NOTHING",
                valid_views(reader),
            )
    return db.total_changes - before, invalid


def top_titles(db, profile, n=10):
    rows = db.execute(
        "SELECT title FROM views WHERE profile = ? "
        "GROUP BY title ORDER BY SUM(seconds) DESC, title LIMIT ?",
        (profile, n),
    )
    return [title for (title,) in rows]
