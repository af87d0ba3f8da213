"""What other servers do than Radicale, and what a bad line does to it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from scheduling.remote.caldav.service import CalDav
from scheduling.remote.contract import BusyAnswer, Changed, Changes, RemoteProblem
from tests.scheduling.http_server import serving
from tests.scheduling.radicale import Line, Owner, Radicale, Reply
from tests.scheduling.remote.caldav.test_service import ENTRY, MOVED, WANTED, account, ics, times


@pytest.fixture
def line(ana: Owner, settings) -> Iterator[Line]:
    with serving() as server:
        settings.FETCH_ALLOW = [server.allow, ana.server.allow]
        server.handle = line = Line(ana, server)
        yield line


@pytest.fixture
def home(ana: Owner, line: Line) -> str:
    """A calendar, by its address on the line."""
    return line.server.url + ana.calendar().removeprefix(ana.server.url)


def through(line: Line) -> CalDav:
    return CalDav({**line.owner.secret, "address": line.server.url}, 20)


def here(line: Line, ref: str) -> str:
    """The address of something on the line, as its owner has it."""
    return line.owner.server.url + ref.removeprefix(line.server.url)


def lose(*methods: str):
    return lambda method, reply: None if method in methods else reply


# --- The line breaks --------------------------------------------------------------------------


def test_an_answer_that_was_lost_makes_no_second_event(line, home, ana) -> None:
    line.edit = lose("PUT")
    with pytest.raises(RemoteProblem):
        through(line).create(home, ENTRY)
    line.edit = lose()
    copy = through(line).create(home, ENTRY)
    assert (copy.starts_at, copy.sequence) == (ENTRY.starts_at, ENTRY.sequence)
    assert len(ana.events(here(line, home))) == 1


def test_an_update_whose_answer_was_lost_is_found_done(line, home) -> None:
    copy = through(line).create(home, ENTRY)
    line.edit = lose("PUT")
    with pytest.raises(RemoteProblem):
        through(line).update(home, MOVED, copy)
    line.edit = lose()
    with pytest.raises(Changed) as caught:
        through(line).update(home, MOVED, copy)
    assert caught.value.copy.sequence == MOVED.sequence
    assert caught.value.copy.starts_at == MOVED.starts_at


def test_a_deletion_whose_answer_was_lost_is_done(line, home) -> None:
    copy = through(line).create(home, ENTRY)
    line.edit = lose("DELETE")
    with pytest.raises(RemoteProblem):
        through(line).delete(home, copy)
    line.edit = lose()
    through(line).delete(home, copy)
    assert through(line).look(home, copy.ref) is None


def test_a_server_that_is_killed_before_it_can_answer_has_one_event(tmp_path, settings) -> None:
    server = Radicale(tmp_path)
    with serving() as proxy:
        settings.FETCH_ALLOW = [proxy.allow]
        with server.running() as process:
            line = proxy.handle = Line(server.newcomer(), proxy)
            home = proxy.url + line.owner.calendar().removeprefix(server.url)
            line.edit = lambda method, reply: process.kill()
            with pytest.raises(RemoteProblem):
                through(line).create(home, ENTRY)
        with server.running():
            line.edit = lose()
            copy = through(line).create(home, ENTRY)
            assert copy.sequence == ENTRY.sequence
            assert len(line.owner.events(here(line, home))) == 1
            assert through(line).update(home, MOVED, copy).sequence == MOVED.sequence


def test_a_server_that_is_not_there_says_so_in_words(tmp_path, settings) -> None:
    server = Radicale(tmp_path)
    settings.FETCH_ALLOW = [server.allow]
    with server.running():
        owner = server.newcomer()
        home = owner.calendar()
        copy = account(owner).create(home, ENTRY)
    for act in (
        lambda: account(owner).update(home, MOVED, copy),
        lambda: account(owner).busy(home, WANTED),
        account(owner).calendars,
    ):
        with pytest.raises(RemoteProblem, match=r"^The server cannot be reached\.$"):
            act()
    with server.running():
        assert account(owner).look(home, copy.ref) == copy


def test_what_is_changed_while_we_write_is_not_overwritten(line, home, ana) -> None:
    copy = through(line).create(home, ENTRY)
    times = {"start": "20260703T090000Z", "end": "20260703T100000Z"}
    versions = []

    def meanwhile(method: str, reply: Reply) -> Reply:
        if not versions:  # after it was read, and before it is written
            versions.append(ana.move(here(line, copy.ref), **times))
        return reply

    line.edit = meanwhile
    with pytest.raises(Changed) as caught:
        through(line).update(home, MOVED, copy)
    assert [caught.value.copy.version] == versions
    assert through(line).look(home, copy.ref) == caught.value.copy


# --- Other servers ----------------------------------------------------------------------------


def without_etag_on_put(method: str, reply: Reply) -> Reply:
    status, headers, body = reply
    return status, {k: v for k, v in headers.items() if k != "etag" or method != "PUT"}, body


def weakened(method: str, reply: Reply) -> Reply:
    """As a proxy does that packs the answers."""
    status, headers, body = reply
    headers = headers | ({"etag": f"W/{headers['etag']}"} if "etag" in headers else {})
    return status, headers, re.sub(rb"<getetag>", b"<getetag>W/", body)


def without_sync(method: str, reply: Reply) -> Reply:
    status, headers, body = reply
    if b"<sync-token>" in body and method == "REPORT":
        return 403, headers, b'<error xmlns="DAV:"><supported-report/></error>'
    return status, headers, re.sub(rb"<sync-token>[^<]*</sync-token>", b"", body)


def without_data(method: str, reply: Reply) -> Reply:
    """Of a calendar-query; the data itself is asked for by address."""
    status, headers, body = reply
    if without_data.asked:  # type: ignore[attr-defined]
        return reply
    without_data.asked = method == "REPORT"  # type: ignore[attr-defined]
    return (
        status,
        headers,
        re.sub(rb"<C:calendar-data>.*?</C:calendar-data>", b"", body, flags=re.S),
    )


@pytest.mark.parametrize("edit", [without_etag_on_put, weakened])
def test_versions_are_found_out_however_they_come(line, home, ana, edit) -> None:
    line.edit = edit
    copy = through(line).create(home, ENTRY)
    assert copy == through(line).look(home, copy.ref)
    moved = through(line).update(home, MOVED, copy)
    assert moved.starts_at == MOVED.starts_at
    cursor = through(line).changes(home, cursor="", copies=[moved])
    assert cursor.changed == ()
    ana.move(here(line, moved.ref), start="20260703T090000Z", end="20260703T100000Z")
    with pytest.raises(Changed):
        through(line).update(home, ENTRY, moved)
    (changed,) = through(line).changes(home, cursor=cursor.cursor, copies=[moved]).changed
    through(line).delete(home, changed)
    assert ana.events(here(line, home)) == []


def test_a_server_that_knows_no_other_than_weak_versions_is_asked_with_them(line, home) -> None:
    line.edit = weakened
    copy = through(line).create(home, ENTRY)
    asked = []

    def only_weak(method: str, reply: Reply) -> Reply:
        if method != "PUT":
            return weakened(method, reply)
        condition = line.server.requests[-1][1]["if-match"]
        asked.append(condition)
        return weakened(method, reply if condition.startswith("W/") else (412, {}, b""))

    line.edit = only_weak
    with pytest.raises(RemoteProblem):  # Radicale itself knows strong ones alone
        through(line).update(home, MOVED, copy)
    assert asked[:2] == [copy.version.removeprefix("W/"), copy.version]


def test_without_sync_the_calendars_own_version_tells_of_changes(line, home, ana) -> None:
    line.edit = without_sync
    copies = [through(line).create(home, replace(ENTRY, uid=f"ours-{n}")) for n in range(3)]
    begun = through(line).changes(home, cursor="", copies=copies)
    assert (begun.cursor[:5], begun.changed, begun.gone) == ("ctag:", (), ())
    line.server.requests.clear()
    assert through(line).changes(home, cursor=begun.cursor, copies=copies) == begun
    assert len(line.server.requests) == 1
    version = ana.move(here(line, copies[0].ref), start="20260703T090000Z", end="20260703T100000Z")
    ana.delete(here(line, copies[2].ref))
    then = through(line).changes(home, cursor=begun.cursor, copies=copies)
    start = datetime(2026, 7, 3, 9, tzinfo=UTC)
    moved = replace(copies[0], version=version, starts_at=start, ends_at=start + timedelta(hours=1))
    assert then == Changes(then.cursor, changed=(moved,), gone=(copies[2].ref,))
    assert then.cursor[:5] == "ctag:"
    assert then.cursor != begun.cursor


def test_addresses_that_a_server_encodes_in_its_own_way_are_known_again(line, home, ana) -> None:
    line.edit = lambda method, reply: (*reply[:2], reply[2].replace(b">/ana-", b">/%61na-"))
    copies = [through(line).create(home, replace(ENTRY, uid=f"ours-{n}")) for n in range(2)]
    cursor = through(line).changes(home, cursor="", copies=copies).cursor
    ana.delete(here(line, copies[0].ref))
    version = ana.move(here(line, copies[1].ref), start="20260703T090000Z", end="20260703T100000Z")
    then = through(line).changes(home, cursor=cursor, copies=copies)
    assert then.gone == (copies[0].ref,)
    assert [copy.version for copy in then.changed] == [version]


def test_a_server_that_answers_with_addresses_alone_is_asked_for_what_is_there(line, home, ana):
    for number in range(3):
        text = ics(f"DTSTART:2026070{number + 2}T120000Z\r\nDURATION:PT1H", uid=str(number))
        ana.put(f"{here(line, home)}{number}.ics", text)
    without_data.asked = False  # type: ignore[attr-defined]
    line.edit = without_data
    assert len(times(through(line).busy(home, WANTED))) == 3


def test_an_answer_in_part_is_never_taken_for_the_whole(line, home, ana) -> None:
    ana.put(f"{here(line, home)}a.ics", ics("DTSTART:20260702T120000Z\r\nDURATION:PT1H"))
    copy = through(line).create(home, ENTRY)
    cut = (
        b"<response><href>/</href><status>HTTP/1.1 507 Insufficient Storage</status></response>"
        b"</multistatus>"
    )
    line.edit = lambda method, reply: (*reply[:2], reply[2].replace(b"</multistatus>", cut))
    for ask in (
        lambda: through(line).busy(home, WANTED),
        lambda: through(line).changes(home, cursor="", copies=[copy]),
    ):
        with pytest.raises(RemoteProblem, match="only a part of this calendar"):
            ask()


def test_changes_in_parts_are_asked_for_to_the_end(line, home, ana) -> None:
    copies = [through(line).create(home, replace(ENTRY, uid=f"ours-{n}")) for n in range(2)]
    cursor = through(line).changes(home, cursor="", copies=copies).cursor
    ana.delete(here(line, copies[0].ref))
    parts = iter([True, False])

    def in_parts(method: str, reply: Reply) -> Reply:
        if method == "REPORT" and next(parts):
            cut = (
                b"<response><href>/</href><status>HTTP/1.1 507 No</status></response></multistatus>"
            )
            return *reply[:2], reply[2].replace(b"</multistatus>", cut)
        return reply

    line.edit = in_parts
    then = through(line).changes(home, cursor=cursor, copies=copies)
    assert then.gone == (copies[0].ref,)
    assert next(parts, "both were asked for") == "both were asked for"


def test_an_event_that_comes_cut_off_takes_no_other_along(line, home, ana) -> None:
    for number in (2, 3):
        text = ics(f"DTSTART:2026070{number}T120000Z\r\nDURATION:PT1H", uid=str(number))
        ana.put(f"{here(line, home)}{number}.ics", text)
    line.edit = lambda method, reply: (
        *reply[:2],
        reply[2].replace(b"END:VCALENDAR", b"", 1) if method == "REPORT" else reply[2],
    )
    answer = through(line).busy(home, WANTED)
    assert len(times(answer)) == 1
    assert answer.busy is not None
    assert answer.busy.warnings == ("1 events came cut off, and could not be read.",)


def test_a_server_that_says_neither_token_nor_ctag_is_read_each_time(line, home, ana) -> None:
    line.edit = lambda method, reply: (
        *without_sync(method, reply)[:2],
        re.sub(rb"<[^<>]*getctag>[^<]*</[^<>]*getctag>", b"", without_sync(method, reply)[2]),
    )
    copy = through(line).create(home, ENTRY)
    assert through(line).changes(home, cursor="", copies=[copy]) == Changes("")
    first = through(line).busy(home, WANTED)
    assert (first.cursor, times(first)) == ("", ["01 12:00–01 13:00"])
    assert through(line).busy(home, WANTED) == BusyAnswer(first.busy, "")
