"""Requests to a calendar server, with a password that goes to no other."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.conf import settings

from scheduling.fetching.addresses import Address, CannotFetch, allowed_places, parse_address
from scheduling.fetching.calendar_file import MOST_BYTES, MOST_REDIRECTS
from scheduling.fetching.exchange import Answer, Deadline, exchange
from scheduling.remote.answers import wait_asked
from scheduling.remote.caldav.multistatus import Multistatus, read_multistatus
from scheduling.remote.contract import Gone, RemoteProblem, SignInLost, TryLater

# Who has an account there is sent on to a host of its own (p42-caldav.icloud.com).
_FAMILIES = ("icloud.com", "icloud.com.cn")
_REDIRECTS = {301, 302, 307, 308}  # of these the same request is sent again
_XML = "application/xml; charset=utf-8"

ELSEWHERE = (
    "The server sends us to another one, which is not given the password. If you know that it is"
    " yours, connect the account by that server’s address."
)
NOT_LET_IN = (
    "The server does not accept the user name or the password. Many services need a password made"
    " for apps here."
)
ONLY_DIGEST = "The server asks for a kind of sign-in (Digest) that is not supported here."
NOT_ALLOWED = "The server does not allow it: this calendar may not be changed, or not be read."
NOT_THERE = "It is not there any more."
ENDLESS = "The server sends us from one address to the next without an end."


@dataclass(frozen=True)
class Reply:
    """What was answered; `url` is where from, after all redirects."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)
    url: str = field(repr=False)


class Web:
    """One account's way to its server, for `seconds` in all. Raises RemoteProblem alone."""

    def __init__(self, secret: Mapping[str, str], seconds: float) -> None:
        self.named = _parsed(secret["address"])
        self._deadline = Deadline(seconds)
        self._allow = allowed_places(settings.FETCH_ALLOW)
        word = b64encode(f"{secret['user']}:{secret['password']}".encode()).decode("ascii")
        self._authorization = f"Basic {word}"

    def ask(
        self,
        method: str,
        url: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        most_bytes: int = MOST_BYTES,
    ) -> Reply:
        """The answer, whatever its status but 401, 429 and 503. Redirects are followed."""
        place = self._checked(_joined(self.named, url))
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._exchange(method, place, body, headers or {}, most_bytes)
            if answer.status not in _REDIRECTS:
                return _reply(answer, place)
            place = self._checked(_joined(place, answer.headers.get("location", "")))
        raise RemoteProblem(ENDLESS)

    def find(self, method: str, url: str, body: bytes, *, depth: int) -> tuple[Multistatus, str]:
        """Ask with XML; what was found, and where."""
        reply = self.ask_in_xml(method, url, body, depth=depth)
        if reply.status != 207:
            raise refusal(reply.status)
        return read_multistatus(reply.body), reply.url

    def ask_in_xml(self, method: str, url: str, body: bytes, *, depth: int) -> Reply:
        headers = {"Content-Type": _XML, "Depth": str(depth)}
        return self.ask(method, url, body=body, headers=headers)

    def at(self, href: str, *, base: str) -> str:
        """The whole address of an href in an answer from `base`."""
        return self._checked(_joined(_parsed(base), href.strip().replace(" ", "%20"))).url

    def _exchange(
        self,
        method: str,
        place: Address,
        body: bytes | None,
        headers: Mapping[str, str],
        most_bytes: int,
    ) -> Answer:
        try:
            return exchange(
                method,
                place,
                headers={"Authorization": self._authorization, **headers},
                body=body,
                deadline=self._deadline,
                most_bytes=most_bytes,
                allow=self._allow,
            )
        except CannotFetch as error:
            raise RemoteProblem(str(error)) from None

    def _checked(self, place: Address) -> Address:
        if not may_have_password(place, named=self.named):
            raise RemoteProblem(ELSEWHERE)
        return place


def may_have_password(place: Address, *, named: Address) -> bool:
    """Whether the password that was given for `named` may be sent to `place`."""
    if (place.scheme, place.host, place.port) == (named.scheme, named.host, named.port):
        return True
    is_kin = _is_within(place.host, named.host) or any(
        _is_within(place.host, family) and _is_within(named.host, family) for family in _FAMILIES
    )
    return is_kin and place.scheme == "https" and place.port == 443


def _is_within(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _parsed(address: str) -> Address:
    try:
        return parse_address(address)
    except CannotFetch as error:
        raise RemoteProblem(str(error)) from None


def _joined(place: Address, location: str) -> Address:
    try:
        return parse_address(place.join(location))
    except CannotFetch as error:
        raise RemoteProblem(str(error)) from None


def _reply(answer: Answer, place: Address) -> Reply:
    if answer.status == 401:
        asks_for = answer.headers.get("www-authenticate", "").lower()
        is_digest = "digest" in asks_for and "basic" not in asks_for
        raise SignInLost(ONLY_DIGEST if is_digest else NOT_LET_IN)
    if answer.status in {429, 503}:
        after = wait_asked(answer.headers)
        raise TryLater("The server asks us to come again later.", after=after)
    return Reply(answer.status, answer.headers, answer.body, place.url)


def refusal(status: int) -> RemoteProblem:
    """For a status that whoever asked can do nothing with."""
    if status in {404, 410}:
        return Gone(NOT_THERE)
    if status in {403, 405}:
        return RemoteProblem(NOT_ALLOWED)
    if status == 507:
        return RemoteProblem("There is no room left in this account.")
    if status >= 500:
        return RemoteProblem(f"The server has a problem of its own ({status}).")
    return RemoteProblem(f"The server answered with {status}, which we cannot act on.")
