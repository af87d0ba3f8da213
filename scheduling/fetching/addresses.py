"""Which outside addresses the site fetches: public ones on the web's ports, and what is allowed."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import quote, urljoin, urlsplit

IPAddress = IPv4Address | IPv6Address
WEB_PORTS = frozenset({80, 443})
LONGEST_ADDRESS = 2000

# An own list: what a library calls global differs by version (Python 3.11's `is_global` accepts
# 192.0.0.192 and 64:ff9b::/96). From IANA's registries of special-purpose addresses.
_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # also a cloud's metadata (100.100.100.200)
        "127.0.0.0/8",
        "168.63.129.16/32",  # public by number, but a cloud's own service for its machines
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",  # also a cloud's metadata (192.0.0.192)
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# IPv4-mapped, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), private and link-local ones lie outside.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # Teredo and other tunnels and protocols
        "2001:db8::/32",
        "2002::/16",  # 6to4: any IPv4 address in disguise
        "3fff::/20",
    )
)

NO_ADDRESS = (
    "That is no address of a calendar. It begins with https://, http:// or webcal://: copy it"
    " whole from your calendar program."
)
NAMES_SOMEBODY = (
    "Addresses with a user name or password in them are not fetched. Use the calendar's secret"
    " or published address."
)
OTHER_PORT = "Only the ports of the web (80 and 443) are fetched."
IN_PLAIN = (
    "A password is sent over secure connections alone: the server’s address must begin with"
    " https://."
)


class CannotFetch(Exception):
    """Nothing was fetched; the message says why, for people, and never holds the address."""


@dataclass(frozen=True)
class Address:
    """A parsed address: nothing in it can smuggle a header or another host."""

    scheme: str  # "http" or "https"
    host: str  # ASCII; IPv6 without brackets
    port: int
    target: str  # path and query, as the request line has it

    @property
    def host_header(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = 443 if self.scheme == "https" else 80
        return host if self.port == usual else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.target}"

    def join(self, location: str) -> str:
        """Where a redirect with this Location leads. Raises CannotFetch."""
        try:
            return urljoin(self.url, location)
        except ValueError:
            raise CannotFetch(NO_ADDRESS) from None


def parse_address(text: str) -> Address:
    """The address that a person gave or a server redirected to; CannotFetch if it is none."""
    text = text.strip()
    if len(text) > LONGEST_ADDRESS or re.search(r"[\x00-\x20\x7f-\x9f\\]", text):
        raise CannotFetch(NO_ADDRESS)
    try:
        parts = urlsplit(text)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise CannotFetch(NO_ADDRESS) from None
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    if scheme not in {"http", "https"} or not host:
        raise CannotFetch(NO_ADDRESS)
    if "@" in parts.netloc:
        raise CannotFetch(NAMES_SOMEBODY)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return Address(
        scheme=scheme,
        host=_ascii_host(host),
        port=port if port is not None else (443 if scheme == "https" else 80),
        target=path + (f"?{query}" if query else ""),
    )


def _ascii_host(host: str) -> str:
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            raise CannotFetch(NO_ADDRESS) from None
    if not re.fullmatch(r"[a-z0-9._:-]+", host):  # also no IPv6 zone (%eth0)
        raise CannotFetch(NO_ADDRESS)
    return host


def is_public(ip: IPAddress) -> bool:
    """Whether `ip` is on the internet, and not a machine or service of ours or of our host's."""
    if isinstance(ip, IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC_4)
    return ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


@dataclass(frozen=True)
class AllowedPlace:
    """A network that is fetched though it is not public: on one port, or on the web's."""

    network: IPv4Network | IPv6Network
    port: int | None

    def holds(self, ip: IPAddress, port: int) -> bool:
        fits = port == self.port if self.port is not None else port in WEB_PORTS
        return fits and ip.version == self.network.version and ip in self.network


def allowed_places(entries: Iterable[str]) -> tuple[AllowedPlace, ...]:
    """Parse "10.1.2.0/24", "127.0.0.1:5232" or "[fd00::/8]:443"; ValueError if one is neither."""
    places = []
    for entry in entries:
        found = re.fullmatch(
            r"(?:\[([^]]+)\]|([0-9./]+))(?::([0-9]{1,5}))?|([0-9a-fA-F:/.]+)", entry
        )
        if found is None:
            raise ValueError(entry)
        network = ip_network(found[1] or found[2] or found[4], strict=False)
        places.append(AllowedPlace(network, int(found[3]) if found[3] else None))
    return tuple(places)


def check_place(
    ips: Iterable[str], port: int, *, allow: Iterable[AllowedPlace], is_plain_secret: bool = False
) -> list[str]:
    """All the addresses that a name resolved to, if all may be fetched; else CannotFetch.

    One bad one among good ones is enough: the name's owner chooses which comes first.
    `is_plain_secret`: a password is to go there without TLS, which only allowed places get.
    """
    checked = []
    for text in ips:
        try:
            ip = ip_address(text)
        except ValueError:
            raise CannotFetch(NO_ADDRESS) from None
        if not any(place.holds(ip, port) for place in allow):
            if is_plain_secret:
                raise CannotFetch(IN_PLAIN)
            if not is_public(ip):
                raise CannotFetch(
                    "This address leads into a private network and not to the internet. Such"
                    " addresses are not fetched."
                )
            if port not in WEB_PORTS:
                raise CannotFetch(OTHER_PORT)
        checked.append(text)
    if not checked:
        raise CannotFetch("No server answers to this address's name. Check how it is spelt.")
    return checked
