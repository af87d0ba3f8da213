"""Why nobody was found, and what would help: every number is worked out, none is guessed."""

from calendar import day_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time

from interviews.models import Kind
from scheduling.domain.availability import (
    WEEK_TEMPLATES,
    Hours,
    Window,
    merge_windows,
    widened,
    window_text,
    with_window,
)
from scheduling.domain.limits import NO_LIMITS
from scheduling.domain.pair_value import Obstacle, Way
from scheduling.domain.partner_slots import free_bits
from scheduling.queries.free_time import Calendar
from scheduling.queries.partner_pool import Member
from scheduling.queries.partners import PartnerSearch, found_otherwise

NEW_WINDOWS: tuple[Window, ...] = (
    (time(18), time(20)),
    (time(12), time(14)),
    (time(8), time(10)),
)
MOST_CHANGES = 64  # that are tried; more windows than that has nobody but a joker
WAYS_IN_WORDS = {
    Way.SWAP: "a swap",
    Way.PRACTISE: "a session in which they interview you",
    Way.INTERVIEW: "a session in which you interview them",
}


@dataclass(frozen=True)
class Change:
    """Other hours for the person, and the words for the change ("Widening … by an hour").

    It is `window` more on `weekdays`.
    """

    words: str
    hours: Hours
    weekdays: Sequence[int]
    window: Window

    @property
    def starts(self) -> time:
        return self.window[0]

    @property
    def ends(self) -> time:
        return self.window[1]


@dataclass(frozen=True)
class Tip:
    """Something that would help: another `way` to search, or a `change` of one's hours."""

    words: str
    way: str = ""
    change: Change | None = None


@dataclass(frozen=True)
class Why:
    """Why nobody was found, and the page (and the part of it) on which one can change that."""

    title: str
    text: str
    url_name: str
    action: str
    part: str = ""  # "#limits"


def why_nobody(search: PartnerSearch, *, kind: str) -> Why:
    """For a search without matches. `kind` is the one that was asked for, or ""."""
    me, found = search.me, search.found
    named = f" {Kind(kind).label.lower()}" if kind else ""
    if not me.person.languages:
        return Why(
            "Say which languages you speak",
            "A partner needs to share a language with you, and your profile names none.",
            "profile",
            "Choose languages",
        )
    if search.way != Way.INTERVIEW and not found.asked.wants:
        return Why(
            f"You know every{named} question{'' if kind else ' of your rounds'}",
            "Nobody is the candidate on a question they have seen, and you have seen all of these,"
            " in one role or the other. New ones are added to the library; until then you can"
            " practise another kind of round, or interview others.",
            *_PREPARATION,
        )
    if not found.people:
        return Why(
            "Nobody else is here yet",
            "You are the first. As soon as others have set up their account, they appear here.",
            "availability",
            "Set your hours",
        )
    if not found.fitting:
        return Why(f"Nobody fits{named and ' for' + named} yet", _obstacles(search), *_PREPARATION)
    number = _people(found.fitting)
    fit_words = "fits" if found.fitting == 1 else "fit"
    if not search.my_calendar.hours.weekly and not search.my_calendar.hours.exceptions:
        return Why(
            "Say when you are free",
            f"{number} {fit_words} you. To find times that suit both, your own hours are needed.",
            "availability",
            "Set your hours",
        )
    if without := _without_limits(search):
        is_free = "is" if without == 1 else "are"
        return Why(
            "Your own limits leave no room",
            f"{number} {fit_words} you, and {_people(without)} {is_free} free at your hours in the"
            " next 14 days. Your limits on sessions and pauses rule those times out.",
            "availability",
            "Change your limits",
            "#limits",
        )
    none = "but is not" if found.fitting == 1 else "but none is"
    return Why(
        "Nobody is free at your times",
        f"{number} {fit_words} you, {none} free for long enough at your times in the next 14 days.",
        "availability",
        "Change your hours",
    )


def _without_limits(search: PartnerSearch) -> int:
    """How many who fit could meet the person if they had no limits of their own."""
    calendar = search.my_calendar
    if calendar.limits == NO_LIMITS:
        return 0
    return search.found.added_by([_free_of(search, replace(calendar, limits=NO_LIMITS))])[0]


_PREPARATION = ("preparation", "Look at your preparation")


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


def _obstacles(search: PartnerSearch) -> str:
    """ "Of 12 people here, 1 shares no language with you, 7 …, 2 …."."""
    kind_words = {
        Way.SWAP: "not both give what you want and want what you give",
        Way.PRACTISE: "not interview in what you want to practise",
        Way.INTERVIEW: "not practise what you interview in, or have met every question of it",
    }
    direction = {
        Way.SWAP: "away from",
        Way.PRACTISE: "below",
        Way.INTERVIEW: "above",
    }
    level_words = f"more than two levels {direction[search.way]} you"
    words = {
        Obstacle.LANGUAGE: ("shares", "share", "no language with you"),
        Obstacle.KIND: ("does", "do", kind_words[search.way]),
        Obstacle.LEVEL: ("is", "are", level_words),
    }
    obstacles = search.found.obstacles
    parts = [
        f"{number} {one if number == 1 else many} {text}"
        for obstacle, (one, many, text) in words.items()
        if (number := obstacles[obstacle])
    ]
    return f"Of {_people(obstacles.total())} here, {', '.join(parts)}."


def tips_for(search: PartnerSearch, *, kind: str) -> list[Tip]:
    """What would help, each tip worked out; none if everybody who fits was found."""
    tips = _change_tips(search) if len(search.found.others) else []
    if not len(search.matches):
        tips.extend(_other_searches(search, kind=kind))
    return tips


def _change_tips(search: PartnerSearch) -> list[Tip]:
    """The change of the person's hours that brings the most people, of the smallest that do."""
    hours = search.my_calendar.hours
    for some in (_widenings(hours, 60), _widenings(hours, 120), _openings(hours)):
        changes = list(some)[:MOST_CHANGES]
        added = search.found.added_by([_free_after(search, change) for change in changes])
        number, best = max(
            zip(added, changes, strict=True), key=lambda pair: pair[0], default=(0, None)
        )
        if best is not None and number:
            return [Tip(f"{_who_else(search)}{best.words} adds {_people(number)}.", change=best)]
    return []


def _who_else(search: PartnerSearch) -> str:
    """Who fits beside those found; without matches the page has said it already."""
    if not len(search.matches):
        return ""
    number = len(search.found.others)
    if number == 1:
        return "1 more person fits you, but is not free at your times. "
    return f"{number} more people fit you, but are not free at your times. "


def _free_after(search: PartnerSearch, change: Change) -> int:
    """The person's free slots after the change, as bits of the arrays' grid."""
    return _free_of(search, replace(search.my_calendar, hours=change.hours))


def _free_of(search: PartnerSearch, calendar: Calendar) -> int:
    """When the person would be free with that calendar, as bits of the arrays' grid."""
    grid = search.grid
    free = calendar.free_time(start=grid.start, end=grid.end)
    return free_bits(search.found.arrays.grid, free)


def _widenings(hours: Hours, minutes: int) -> Iterator[Change]:
    """Each window of the week, `minutes` longer at its end or at its start."""
    by = "an hour" if minutes == 60 else f"{minutes // 60} hours"
    for weekday in sorted(hours.weekly):
        for window in merge_windows(hours.weekly[weekday]):
            for before, after in ((0, minutes), (minutes, 0)):
                wider = widened(window, before_minutes=before, after_minutes=after)
                if wider is not None:
                    words = f"Widening {_part_of_week(weekday, window)} by {by}"
                    changed = with_window(hours.weekly, weekdays=[weekday], window=wider)
                    yield Change(
                        f"{words} ({window_text(wider)})",
                        replace(hours, weekly=changed),
                        [weekday],
                        wider,
                    )


def _openings(hours: Hours) -> Iterator[Change]:
    """Hours where there are none: common parts of the week, or else two hours of a day."""
    if not hours.weekly:
        for template in WEEK_TEMPLATES:
            words = f"Opening {template.words.lower()} ({window_text(template.window)})"
            changed = with_window({}, weekdays=template.weekdays, window=template.window)
            yield Change(words, replace(hours, weekly=changed), template.weekdays, template.window)
        return
    for weekday in range(7):
        for window in NEW_WINDOWS:
            changed = with_window(hours.weekly, weekdays=[weekday], window=window)
            if changed[weekday] != merge_windows(hours.weekly.get(weekday, [])):
                words = f"Opening {day_name[weekday]} {window_text(window)}"
                yield Change(words, replace(hours, weekly=changed), [weekday], window)


def _part_of_week(weekday: int, window: Window) -> str:
    """ "Tuesday evening"."""
    hour = window[0].hour
    part = "night" if hour < 5 else "morning" if hour < 12 else "afternoon" if hour < 17 else ""
    return f"{day_name[weekday]} {part or 'evening'}"


def _other_searches(search: PartnerSearch, *, kind: str) -> list[Tip]:
    """Other choices of the filters under which somebody is found, and how many."""
    way, me = search.way, search.me
    choices = [(way, "")] if kind else []
    choices += [(other, "") for other in possible_ways(me) if other != way]
    tips = []
    for other, _ in choices:
        if number := len(found_otherwise(search, way=other, kind="").matches):
            words = (
                f"{_people(number)} could meet you if any kind of round will do."
                if other == way
                else f"{_people(number)} could meet you for {WAYS_IN_WORDS[other]}."
            )
            tips.append(Tip(words, way=other))
    return tips


def possible_ways(me: Member) -> list[Way]:
    """What the person can look for at all, by the kinds they practise and interview in."""
    ways = []
    if me.wants and me.gives:
        ways.append(Way.SWAP)
    if me.wants:
        ways.append(Way.PRACTISE)
    if me.gives:
        ways.append(Way.INTERVIEW)
    return ways
