from base64 import b64encode

import pytest

from room.domain.messages import BadMessage, Command, parse_command


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "That message is not JSON. Nothing was changed."),
        ("{", "That message is not JSON. Nothing was changed."),
        ("[" * 60_000, "That message is not JSON. Nothing was changed."),
        ("9" * 10_000, "That message is not JSON. Nothing was changed."),
        ("[]", "A message must be a JSON object with a type. Nothing was changed."),
        ("null", "A message must be a JSON object with a type. Nothing was changed."),
        ("{}", "The room does not know that kind of message. Nothing was changed."),
        ('{"type": []}', "The room does not know that kind of message. Nothing was changed."),
        ('{"type": "grade"}', "The room does not know that kind of message. Nothing was changed."),
        ('{"type": "next"}', "“revision” must be a whole number. Nothing was changed."),
        (
            '{"type": "next", "revision": true}',
            "“revision” must be a whole number. Nothing was changed.",
        ),
        (
            '{"type": "next", "revision": -1}',
            "“revision” must be a whole number. Nothing was changed.",
        ),
        (
            '{"type": "release", "item": "solution", "index": 0, "revision": 1}',
            "Only a hint or a clarification can be shown. Nothing was changed.",
        ),
        (
            '{"type": "release", "item": "hint", "index": 99999, "revision": 1}',
            "“index” must be a whole number. Nothing was changed.",
        ),
        (
            '{"type": "note", "update": "ä", "number": 1}',
            "“update” must be base64. Nothing was changed.",
        ),
        (
            '{"type": "note", "update": "a", "number": 1}',
            "“update” must be base64. Nothing was changed.",
        ),
        (
            '{"type": "note", "update": 7, "number": 1}',
            "“update” must be base64. Nothing was changed.",
        ),
        ('{"type": "hello", "state": 7}', "“state” must be base64. Nothing was changed."),
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(text, message):
    with pytest.raises(BadMessage) as refusal:
        parse_command(text)
    assert str(refusal.value) == message


def test_commands_are_read():
    update = b64encode(b"\x00\x01").decode()
    assert parse_command('{"type": "seen"}') == Command("seen")
    assert parse_command('{"type": "hello"}') == Command("hello")
    assert parse_command('{"type": "hello", "state": "AA=="}') == Command("hello", state=b"\x00")
    assert parse_command('{"type": "ping", "number": 3}') == Command("ping", number=3)
    assert parse_command('{"type": "end", "revision": 4, "x": 1}') == Command("end", revision=4)
    assert parse_command(
        '{"type": "release", "revision": 2, "item": "hint", "index": 1}'
    ) == Command("release", revision=2, item="hint", index=1)
    assert parse_command(f'{{"type": "note", "update": "{update}", "number": 9}}') == Command(
        "note", update=b"\x00\x01", number=9
    )
