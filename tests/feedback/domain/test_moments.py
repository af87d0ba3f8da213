from feedback.domain.answers import Answers, Mark
from feedback.domain.moments import Note, filled_from


def test_a_note_is_quoted_with_its_minute():
    assert Note(252, "Asked for the sizes.").evidence == "04:12 Asked for the sizes."
    assert Note(3725, "Long one.").stamp == "62:05"


def test_the_first_note_of_a_criterion_becomes_its_evidence():
    notes = [Note(1, "one", "a"), Note(2, "two", "a"), Note(3, "free"), Note(4, "three", "b")]
    filled = filled_from(notes, Answers(marks={"a": Mark(4)}, drill="kept"))
    assert filled == Answers(
        marks={"a": Mark(4, evidence="00:01 one"), "b": Mark(evidence="00:04 three")},
        drill="kept",
    )


def test_what_stands_there_is_left():
    answers = Answers(marks={"a": Mark(1, evidence="mine")})
    assert filled_from([Note(1, "one", "a")], answers) == answers


def test_evidence_of_blanks_counts_as_none():
    filled = filled_from([Note(1, "one", "a")], Answers(marks={"a": Mark(2, evidence=" \n")}))
    assert filled.marks == {"a": Mark(2, evidence="00:01 one")}
