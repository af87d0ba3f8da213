"""The busy cases of the calendars' design, one by one, under their names. All in 2026."""

import time

import pytest

from scheduling.domain.busy.reading import NotACalendar, Refused, read_busy
from tests.scheduling.domain.busy.calendars import YEAR, calendar, read, read_raw, times

HOUR = "DTSTART:20260601T140000Z\nDTEND:20260601T150000Z"
IS_READ = ["06-01 14:00–06-01 15:00"]
WEEKLY = (
    "UID:series\nDTSTART;TZID=America/New_York:20260301T090000\nDURATION:PT1H\n"
    "RRULE:FREQ=WEEKLY;COUNT=4"
)
WEEKS = [f"{day}:00–{day[:-2]}{int(day[-2:]) + 1}:00" for day in ("03-01 14", "03-08 13")] + [
    "03-15 13:00–03-15 14:00",
    "03-22 13:00–03-22 14:00",
]


def test_all_day_in_auckland_is_its_day() -> None:
    busy = read("DTSTART;VALUE=DATE:20260310\nDTEND;VALUE=DATE:20260311", home="Pacific/Auckland")
    assert times(busy) == ["03-09 11:00–03-10 11:00"]


def test_transparent_is_free() -> None:
    assert times(read(f"{HOUR}\nTRANSP:TRANSPARENT")) == []


def test_cancelled_override_frees_that_instance_only() -> None:
    cancelled = (
        "UID:series\nRECURRENCE-ID;TZID=America/New_York:20260315T090000\n"
        "DTSTART;TZID=America/New_York:20260315T090000\nDURATION:PT1H\nSTATUS:CANCELLED"
    )
    assert times(read(WEEKLY, cancelled)) == [WEEKS[0], WEEKS[1], WEEKS[3]]


@pytest.mark.parametrize(
    ("answer", "expected"), [("DECLINED", []), ("NEEDS-ACTION", IS_READ), ("ACCEPTED", IS_READ)]
)
def test_own_declined_is_free_and_needs_action_is_busy(answer: str, expected: list[str]) -> None:
    event = (
        f'{HOUR}\nATTENDEE;CN="Ana: x;y";PARTSTAT={answer}:mailto:Ana@Example.org\n'
        "ATTENDEE;PARTSTAT=DECLINED:mailto:somebody@example.org"
    )
    assert times(read(event, me=("ana@example.org",))) == expected


def test_address_of_apples_servers_is_known() -> None:
    event = f"{HOUR}\nATTENDEE;EMAIL=ana@example.org;PARTSTAT=DECLINED:urn:uuid:1234"
    assert times(read(event, me=("mailto:Ana@example.org",))) == []


def test_declined_by_others_is_busy() -> None:
    event = f"{HOUR}\nATTENDEE;PARTSTAT=DECLINED:mailto:ben@example.org"
    assert times(read(event, me=("ana@example.org",))) == IS_READ


@pytest.mark.parametrize(("status", "expected"), [("FREE", []), ("OOF", IS_READ)])
def test_microsoft_free_is_free_and_out_of_office_is_busy(status: str, expected: list[str]) -> None:
    assert times(read(f"{HOUR}\nX-MICROSOFT-CDO-BUSYSTATUS:{status}")) == expected


def test_floating_time_is_that_of_home() -> None:
    busy = read("DTSTART:20260401T090000\nDURATION:PT1H", home="Asia/Kathmandu")
    assert times(busy) == ["04-01 03:15–04-01 04:15"]


def test_start_in_a_gap_keeps_its_length() -> None:
    busy = read(
        "DTSTART;TZID=America/New_York:20260308T023000\nDTEND;TZID=America/New_York:20260308T030000"
    )
    assert times(busy) == ["03-08 07:30–03-08 08:00"]


def test_start_in_a_fold_is_the_first_of_two() -> None:
    busy = read("DTSTART;TZID=Europe/Berlin:20261025T023000\nDURATION:PT1H")
    assert times(busy) == ["10-25 00:30–10-25 01:30"]


def test_night_of_the_change_ends_when_it_says() -> None:
    busy = read(
        "DTSTART;TZID=America/New_York:20260307T220000\nDTEND;TZID=America/New_York:20260308T040000"
    )
    assert times(busy) == ["03-08 03:00–03-08 08:00"]


def test_weekly_with_exdate_keeps_its_wall_time() -> None:
    busy = read(f"{WEEKLY}\nEXDATE;TZID=America/New_York:20260315T090000")
    assert times(busy) == [WEEKS[0], WEEKS[1], WEEKS[3]]


def test_utc_series_ignores_the_calendars_zone() -> None:
    busy = read(
        "DTSTART:20260301T140000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3",
        head="X-WR-TIMEZONE:America/New_York",
    )
    assert times(busy) == [f"03-{day} 14:00–03-{day} 15:00" for day in ("01", "08", "15")]


@pytest.mark.parametrize("name", ["", "Eastern_Standard_Time", "../../etc/passwd"])
def test_bad_zone_of_the_calendar_leaves_it_readable(name: str) -> None:
    assert times(read(HOUR, head=f"X-WR-TIMEZONE:{name}")) == IS_READ


def test_windows_name_of_the_calendars_zone_is_understood() -> None:
    raw = calendar("DTSTART:20260601T100000\nDURATION:PT1H", head="X-WR-TIMEZONE:@").replace(
        "@", "Eastern Standard Time"
    )
    assert times(read_raw(raw.encode(), home="Europe/Berlin")) == IS_READ


def test_windows_zone_without_vtimezone() -> None:
    busy = read("DTSTART;TZID=W. Europe Standard Time:20260701T090000\nDURATION:PT1H")
    assert times(busy) == ["07-01 07:00–07-01 08:00"]


def test_two_people_with_the_same_tzid_have_each_their_own() -> None:
    event = "DTSTART;TZID=Office:20260601T090000\nDURATION:PT1H"
    for offset, expected in [("+0300", "06-01 06:00–06-01 07:00"), ("-0500", IS_READ[0])]:
        assert times(read(event, head=definition("Office", offset))) == [expected]


def definition(tzid: str, offset: str) -> str:
    return (
        f"BEGIN:VTIMEZONE TZID:{tzid} BEGIN:STANDARD DTSTART:20000101T000000 "
        f"TZOFFSETFROM:{offset} TZOFFSETTO:{offset} END:STANDARD END:VTIMEZONE"
    )


def test_tzdb_wins_over_a_false_definition_of_its_zone() -> None:
    event = "DTSTART;TZID=Europe/Berlin:20260601T160000\nDURATION:PT1H"
    assert times(read(event, head=definition("Europe/Berlin", "-0800"))) == IS_READ


def test_definition_after_the_event_is_the_same() -> None:
    event = "DTSTART;TZID=Office:20260601T170000\nDURATION:PT1H"
    assert times(read(event, tail=definition("Office", "+0300"))) == IS_READ


@pytest.mark.parametrize(
    "exdate",
    [
        "EXDATE:20260315T130000Z",
        "EXDATE;TZID=Europe/Berlin:20260315T140000",
        "EXDATE;VALUE=DATE:20260315",
        "EXDATE:20260315T090000",
    ],
)
def test_exdate_excludes_however_it_is_written(exdate: str) -> None:
    assert times(read(f"{WEEKLY}\n{exdate}")) == [WEEKS[0], WEEKS[1], WEEKS[3]]


def override(recurrence_id: str, start: str) -> str:
    return f"UID:series\n{recurrence_id}\nDTSTART:{start}\nDURATION:PT1H"


def test_recurrence_id_in_utc_is_busy_at_the_new_time() -> None:
    busy = read(WEEKLY, override("RECURRENCE-ID:20260315T130000Z", "20260316T200000Z"))
    assert times(busy) == [WEEKS[0], WEEKS[1], "03-16 20:00–03-16 21:00", WEEKS[3]]


def test_recurrence_id_as_a_date_replaces_the_instance_of_that_date() -> None:
    busy = read(WEEKLY, override("RECURRENCE-ID;VALUE=DATE:20260315", "20260316T200000Z"))
    assert times(busy) == [WEEKS[0], WEEKS[1], "03-16 20:00–03-16 21:00", WEEKS[3]]


def test_orphan_override_is_busy() -> None:
    busy = read(override("RECURRENCE-ID:20260525T140000Z", "20260601T140000Z"))
    assert times(busy) == IS_READ


def test_override_moved_into_the_window_is_busy() -> None:
    ended = "UID:series\nDTSTART:20240105T140000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;COUNT=3"
    busy = read(ended, override("RECURRENCE-ID:20240112T140000Z", "20260601T140000Z"))
    assert times(busy) == IS_READ


def test_override_moved_out_of_the_window_is_free() -> None:
    busy = read(WEEKLY, override("RECURRENCE-ID:20260315T130000Z", "20280316T200000Z"))
    assert times(busy) == [WEEKS[0], WEEKS[1], WEEKS[3]]


def test_recurrence_id_on_a_master_with_a_rule_is_expanded() -> None:
    busy = read(
        "RECURRENCE-ID:20260301T140000Z\nDTSTART:20260301T140000Z\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;COUNT=2"
    )
    assert times(busy) == ["03-01 14:00–03-01 15:00", "03-08 14:00–03-08 15:00"]


def test_this_and_future_moves_what_follows() -> None:
    moved = (
        "UID:series\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=America/New_York:20260315T090000\n"
        "DTSTART;TZID=America/New_York:20260315T110000\nDURATION:PT1H"
    )
    assert times(read(WEEKLY, moved)) == [
        *WEEKS[:2],
        "03-15 15:00–03-15 16:00",
        "03-22 15:00–03-22 16:00",
    ]


def test_rdate_period_has_its_own_length() -> None:
    busy = read(f"{HOUR}\nRDATE;VALUE=PERIOD:20260603T140000Z/PT3H")
    assert times(busy) == [*IS_READ, "06-03 14:00–06-03 17:00"]


def test_until_as_a_date_includes_the_last_day() -> None:
    busy = read(f"{HOUR}\nRRULE:FREQ=DAILY;UNTIL=20260602")
    assert times(busy) == [*IS_READ, "06-02 14:00–06-02 15:00"]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;COUNT=2;", "RSCALE=GREGORIAN;FREQ=DAILY;COUNT=2", "freq=daily;count=2"]
)
def test_trailing_semicolon_and_rscale_are_accepted(rule: str) -> None:
    assert times(read(f"{HOUR}\nRRULE:{rule}")) == [*IS_READ, "06-02 14:00–06-02 15:00"]


def test_week_number_without_weekday_is_the_weekday_of_the_start() -> None:
    busy = read("DTSTART:20260513T140000Z\nDURATION:PT1H\nRRULE:FREQ=YEARLY;BYWEEKNO=20,22")
    assert times(busy) == ["05-13 14:00–05-13 15:00", "05-27 14:00–05-27 15:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,10,20,30,40,50;BYSECOND=0,30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=-31",
    ],
)
def test_dense_and_impossible_rules_are_refused_and_the_rest_is_kept(rule: str) -> None:
    begun = time.process_time()
    busy = read(f"{HOUR}\nRRULE:{rule}", "DTSTART:20260701T090000Z\nDURATION:PT1H")
    assert times(busy) == ["07-01 09:00–07-01 10:00"]
    assert [refused.uid for refused in busy.refused] == ["event-0"]
    assert busy.events_read == 1
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;BYYEARDAY=1;BYMONTH=2",
        "FREQ=MONTHLY;BYDAY=1MO;BYSETPOS=5",
    ],
)
def test_rule_that_never_comes_costs_nothing(rule: str) -> None:
    begun = time.process_time()
    assert times(read(f"{HOUR}\nRRULE:{rule}")) == IS_READ
    assert time.process_time() - begun < 0.5


def test_interval_zero_is_read_as_one_and_flagged() -> None:
    busy = read(f"{HOUR}\nRRULE:FREQ=DAILY;INTERVAL=0;COUNT=2")
    assert times(busy) == [*IS_READ, "06-02 14:00–06-02 15:00"]
    assert busy.warnings == ("event-0: repeats with an interval of 0, read as 1.",)


@pytest.mark.parametrize(
    ("rule", "instances"),
    [
        ("FREQ=DAILY", 365),
        ("FREQ=DAILY;COUNT=20457", 3),
        ("FREQ=WEEKLY;BYDAY=MO,TH,SU;COUNT=8771", 5),
        ("FREQ=HOURLY;INTERVAL=2", 4380),
    ],
)
def test_rule_from_1970_is_read_in_time(rule: str, instances: int) -> None:
    begun = time.process_time()
    busy = read(f"DTSTART:19700101T140000Z\nDURATION:PT1H\nRRULE:{rule}")
    assert time.process_time() - begun < 1
    assert len(busy.intervals) == instances


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("DTSTART:99991231T235959Z\nDURATION:PT1H", "It lies in the year 9999."),
        ("DTSTART:20260101T000000Z\nDTEND:99991231T235959Z", "It lies in the year 9999."),
        ("DTSTART:20260101T000000Z\nDURATION:P9999999D", "It lasts longer than ten years."),
        ("DTSTART;VALUE=DATE:20260101\nDURATION:P9999999D", "It lasts longer than ten years."),
        ("SUMMARY:no start", "It has no start."),
        ("DTSTART:20260230T100000Z", "The date “20260230T100000Z” does not exist."),
        ("DTSTART:soon", "“soon” is no date or time."),
    ],
)
def test_unreadable_event_is_flagged_and_the_rest_is_kept(event: str, why: str) -> None:
    busy = read(f"UID:bad\n{event}", HOUR)
    assert times(busy) == IS_READ
    assert busy.refused == (Refused(uid="bad", why=why),)
    assert busy.events_read == 1


def test_without_an_end_a_time_is_free_and_a_date_is_busy() -> None:
    assert times(read("DTSTART:20260601T140000Z")) == []
    assert times(read("DTSTART;VALUE=DATE:20260601")) == ["06-01 04:00–06-02 04:00"]


@pytest.mark.parametrize(
    "event",
    [
        "DTSTART:20260601T150000Z\nDURATION:-PT1H",
        "DTSTART:20260601T150000Z\nDTEND:20260601T140000Z",
    ],
)
def test_end_before_start_is_busy_swapped_and_flagged(event: str) -> None:
    busy = read(event)
    assert times(busy) == IS_READ
    assert busy.warnings == ("event-0: ends before it starts; the two were swapped.",)


def test_hour_24_and_second_60_are_tolerated() -> None:
    busy = read("DTSTART:20260601T235960Z\nDTEND:20260602T240000Z")
    assert times(busy) == ["06-01 23:59–06-03 00:00"]


def test_two_events_without_uid_both_survive() -> None:
    start = calendar("UID:x", HOUR).replace("UID:x\r\n", "").replace("UID:event-1\r\n", "")
    busy = read_raw(
        start.replace("BEGIN:VEVENT\r\nEND:", "BEGIN:VEVENT\r\nDTSTART:20260701\r\nEND:").encode()
    )
    assert times(busy) == [*IS_READ, "07-01 04:00–07-02 04:00"]
    assert busy.refused == ()


FOLDED = calendar(f"{HOUR}\nSUMMARY:Käse").encode().replace(b"K\xc3\xa4se", b"K\xc3\r\n \xa4se")
PLAIN = calendar("SUMMARY:Käse\nDTSTART;TZID=Zürich:20260601T100000\nDURATION:PT1H")


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.encode("latin-1"),
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-be"),
        PLAIN.encode("utf-16-le"),
        PLAIN.encode().replace(b"Z\xc3\xbcrich", b"Z\xc3\r\n \xbcrich"),
        FOLDED,
    ],
    ids=["Latin-1", "BOM", "LF", "CR", "UTF-16", "UTF-16-BE", "UTF-16-LE", "fold", "fold 2"],
)
def test_every_encoding_is_parsed(raw: bytes) -> None:
    busy = read_raw(raw)
    assert times(busy) == IS_READ
    zone = "The time zone “Zürich” is unknown: its times are read as America/New_York."
    assert busy.warnings == (() if raw is FOLDED else (zone,))


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "The file is empty."),
        (b" \r\n\r\n", "The file is empty."),
        (
            b"<!DOCTYPE html><html><body>Sign in</body></html>",
            "This is a web page, not a calendar: it has no line BEGIN:VCALENDAR.",
        ),
        (
            calendar(HOUR, HOUR).encode()[:-40],
            "The calendar breaks off before its end: END:VCALENDAR is missing.",
        ),
        (
            b"/etc/passwd",
            "This is something else, not a calendar: it has no line BEGIN:VCALENDAR.",
        ),
    ],
    ids=["empty", "blank", "HTML", "truncated", "path"],
)
def test_what_is_no_calendar_says_so(raw: bytes, why: str) -> None:
    with pytest.raises(NotACalendar) as caught:
        read_raw(raw)
    assert str(caught.value) == why


def test_our_own_event_imported_back_is_left_out() -> None:
    busy = read_busy(
        calendar(f"UID:ours\n{HOUR}", "DTSTART:20260701T090000Z\nDURATION:PT1H").encode(),
        home_zone="Europe/Berlin",
        start=YEAR[0],
        end=YEAR[1],
        ours=frozenset({"ours", "another"}),
    )
    assert times(busy) == ["07-01 09:00–07-01 10:00"]
    assert busy.own_uids == ("ours",)
