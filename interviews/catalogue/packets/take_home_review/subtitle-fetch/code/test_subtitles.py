import hashlib

from subtitles import fetch_all

DATA = b"WEBVTT"
JOB = {
    "title": "t1",
    "language": "en",
    "url": "https://partner.example/t1/en",
    "sha256": hashlib.sha256(DATA).hexdigest(),
}


def test_stores_the_file(tmp_path):
    assert fetch_all([JOB], lambda url: DATA, tmp_path) == []
    assert (tmp_path / "t1" / "en.vtt").read_text() == "WEBVTT"


def test_tries_again(tmp_path):
    answers = [OSError("connection reset"), DATA]

    def fetch(url):
        answer = answers.pop(0)
        if isinstance(answer, OSError):
            raise answer
        return answer

    assert fetch_all([JOB], fetch, tmp_path) == []


def test_reports_a_failure(tmp_path):
    bad = {**JOB, "sha256": "0" * 64}
    assert fetch_all([bad], lambda url: DATA, tmp_path) == [bad]
