from history import import_file, open_db, top_titles


def make_file(path):
    with open(path, "w") as f:
        f.write("profile,title,started,seconds\n")
        for i in range(500):
            f.write(f"ana,Title {i},2024-03-01 20:00:00,{i}\n")


def test_import(tmp_path):
    make_file(tmp_path / "a.csv")
    assert import_file(open_db(":memory:"), tmp_path / "a.csv") == 500


def test_top_titles():
    db = open_db(":memory:")
    db.executemany(
        "INSERT INTO views VALUES ('ana', ?, 0, ?)",
        [("One", 60), ("Two", 90), ("Three", 30)],
    )
    assert set(top_titles(db, "ana", 2)) == {"One", "Two"}
