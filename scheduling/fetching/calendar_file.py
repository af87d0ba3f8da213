"""Fetch a calendar from the address that its owner gave, and only if it has changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from scheduling.fetching.addresses import Address, AllowedPlace, CannotFetch, parse_address
from scheduling.fetching.exchange import (
    Answer,
    Deadline,
    Resolve,
    exchange,
    system_resolve,
)

MOST_BYTES = 10 * 1024 * 1024
SECONDS = 20.0
MOST_REDIRECTS = 4
_REDIRECTS = {301, 302, 303, 307, 308}
_LONGEST_VALIDATOR = 200  # of ETag and Last-Modified, as they are kept


@dataclass(frozen=True)
class Fetched:
    """`body` is None when the server says that nothing has changed."""

    body: bytes | None
    etag: str
    last_modified: str


def fetch_calendar(
    address: str,
    *,
    etag: str = "",
    last_modified: str = "",
    seconds: float = SECONDS,
    allow: Iterable[AllowedPlace] = (),
    resolve: Resolve = system_resolve,
) -> Fetched:
    """The file behind `address`, with at most four redirects, each checked like the first.

    `etag` and `last_modified` are what came with the copy at hand. Raises CannotFetch.
    """
    place = parse_address(address)
    deadline = Deadline(seconds)
    validators = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {"Accept": "text/calendar, */*;q=0.5"}
    headers |= {name: value for name, value in validators.items() if value}
    for _ in range(MOST_REDIRECTS + 1):
        answer = exchange(
            "GET",
            place,
            headers=headers,
            deadline=deadline,
            most_bytes=MOST_BYTES,
            allow=allow,
            resolve=resolve,
        )
        if answer.status not in _REDIRECTS:
            return _fetched(answer, etag=etag, last_modified=last_modified)
        place = _next_place(place, answer)
    raise CannotFetch("The server sends us from one address to the next without an end.")


def _next_place(place: Address, answer: Answer) -> Address:
    following = parse_address(place.join(answer.headers.get("location", "")))
    if place.scheme == "https" and following.scheme == "http":
        raise CannotFetch(
            "The server sends us from a secure address to one that others could read along."
        )
    return following


def _fetched(answer: Answer, *, etag: str, last_modified: str) -> Fetched:
    if answer.status == 304 and (etag or last_modified):
        return Fetched(body=None, etag=etag, last_modified=last_modified)
    if answer.status != 200:
        raise CannotFetch(_words_for(answer.status))
    return Fetched(
        body=answer.body,
        etag=_validator(answer, "etag"),
        last_modified=_validator(answer, "last-modified"),
    )


def _validator(answer: Answer, name: str) -> str:
    """As it came, if it can be sent back as it is; "" if not."""
    value = answer.headers.get(name, "")
    return (
        value
        if len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable()
        else ""
    )


def _words_for(status: int) -> str:
    if status in {401, 403}:
        return "The server refuses this address. It may have been revoked: copy it anew."
    if status in {404, 410}:
        return "There is no calendar at this address any more. Copy its address anew."
    if status == 429:
        return "The server asks us to come less often."
    if status >= 500:
        return f"The server has a problem of its own ({status})."
    return f"The server answered with {status} and not with a calendar."
