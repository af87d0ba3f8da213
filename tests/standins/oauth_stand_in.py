"""What Google's and Microsoft's stand-ins have in common: tokens, and answers in JSON.

Written from the services' documentation. What passes against a stand-in is not thereby known to
work with the service itself.
"""

import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

KEYS = ("client-of-ours", "our-client-secret")


@dataclass
class Asked:
    """A request as a stand-in sees it."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None


@dataclass
class Said:
    status: int = 200
    data: Any = None
    headers: dict[str, str] = field(default_factory=dict)


class OAuthStandIn:
    """Access tokens are "access-N" and end after `lasts` seconds; "refresh-N" renews them.

    `next` holds answers that are given first, whatever is asked; `asked` what was asked.
    """

    scopes = ""
    rotates = False  # whether a renewal brings another refresh token

    def __init__(self) -> None:
        self.url = ""
        self.lasts = 3600
        self.count = 0
        self.access: dict[str, float] = {}
        self.refresh = {"refresh-1"}
        self.asked: list[Asked] = []
        self.next: list[Said] = []
        self.delay = 0.0

    @property
    def secret(self) -> dict[str, str]:
        """What an account has just after it was connected."""
        token = self.new_access_token()
        ends = str(int(time.time()) + self.lasts)
        return {"access_token": token, "refresh_token": "refresh-1", "expires_at": ends}

    def new_access_token(self) -> str:
        self.count += 1
        token = f"access-{self.count}"
        self.access[token] = time.time() + self.lasts
        return token

    def handle(self, request: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(request.path)
        raw = request.body
        kind = request.headers.get("Content-Type", "")
        asked = Asked(
            method=request.command,
            path=parts.path,
            query=dict(parse_qsl(parts.query)),
            headers={name.lower(): value for name, value in request.headers.items()},
            body=json.loads(raw)
            if kind == "application/json"
            else {name: values[0] for name, values in parse_qs(raw.decode()).items()},
        )
        self.asked.append(asked)
        time.sleep(self.delay)
        self._send(request, self._said(asked))

    def _said(self, asked: Asked) -> Said:
        if self.next:
            return self.next.pop(0)
        if asked.path.endswith("/token"):
            return self._token(asked.body)
        if asked.path == "/revoke":
            self.refresh.discard(asked.body["token"])
            return Said(200, {})
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if self.access.get(token, 0) <= time.time():
            return Said(401, self.error("authError", 401))
        return self.answer(asked)

    def _token(self, form: dict[str, str]) -> Said:
        """RFC 6749, 5 and 6."""
        if (form.get("client_id"), form.get("client_secret")) != KEYS:
            return Said(401, {"error": "invalid_client"})
        if form.get("grant_type") == "authorization_code":
            if form.get("code") != "good-code":
                return Said(400, {"error": "invalid_grant"})
            return Said(200, self._tokens() | {"refresh_token": "refresh-1"} | self.identity())
        if form.get("refresh_token") not in self.refresh:
            return Said(400, {"error": "invalid_grant", "error_description": "Token has expired."})
        if not self.rotates:
            return Said(200, self._tokens())
        self.refresh = {f"refresh-{self.count + 2}"}
        return Said(200, self._tokens() | {"refresh_token": next(iter(self.refresh))})

    def _tokens(self) -> dict[str, Any]:
        return {
            "access_token": self.new_access_token(),
            "expires_in": self.lasts,
            "token_type": "Bearer",
            "scope": self.scopes,
        }

    def identity(self) -> dict[str, Any]:
        """What comes beside the first tokens."""
        return {}

    def answer(self, asked: Asked) -> Said:
        raise NotImplementedError

    def error(self, reason: str, status: int) -> dict[str, Any]:
        raise NotImplementedError

    @staticmethod
    def _send(request: BaseHTTPRequestHandler, said: Said) -> None:
        body = b"" if said.data is None else json.dumps(said.data).encode()
        request.send_response(said.status)
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in {**headers, **said.headers}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)
