from ipaddress import ip_address

import pytest

from scheduling.fetching.addresses import (
    CannotFetch,
    allowed_places,
    check_place,
    is_public,
    parse_address,
)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://calendar.example/a.ics", "https://calendar.example/a.ics"),
        ("  https://calendar.example/a.ics\n", "https://calendar.example/a.ics"),
        ("webcal://calendar.example/a.ics", "https://calendar.example/a.ics"),
        ("WEBCAL://Calendar.Example/A.ics", "https://calendar.example/A.ics"),
        ("http://calendar.example", "http://calendar.example/"),
        ("https://calendar.example:443/a?b=c&d=%20#e", "https://calendar.example/a?b=c&d=%20"),
        ("https://münchen.example/füße.ics", "https://xn--mnchen-3ya.example/f%C3%BC%C3%9Fe.ics"),
        ("https://[2606:4700::1111]/a", "https://[2606:4700::1111]/a"),
    ],
)
def test_addresses_are_understood(text: str, url: str) -> None:
    assert parse_address(text).url == url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "calendar.example/a.ics",
        "/etc/passwd",
        "file:///etc/passwd",
        "gopher://calendar.example/",
        "ftp://calendar.example/a.ics",
        "https:///a.ics",
        "https://user@calendar.example/",
        "https://user:word@calendar.example/",
        "https://calendar.example\\@127.0.0.1/",
        "https://calendar.example/a\r\nX-Header: b",
        "https://calendar.example/a\nb",
        "https://calendar.example/a\tb",
        "https://calendar.example/a b",
        "https://calendar.example:99999/",
        "https://calendar.example:x/",
        "https://[fe80::1%25eth0]/",
        "https://[::1",
        "https://calen%64ar.example/",
        "https://calendar.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_of_a_calendar_is_refused(text: str) -> None:
    with pytest.raises(CannotFetch):
        parse_address(text)


@pytest.mark.parametrize(
    "ip",
    [
        "0.0.0.0",  # noqa: S104
        "10.0.0.1",
        "100.100.100.200",
        "127.0.0.1",
        "168.63.129.16",
        "169.254.169.254",
        "172.31.255.255",
        "192.0.0.192",
        "192.168.1.1",
        "198.18.0.1",
        "203.0.113.9",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "100::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::1",
        "3fff::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fec0::1",
        "ff02::1",
    ],
)
def test_what_is_not_on_the_internet_is_not_public(ip: str) -> None:
    assert not is_public(ip_address(ip))


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "1.1.1.1", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "2a00:1450::1"]
)
def test_what_is_on_the_internet_is_public(ip: str) -> None:
    assert is_public(ip_address(ip))


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    assert check_place(["8.8.8.8", "1.1.1.1"], 443, allow=()) == ["8.8.8.8", "1.1.1.1"]
    for mixed in (["8.8.8.8", "10.0.0.1"], ["10.0.0.1", "8.8.8.8"], ["2606:4700::1111", "::1"]):
        with pytest.raises(CannotFetch):
            check_place(mixed, 443, allow=())


def test_a_name_without_addresses_is_refused() -> None:
    with pytest.raises(CannotFetch):
        check_place([], 443, allow=())


def test_an_allowed_network_is_allowed_on_its_port_alone() -> None:
    allow = allowed_places(["10.1.0.0/16", "127.0.0.1:5232", "[fd00::/8]:8443", "fc00::1"])
    for ip, port in (
        ("10.1.2.3", 443),
        ("10.1.2.3", 80),
        ("127.0.0.1", 5232),
        ("fd12::1", 8443),
        ("fc00::1", 443),
    ):
        assert check_place([ip], port, allow=allow) == [ip]
    for ip, port in (
        ("10.2.0.1", 443),
        ("10.1.2.3", 6379),
        ("127.0.0.1", 443),
        ("127.0.0.1", 6379),
        ("127.0.0.2", 5232),
        ("8.8.8.8", 5232),
        ("fd12::1", 443),
        ("::ffff:127.0.0.1", 5232),
    ):
        with pytest.raises(CannotFetch):
            check_place([ip], port, allow=allow)


@pytest.mark.parametrize("entry", ["localhost", "10.0.0.0/33", "127.0.0.1:", "x:1", "[::1", "*"])
def test_what_is_no_network_cannot_be_allowed(entry: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (which one says its words differs)
        allowed_places([entry])
