"""The XML of calendar servers, and of those who are none."""

import tracemalloc
from unittest.mock import patch

import pytest

from scheduling.fetching.exchange import NOT_UNDERSTOOD
from scheduling.remote.caldav.multistatus import (
    ETAG,
    changes_since,
    events_named,
    read_multistatus,
    read_xml,
)
from scheduling.remote.contract import RemoteProblem

BOMB = (
    '<!DOCTYPE a [<!ENTITY b "ha">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 50}">'
        for before, name in zip("bcdef", "cdefg", strict=True)
    )
    + "]>"
)
EXTERNAL = '<!DOCTYPE a [<!ENTITY g SYSTEM "file:///etc/passwd">]>'
PARAMETER = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">'
ANSWER = """<?xml version="1.0"?>
<D:multistatus xmlns:D="DAV:">
 <D:response><D:href>/a.ics</D:href>
  <D:propstat><D:prop><D:getetag>"one"</D:getetag></D:prop>
   <D:status>HTTP/1.1 200 OK</D:status></D:propstat>
  <D:propstat><D:prop><D:owner/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
 </D:response>
 <D:response><D:href>/b.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>
 <D:sync-token> urn:token </D:sync-token>
</D:multistatus>"""


def why_not(raw: str | bytes) -> str:
    with pytest.raises(RemoteProblem) as refusal:
        read_multistatus(raw.encode() if isinstance(raw, str) else raw)
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None
    return str(refusal.value)


def test_an_answer_says_of_each_thing_what_was_found() -> None:
    answer = read_multistatus(ANSWER.encode())
    first, second = answer.found
    assert (first.href, first.status, first.text(ETAG)) == ("/a.ics", 200, '"one"')
    assert list(first.properties) == [ETAG]
    assert (second.href, second.status, second.text(ETAG)) == ("/b.ics", 404, "")
    assert answer.sync_token == "urn:token"


@pytest.mark.parametrize("head", [BOMB, EXTERNAL, PARAMETER], ids=["bomb", "file", "dtd"])
def test_entities_and_what_declares_them_are_refused(head: str) -> None:
    assert why_not(f'{head}<multistatus xmlns="DAV:">&g;</multistatus>') == NOT_UNDERSTOOD


def test_a_bomb_takes_no_memory() -> None:
    tracemalloc.start()
    try:
        why_not(f'{BOMB}<multistatus xmlns="DAV:">&g;</multistatus>')
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_more_elements_than_any_calendar_has_are_refused() -> None:
    head, tail = '<multistatus xmlns="DAV:">', "</multistatus>"
    with patch("scheduling.remote.caldav.multistatus.MOST_ELEMENTS", 10):
        assert read_multistatus(f"{head}{'<a/>' * 8}{tail}".encode()).found == ()
        assert why_not(f"{head}{'<a/>' * 9}{tail}") == NOT_UNDERSTOOD


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "<html><body>Sign in</body></html>",
        ANSWER[:300],
        '<multistatus xmlns="urn:other"/>',
        '<?xml version="1.0" encoding="no-such"?><a/>',
        b"\xff\xfe<\x00",
        b"\x00\x01\x02",
    ],
)
def test_what_is_no_answer_is_refused_in_words(raw: str | bytes) -> None:
    assert why_not(raw) == NOT_UNDERSTOOD


def test_a_control_character_in_one_event_does_not_hide_the_rest() -> None:
    assert (
        read_multistatus(ANSWER.replace("one", "o\x0bne").encode()).found[0].text(ETAG) == '"one"'
    )


def test_an_answer_in_utf_16_is_understood() -> None:
    text = ANSWER.replace('"1.0"', '"1.0" encoding="utf-16"')
    assert len(read_multistatus(text.encode("utf-16")).found) == 2


def test_what_is_asked_cannot_break_out_of_its_place() -> None:
    asked = read_xml(changes_since("</d:sync-token><x/>&"))
    assert asked.findtext("{DAV:}sync-token") == "</d:sync-token><x/>&"
    assert "<x/>" in "".join(read_xml(events_named("<x/>")).itertext())
