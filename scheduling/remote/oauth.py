"""JSON from a service that was opened by OAuth 2.0 (RFC 6749), over the guarded exchange.

No token, address or id of anybody is ever in an error or a log.
"""

import json
import logging
import re
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from scheduling.fetching.addresses import Address, CannotFetch, allowed_places, parse_address
from scheduling.fetching.exchange import NOT_UNDERSTOOD, Answer, Deadline, exchange
from scheduling.remote.answers import wait_asked
from scheduling.remote.contract import Gone, RemoteProblem, SignInLost, TryLater

logger = logging.getLogger(__name__)

MOST_BYTES = 10 * 1024 * 1024
MOST_PAGES = 40
EARLY = 60  # seconds before its end a token is renewed
# What no further try with the same refresh token will change.
_LOST = {"invalid_grant", "interaction_required", "consent_required", "login_required"}


@dataclass(frozen=True)
class Provider:
    """Where a service is, by what keys of ours it knows the site, and what is asked of people.

    `scopes` are what the calendar needs; `parameters` go with the first question.
    """

    kind: str
    name: str
    product: str
    base_url: str
    token_url: str
    scopes: tuple[str, ...]
    parameters: Mapping[str, str]
    revoke_url: str = ""

    def lacks(self, granted: Collection[str]) -> bool:
        """Whether some scope is not among the granted ones; none named is all (RFC 6749, 5.1).

        Microsoft names them with or without their address, and offline_access never.
        """
        names = {scope.rpartition("/")[2].lower() for scope in granted}
        needed = {scope.rpartition("/")[2].lower() for scope in self.scopes} - {"offline_access"}
        return bool(names) and not needed <= names


@dataclass(frozen=True)
class Reply:
    """An answer with its JSON; `data` is {} if there is none."""

    status: int
    data: Any
    code: str = ""  # of an error, as the service calls it


@contextmanager
def understood() -> Iterator[None]:
    """Reading what a service said: a shape that nobody expects is one of its problems."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError):
        raise RemoteProblem(NOT_UNDERSTOOD) from None


class OAuthClient:
    """One account at one service, for at most `seconds` from now.

    The secret has `access_token`, `refresh_token` and `expires_at` (seconds since 1970, as text).
    """

    def __init__(self, provider: Provider, secret: Mapping[str, str], seconds: float) -> None:
        self.provider = provider
        self.secret: dict[str, str] = dict(secret)
        self._deadline = Deadline(seconds)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        fine: tuple[int, ...] = (),
    ) -> Reply:
        """One request below the service's base. Statuses in `fine` are returned like a success,
        of all others the problem is raised."""
        base = parse_address(self.provider.base_url)
        more = f"?{urlencode(query, quote_via=quote, safe='$')}" if query else ""
        place = replace(base, target=base.target.rstrip("/") + path + more)
        return self._ask(method, place, body=body, headers=headers or {}, fine=fine)

    def follow(self, link: str, *, headers: Mapping[str, str], fine: tuple[int, ...] = ()) -> Reply:
        """GET where the service's own answer sends us, if that is the service (or raise)."""
        base = parse_address(self.provider.base_url)
        if not link.startswith(f"{base.url.rstrip('/')}/"):
            raise RemoteProblem(NOT_UNDERSTOOD)
        place = replace(base, target=link.removeprefix(base.url.removesuffix(base.target)))
        return self._ask("GET", place, body=None, headers=headers, fine=fine)

    def _ask(
        self,
        method: str,
        place: Address,
        *,
        body: object,
        headers: Mapping[str, str],
        fine: tuple[int, ...],
    ) -> Reply:
        raw = None if body is None else json.dumps(body).encode()
        kind = {} if raw is None else {"Content-Type": "application/json"}
        is_new = float(self.secret.get("expires_at") or 0) - EARLY <= time.time()
        if is_new:
            self.renew()
        answer = self._opened(method, place, headers={**headers, **kind}, body=raw)
        if answer.status == 401 and not is_new:
            self.renew()
            answer = self._opened(method, place, headers={**headers, **kind}, body=raw)
        return self._judged(answer, fine=fine)

    def _opened(
        self, method: str, place: Address, *, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        token = {"Authorization": f"Bearer {self.secret.get('access_token', '')}"}
        return self._exchange(method, place, headers={**headers, **token}, body=body)

    def renew(self) -> frozenset[str]:
        """Exchange the refresh token for a new access token (RFC 6749, 6); what it may do."""
        client_id, client_secret = settings.SOCIAL_KEYS[self.provider.kind]
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self.secret.get("refresh_token", ""),
            "client_id": client_id,
            "client_secret": client_secret,
        }
        answer = self._post_form(self.provider.token_url, form)
        reply = _reply(answer)
        if reply.code in _LOST:
            raise self._sign_in_lost()
        if reply.code in {"invalid_client", "unauthorized_client"}:
            logger.error("%s refuses the site's own keys (%s).", self.provider.name, reply.code)
            raise RemoteProblem(
                f"{self.provider.name} does not accept this site’s own keys. Its administrators"
                " must look at them."
            )
        if answer.status != 200:
            self._raise_problem(answer, reply)
        with understood():
            self.secret |= {
                "access_token": str(reply.data["access_token"]),
                "expires_at": str(int(time.time()) + int(reply.data["expires_in"])),
            }
            if renewed := reply.data.get("refresh_token"):
                self.secret["refresh_token"] = str(renewed)
            return frozenset(str(reply.data.get("scope", "")).split())

    def revoke(self) -> None:
        """Give the permission back (RFC 7009), if the service has a way for that."""
        if self.provider.revoke_url:
            form = {"token": self.secret.get("refresh_token", "")}
            self._post_form(self.provider.revoke_url, form)

    def _post_form(self, url: str, form: Mapping[str, str]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._exchange(
            "POST", parse_address(url), headers=headers, body=urlencode(form).encode()
        )

    def _exchange(
        self, method: str, place: Address, *, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        try:
            return exchange(
                method,
                place,
                headers={"Accept": "application/json", **headers},
                body=body,
                deadline=self._deadline,
                most_bytes=MOST_BYTES,
                allow=allowed_places(settings.FETCH_ALLOW),
            )
        except CannotFetch as error:
            raise RemoteProblem(str(error)) from None

    def _judged(self, answer: Answer, *, fine: tuple[int, ...]) -> Reply:
        reply = _reply(answer)
        if not (200 <= answer.status < 300 or answer.status in fine):
            self._raise_problem(answer, reply)
        return reply

    def _raise_problem(self, answer: Answer, reply: Reply) -> None:
        name, status = self.provider.name, answer.status
        logger.info("%s answered with %s (%s).", name, status, reply.code)
        if status == 401:
            raise self._sign_in_lost()
        if status in {429, 503} or reply.code in _TOO_OFTEN:
            raise TryLater(f"{name} asks us to come back later.", after=wait_asked(answer.headers))
        if reply.code in _TOO_LITTLE:
            raise self.too_little()
        if status == 403:
            raise RemoteProblem(f"{name} does not allow us to do that in this calendar.")
        if status in {404, 410}:
            raise Gone(f"{name} has it no longer, or no longer for this account.")
        if status >= 500:
            raise RemoteProblem(f"{name} has a problem of its own ({status}).")
        raise RemoteProblem(f"{name} answered with {status}, which we did not expect.")

    def too_little(self) -> SignInLost:
        return SignInLost(
            f"{self.provider.name} was not allowed to let us do all that we need. Connect the"
            " account again, and leave every box ticked."
        )

    def _sign_in_lost(self) -> SignInLost:
        return SignInLost(
            f"{self.provider.name} no longer lets us into this account. Connect it again."
        )


# Google says both with 403: https://developers.google.com/workspace/calendar/api/guides/errors
_TOO_OFTEN = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"}
_TOO_LITTLE = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}


def _reply(answer: Answer) -> Reply:
    if not answer.body.strip():
        return Reply(answer.status, {})
    try:
        data = json.loads(answer.body)
    except (ValueError, RecursionError):
        if answer.status < 400:
            raise RemoteProblem(NOT_UNDERSTOOD) from None
        data = {}
    if not isinstance(data, dict):
        raise RemoteProblem(NOT_UNDERSTOOD)
    return Reply(answer.status, data, _error_code(data))


def _error_code(data: Mapping[str, Any]) -> str:
    """OAuth: {"error": "…"}; Google: {"error": {"errors": [{"reason": "…"}]}}; Microsoft:
    {"error": {"code": "…"}}. Only what looks like a code: the rest may name somebody."""
    code = data.get("error")
    if isinstance(code, dict):
        errors = code.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        code = first.get("reason") if isinstance(first, dict) else code.get("code")
    return code if isinstance(code, str) and re.fullmatch(r"[A-Za-z_.]{1,80}", code) else ""
