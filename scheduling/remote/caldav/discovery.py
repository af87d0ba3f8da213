"""Find somebody's calendars, by whatever address of their server they know (RFC 6764, 4791, 6638).

The address → who is signed in → their home → the calendars in it.
"""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from scheduling.domain.ical import safe_name
from scheduling.remote.caldav.multistatus import CALDAV, DAV, Found, propfind, read_multistatus
from scheduling.remote.caldav.web import Web
from scheduling.remote.contract import RemoteCalendar, RemoteProblem, SignInLost, TryLater

# After the address itself: where RFC 6764 says, and Nextcloud and Baïkal if that is not set up.
_OTHER_PLACES = ("/.well-known/caldav", "./remote.php/dav/", "./dav.php/")
MOST_HOMES = 4
MOST_CALENDARS = 100
LONGEST_NAME = 60
NO_CALENDARS_THERE = (
    "No calendar server answers at this address. Look in the help pages of your calendar service"
    " for “CalDAV” or “server address”."
)

_PRINCIPAL = f"{DAV}current-user-principal"
_HOMES = f"{CALDAV}calendar-home-set"
_TYPE = f"{DAV}resourcetype"
_KINDS = f"{CALDAV}supported-calendar-component-set"
_RIGHTS = f"{DAV}current-user-privilege-set"
_MAIN = f"{CALDAV}schedule-default-calendar-URL"
_WRITING = {f"{DAV}all", f"{DAV}write", f"{DAV}bind"}
_WHO = propfind("d:current-user-principal", "c:calendar-home-set", "d:resourcetype")
_WHICH = propfind(
    "d:resourcetype",
    "d:displayname",
    "c:supported-calendar-component-set",
    "d:current-user-privilege-set",
    "c:schedule-default-calendar-URL",
)


def find_calendars(web: Web) -> list[RemoteCalendar]:
    """All that hold events, the main one first. Raises RemoteProblem."""
    who, url = _beginning(web)
    homes = _homes(web, who, url)
    listed = [entry for home in homes for entry in _listed(web, home, depth=1)]
    if not homes:
        listed = _listed(web, url, depth=0)
    mains = [_at(web, href, base) for found, base in listed for href in found.hrefs(_MAIN)]
    calendars: dict[str, RemoteCalendar] = {}
    for found, base in listed:
        ref = _at(web, found.href, base)
        if ref and _holds_events(found) and len(calendars) < MOST_CALENDARS:
            calendars.setdefault(ref, _calendar(found, ref))
    return _main_first(list(calendars.values()), mains=[*mains, url])


def _at(web: Web, href: str, base: str) -> str:
    """ "" for one thing among others that is with another server, and so is not for us."""
    try:
        return web.at(href, base=base)
    except RemoteProblem:
        return ""


def _beginning(web: Web) -> tuple[Found, str]:
    """What the server says of the first address that is one of CalDAV, and that address."""
    first: RemoteProblem | None = None
    for place in _places(web):
        try:
            reply = web.ask_in_xml("PROPFIND", place, _WHO, depth=0)
            answered = read_multistatus(reply.body).found if reply.status == 207 else ()
        except (SignInLost, TryLater):
            raise
        except RemoteProblem as problem:
            first = first or problem
            continue
        for found in answered[:1]:
            if found.hrefs(_PRINCIPAL) or found.hrefs(_HOMES) or _is_calendar(found):
                return found, reply.url
    raise first or RemoteProblem(NO_CALENDARS_THERE)


def _places(web: Web) -> Iterator[str]:
    given = web.named.url
    yield given
    for place in _OTHER_PLACES:
        base = given if given.endswith("/") else f"{given}/"
        yield web.at(place, base=base)


def _homes(web: Web, who: Found, url: str) -> list[str]:
    """Where the person's calendars are. None, if the address is a calendar and says no more."""
    homes, base = who.hrefs(_HOMES), url
    if not homes and who.hrefs(_PRINCIPAL):
        principal = web.at(who.hrefs(_PRINCIPAL)[0], base=url)
        answer, base = web.find("PROPFIND", principal, _WHO, depth=0)
        homes = [href for found in answer.found for href in found.hrefs(_HOMES)]
    return list(dict.fromkeys(web.at(home, base=base) for home in homes))[:MOST_HOMES]


def _listed(web: Web, url: str, *, depth: int) -> list[tuple[Found, str]]:
    answer, base = web.find("PROPFIND", url, _WHICH, depth=depth)
    return [(found, base) for found in answer.found if found.status == 200]


def _is_calendar(found: Found) -> bool:
    return any(child.tag == f"{CALDAV}calendar" for child in found.children(_TYPE))


def _holds_events(found: Found) -> bool:
    """A server that does not say of what kind its objects are takes all kinds (RFC 4791 5.2.3)."""
    kinds = [child.get("name", "").upper() for child in found.children(_KINDS)[1:]]
    return _is_calendar(found) and (not kinds or "VEVENT" in kinds)


def _calendar(found: Found, ref: str) -> RemoteCalendar:
    segment = unquote(urlsplit(ref).path.rstrip("/").rpartition("/")[2])
    name = safe_name(found.text(f"{DAV}displayname")) or safe_name(segment) or "Calendar"
    rights = {child.tag for child in found.children(_RIGHTS)}
    return RemoteCalendar(
        ref=ref,
        name=name[:LONGEST_NAME],
        can_write=not rights or bool(rights & _WRITING),
        is_main=False,
    )


def _main_first(calendars: list[RemoteCalendar], *, mains: list[str]) -> list[RemoteCalendar]:
    """The main one is the first of `mains` that there is, else the first that may be written to."""
    rank = {ref: place for place, ref in reversed(list(enumerate(mains)))}
    ordered = sorted(
        calendars, key=lambda each: (rank.get(each.ref, len(mains)), not each.can_write)
    )
    return [replace(each, is_main=True) for each in ordered[:1]] + [
        each for each in calendars if each not in ordered[:1]
    ]
