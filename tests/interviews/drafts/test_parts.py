"""A packet's files taken apart and put together again: what was not touched keeps every byte."""

import difflib

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.front_matter import UnreadableFile, read_document
from interviews.domain.packets.parts import CannotAssemble, Edited, assemble, read_parts
from tests.interviews.small_catalogue import PACKETS, shipped_files

BEHAVIOURAL = PACKETS["behavioural"]


def main_files() -> dict[str, str]:
    texts = read_files(CATALOGUE_DIR).texts
    return {
        path: text
        for path, text in texts.items()
        if path.startswith("packets/") and path.endswith(".md")
    }


def changed_lines(before: str, after: str) -> list[str]:
    diff = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line.rstrip("\n") for line in diff if line[0] in "+-"]


def test_every_shipped_packet_is_the_same_after_nothing_was_changed() -> None:
    assert len(main_files()) > 60
    for path, text in main_files().items():
        main = read_parts(text)
        data = main.document.data
        same = Edited(
            properties={key: data.get(key) for key in (*data, "variant_of")},
            sections={part.key: part.text for part in main.parts},
        )
        assert assemble({"packet.md": text}, same)["packet.md"] == text, path


def test_changing_one_section_leaves_every_other_byte() -> None:
    files = shipped_files(PACKETS["coding"])
    old = read_parts(files["packet.md"]).text_of("Red flags")
    made = assemble(files, Edited(sections={"Red flags": f"{old}\n- And one more."}))
    assert changed_lines(files["packet.md"], made["packet.md"]) == ["+ - And one more."]
    assert {**made, "packet.md": ""} == {**files, "packet.md": ""}


@pytest.mark.parametrize(
    ("key", "value", "line"),
    [
        ("title", 'A "new": title — with #', 'title: "A \\"new\\": title — with #"'),
        ("level", 5, "level: 5"),
        ("topics", ["keeper-test"], "topics: [keeper-test]"),
        ("authors", ["Ana: the first", "no"], 'authors: ["Ana: the first", "no"]'),
        ("languages", ["c", "c++"], 'languages: ["c", "c++"]'),
        ("summary", "Two\nlines.", 'summary: "Two\\nlines."'),
    ],
)
def test_a_changed_property_is_the_only_line_that_differs(key, value, line) -> None:
    files = shipped_files(BEHAVIOURAL)
    made = assemble(files, Edited(properties={key: value}))["packet.md"]
    changed = changed_lines(files["packet.md"], made)
    assert [one[2:] for one in changed if one[0] == "+"] == [line]
    assert len(changed) == 2
    assert read_document(made, file="packet.md").data[key] == value


AWKWARD = "ab1 :#-\"'[]{}&*!|>%@`,?\\\n\t\x0c\x85\u2028…é😀"  # for YAML, or for who splits lines
WORDS = st.text(AWKWARD, max_size=20).map(str.strip)


@given(title=WORDS, words=st.lists(WORDS.filter(bool), max_size=4), say=WORDS.filter(bool))
def test_whatever_is_typed_as_a_property_is_read_back(title, words, say) -> None:
    text = "---\ntitle: was\nauthors: [a] # who\nbeats:\n  25: []\nlevel: 3\n---\nbody\n"
    beats = {25: [{"name": say, "minutes": 25, "say": say}]}
    typed = {"title": title, "authors": words, "beats": beats}
    made = assemble({"packet.md": text}, Edited(properties=typed))["packet.md"]
    assert read_document(made, file="-").data == {**typed, "level": 3}
    assert made.endswith("\nlevel: 3\n---\nbody\n")


def test_changed_beats_are_read_as_they_were_typed() -> None:
    files = shipped_files(BEHAVIOURAL)
    beats = {25: [{"name": "All: of it", "minutes": 25, "say": "Yes, #1"}], 45: [], 60: []}
    made = assemble(files, Edited(properties={"beats": beats}))["packet.md"]
    document = read_document(made, file="packet.md")
    assert document.data == {**read_document(files["packet.md"], file="-").data, "beats": beats}
    assert document.body == read_document(files["packet.md"], file="-").body


def test_front_matter_on_one_line_is_written_anew_and_nothing_lost() -> None:
    text = '---\n{slug: a, level: 2, mine: "kept", beats: {25: []}}\n---\n\n## Hints\n\n### a\n'
    made = assemble({"packet.md": text}, Edited(properties={"level": 3, "title": "T"}))
    front, body = made["packet.md"][4:].split("\n---\n")
    assert yaml.safe_load(front) == {
        **{"slug": "a", "level": 3, "mine": "kept", "beats": {25: []}, "title": "T"}
    }
    assert body == "\n## Hints\n\n### a\n"


def test_a_missing_section_is_put_where_it_belongs() -> None:
    files = shipped_files(BEHAVIOURAL)
    text = files["packet.md"]
    hints = read_parts(text).text_of("Hints")
    without = text.replace(f"## Hints\n{hints}\n\n", "")
    assert "## Hints" not in without
    made = assemble({"packet.md": without}, Edited(sections={"Hints": hints}))["packet.md"]
    assert changed_lines(text, made) == ["+ "]  # an empty line below the heading


def test_an_emptied_section_keeps_its_heading_and_a_strange_one_goes() -> None:
    text = "---\nkind: behavioural\n---\n\n## Hints\n\n### a\n\n## Strange\n\nb\n\n## Solution\n\nc"
    edited = Edited(sections={"Hints": "  ", "Strange": ""})
    assert assemble({"packet.md": text}, edited)["packet.md"] == (
        "---\nkind: behavioural\n---\n\n## Hints\n\n\n\n## Solution\n\nc"
    )


def test_a_heading_that_stands_twice_can_be_edited_twice() -> None:
    text = "---\nkind: behavioural\n---\n\n## Hints\n\na\n\n## Hints\n\nb\n"
    assert [part.key for part in read_parts(text).parts] == ["Hints", "Hints (2)"]
    made = assemble({"packet.md": text}, Edited(sections={"Hints (2)": ""}))["packet.md"]
    assert made == "---\nkind: behavioural\n---\n\n## Hints\n\na\n"


@pytest.mark.parametrize("typed", ["```python\nx = 1", "~~~\n```", "a\n\n```"])
def test_code_that_never_ends_would_swallow_what_follows_and_is_refused(typed) -> None:
    with pytest.raises(CannotAssemble, match="close it") as refusal:
        assemble(shipped_files(BEHAVIOURAL), Edited(sections={"Solution": typed}))
    assert refusal.value.part == "Solution"


def test_code_with_headings_in_it_stays_one_section() -> None:
    typed = "Run:\n\n```md\n## Hints\n```"
    made = assemble(shipped_files(BEHAVIOURAL), Edited(sections={"Solution": typed}))
    assert read_parts(made["packet.md"]).text_of("Solution") == typed


def test_files_are_added_renamed_removed_and_end_with_a_line() -> None:
    files = {"packet.md": "---\nkind: coding\n---\n", "wrong/a.py": "1", "starter.py": "2\n"}
    edited = Edited(files={"wrong/a.py": "", "wrong/b.py": "1", "starter.py": "2\n", "x.py": " "})
    assert assemble(files, edited) == {
        **{"packet.md": files["packet.md"], "wrong/b.py": "1\n", "starter.py": "2\n"}
    }
    assert assemble(files, Edited(files={"wrong/a.py": "1"}))["wrong/a.py"] == "1"


def test_what_has_no_front_matter_cannot_be_taken_apart() -> None:
    with pytest.raises(UnreadableFile):
        read_parts("## Hints\n")
