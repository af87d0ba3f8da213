from datetime import timedelta

import pytest

from scheduling.remote.answers import version_of, wait_asked

AT_TEN = "Sat, 21 Nov 2026 10:00:00 GMT"
FIVE_PAST = "Sat, 21 Nov 2026 10:05:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "120"}, timedelta(minutes=2)),
        ({"retry-after": FIVE_PAST, "date": AT_TEN}, timedelta(minutes=5)),
        ({"retry-after": AT_TEN, "date": FIVE_PAST}, timedelta()),
        ({"retry-after": "9" * 40}, timedelta(days=1)),
        ({"retry-after": FIVE_PAST}, None),
        ({"retry-after": "soon", "date": AT_TEN}, None),
        ({"retry-after": "-5"}, None),
        ({"retry-after": "²"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_said_in_seconds_or_as_a_date(headers, wait) -> None:
    assert wait_asked(headers) == wait


@pytest.mark.parametrize(
    ("etag", "version"),
    [
        ('"one"', '"one"'),
        ('W/"one"', 'W/"one"'),
        ("", ""),
        ('"' + "x" * 254 + '"', ""),
        ('"a\x00b"', ""),
        ('"ü"', ""),
    ],
)
def test_a_version_that_cannot_be_sent_back_is_none(etag, version) -> None:
    assert version_of({"etag": etag}) == version
