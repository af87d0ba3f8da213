import pytest

from accounts.templatetags.browsers import browser_name

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("says", "name"),
    [
        (f"{_WINDOWS}Chrome/126.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{_WINDOWS}Chrome/126.0.0.0 Safari/537.36 Edg/126.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:127.0) Firefox/127.0", "Firefox on Mac"),
        ("curl/8.0", "curl/8.0"),
        ("", "Unknown browser"),
    ],
)
def test_browser_has_the_name_people_know(says, name):
    assert browser_name(says) == name
