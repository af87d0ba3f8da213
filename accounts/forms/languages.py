"""Languages people interview in, by ISO 639-1 code."""

from functools import cache

from django.conf.locale import LANG_INFO


@cache
def language_choices() -> list[tuple[str, str]]:
    """[("af", "Afrikaans"), …] in the order of the English names."""
    codes = (code for code in LANG_INFO if len(code) == 2)
    return sorted(((code, LANG_INFO[code]["name"]) for code in codes), key=lambda pair: pair[1])
