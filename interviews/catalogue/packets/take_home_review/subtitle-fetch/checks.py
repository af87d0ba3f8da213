import hashlib
import os
import tempfile
from pathlib import Path


def job(title="t1", data=b"WEBVTT", **changes):
    return {
        "title": title,
        "language": "en",
        "url": f"https://partner.example/{title}/en",
        "sha256": hashlib.sha256(data).hexdigest(),
        **changes,
    }


def run(code, jobs, fetch, folder=None):
    """Fetch without waiting; gives the folder and what came back."""
    code.time.sleep = lambda seconds: None
    code.fetch_all.__defaults__ = tuple(
        (lambda seconds: None) if callable(default) else default
        for default in code.fetch_all.__defaults__ or ()
    )
    folder = Path(folder or tempfile.mkdtemp(dir="."))
    return folder, code.fetch_all(jobs, fetch, str(folder))


def failed_titles(failures):
    return [one[0]["title"] if isinstance(one, tuple) else one["title"] for one in failures]


def public_stores_the_file(code):
    """A good file is stored under its title and language"""
    folder, failures = run(code, [job()], lambda url: b"WEBVTT")
    assert failures == []
    assert (folder / "t1" / "en.vtt").read_bytes() == b"WEBVTT"


def public_tries_again(code):
    """A download that fails once is tried again"""
    answers = [OSError("connection reset"), b"WEBVTT"]

    def fetch(url):
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    assert run(code, [job()], fetch)[1] == []


def hidden_every_job_is_tried(code):
    """Of four good jobs all four are fetched"""
    asked = []

    def fetch(url):
        asked.append(url)
        return b"WEBVTT"

    _, failures = run(code, [job(f"t{n}") for n in range(4)], fetch)
    assert (failures, len(asked)) == ([], 4)


def hidden_a_wrong_file_never_lies_in_the_folder(code):
    """A file with a wrong checksum is reported, and is never to be seen under its name"""
    folder, failures = run(code, [job()], lambda url: b"<html>Sorry</html>")
    assert len(failures) == 1
    assert not (folder / "t1" / "en.vtt").exists()


def hidden_a_corrected_file_replaces_the_old_one(code):
    """A job with another checksum replaces the file; one with the same is not fetched again"""
    folder, _ = run(code, [job()], lambda url: b"WEBVTT")

    def not_wanted(url):
        raise AssertionError("fetched again")

    assert run(code, [job()], not_wanted, folder)[1] == []
    run(code, [job(data=b"WEBVTT 2")], lambda url: b"WEBVTT 2", folder)
    assert (folder / "t1" / "en.vtt").read_bytes() == b"WEBVTT 2"


def hidden_bytes_are_stored_as_they_came(code):
    """A file in UTF-16 is stored byte for byte"""
    data = "WEBVTT é".encode("utf-16")
    folder, failures = run(code, [job(data=data)], lambda url: data)
    assert failures == []
    assert (folder / "t1" / "en.vtt").read_bytes() == data


def hidden_three_tries(code):
    """A download that fails twice succeeds at its third try"""
    answers = [OSError("reset"), OSError("reset"), b"WEBVTT"]

    def fetch(url):
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    assert run(code, [job()], fetch)[1] == []


def hidden_what_is_not_there_is_asked_for_once(code):
    """A file that the server does not have is asked for once, and the reason is told"""
    asked = []

    def fetch(url):
        asked.append(url)
        raise code.NotThere(url)

    _, failures = run(code, [job()], fetch)
    assert len(asked) == 1
    assert "NotThere" in str(failures[0][1])


def hidden_nothing_is_written_outside_the_folder(code):
    """Titles that lead out of the folder write nothing anywhere"""
    top = Path(tempfile.mkdtemp(dir="."))
    (top / "in").mkdir()
    jobs = [job("../out"), job(str((top / "absolute").resolve()))]
    run(code, jobs, lambda url: b"WEBVTT", top / "in")
    assert sorted(os.listdir(top)) == ["in"]


def hidden_a_job_without_a_language_stops_nobody(code):
    """A job without a language is reported, and the next one is fetched"""
    bad = job("bad")
    del bad["language"]
    folder, failures = run(code, [bad, job("good")], lambda url: b"WEBVTT")
    assert failed_titles(failures) == ["bad"]
    assert (folder / "good" / "en.vtt").exists()


def hidden_the_callers_list_is_left_alone(code):
    """The caller's list is the same afterwards"""
    jobs = [job("a"), job("b")]
    run(code, jobs, lambda url: b"WEBVTT")
    assert [one["title"] for one in jobs] == ["a", "b"]
