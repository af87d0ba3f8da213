"""A part that is included with `only` knows nothing of the request: its forms need the token."""

import re
from pathlib import Path

from django.conf import settings

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDE = re.compile(r'{% include "(?P<name>[^"]+)"(?P<rest>[^%]*) only %}')


def test_every_form_in_an_included_part_has_its_token() -> None:
    texts = {
        str(path.relative_to(TEMPLATES)): path.read_text() for path in TEMPLATES.rglob("*.html")
    }
    needing = {name for name, text in texts.items() if "{% csrf_token %}" in text}
    found = [
        (name, include["name"], "csrf_token=csrf_token" in include["rest"])
        for name, text in texts.items()
        for include in INCLUDE.finditer(text)
        if include["name"] in needing
    ]
    assert [one for one in found if not one[2]] == []
    assert len(found) >= 5
