"""Markdown of people becomes HTML that runs nothing and opens nothing but web and mail."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest

from common.markdown import render_markdown

ALLOWED = {
    *("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "strong", "em", "code", "pre", "blockquote"),
    *("ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
CORPUS = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>"),
    *("<iframe srcdoc='<script>alert(1)</script>'>", "<a href=javascript:alert(1)>x</a>"),
    *("<math><mtext><style><img src onerror=alert(1)>", "<form action=//evil><input>"),
    *(
        "<!--><script>alert(1)</script>-->",
        "<![CDATA[<script>alert(1)</script>]]>",
        "<x onclick=1>",
    ),
    *("[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#10;script:alert(1))"),
    *(
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
    ),
    *(
        "[x](file:///etc/passwd)",
        "[x](//evil.example)",
        "<javascript:alert(1)>",
        "[x](\x01javascript:1)",
    ),
    *("![x](javascript:alert(1))", "![x](https://evil.example/pixel.gif)", '![x" onerror=1](y)'),
    *('[x](https://a "\\" onmouseover=alert(1)")', '[x](https://a/"onmouseover=alert(1))'),
    *("[x]\n\n[x]: javascript:alert(1)", "`<script>`", "```<script>\n</code><script>\n```"),
    *(
        '```js" onclick=alert(1) x="\ny\n```',
        "| <b onclick=1> |\n|---|\n| <script> |",
        "\x00<b\x00>",
    ),
    *("<style>*{display:none}</style>", "<p style=position:fixed>", "<base href=//evil>"),
    *("<meta http-equiv=refresh content=0;//evil>", "<b>" * 500, "[" * 5000, "*" * 5000, ">" * 500),
)


class _Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name == "href"]


def elements(html: str) -> _Elements:
    found = _Elements()
    found.feed(html)
    found.close()
    return found


@pytest.mark.parametrize("text", CORPUS, ids=lambda text: ascii(text)[:30])
def test_hostile_markdown_is_text(text: str) -> None:
    found = elements(render_markdown(text))
    assert found.tags <= ALLOWED
    assert found.attributes <= {
        *(("a", "href"), ("a", "title"), ("a", "rel"), ("code", "class"), ("ol", "start"))
    }
    for address in found.addresses:
        opened = urljoin("https://rehearse.example/", address)
        assert opened.startswith(("https://", "http://", "mailto:"))


def test_ordinary_markdown_keeps_its_shape() -> None:
    html = render_markdown("# A\n\n*b* **c** `d` [e](https://example.org)\n\n| f |\n|---|\n| g |")
    assert elements(html).tags == {
        *("h1", "p", "em", "strong", "code", "a", "table", "thead", "tbody", "tr", "th", "td")
    }
    assert 'rel="noopener nofollow"' in html


def test_no_text_at_all_is_nothing() -> None:
    assert render_markdown("") == ""
