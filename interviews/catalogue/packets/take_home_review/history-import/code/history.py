import csv
import sqlite3
from datetime import datetime

BATCH = 500


def open_db(path):
    db = sqlite3.connect(path)
    db.execute(
        "CREATE TABLE IF NOT EXISTS views "
        "(profile TEXT, title TEXT, started INTEGER, seconds INTEGER)"
    )
    return db


def parse_row(row, seen=set()):
    """Return the view in this row, or None if it is invalid or a duplicate."""
    try:
        started = datetime.strptime(row["started"], "%Y-%m-%d %H:%M:%S")
        profile = row["profile"].strip()
        title = row["title"].strip()
        view = (profile, title, int(started.timestamp()), int(row["seconds"]))
    except:
        return None
    key = (profile, title, started.date())
    if key in seen:
        return None
    seen.add(key)
    return view


def import_file(db, path):
    batch = []
    imported = 0
    for row in csv.DictReader(open(path)):
        view = parse_row(row)
        if view is None:
            continue
        batch.append(view)
        if len(batch) == BATCH:
            db.executemany("INSERT INTO views VALUES (?, ?, ?, ?)", batch)
            db.commit()
            imported += len(batch)
            batch = []
    print(f"{imported} views imported")
    return imported


def top_titles(db, profile, n=10):
    totals = {}
    rows = db.execute(f"SELECT title, seconds FROM views WHERE profile = '{profile}'")
    for title, seconds in rows:
        totals[title] = totals.get(title, 0) + seconds
    return sorted(totals, key=totals.get)[-n:]
