from dataclasses import replace
from datetime import timedelta

import pytest

from feedback.actions.reviews import CannotSave, SavedElsewhere
from feedback.actions.revising import revise_review
from feedback.domain.answers import Mark
from feedback.models import Review, ReviewVersion
from feedback.queries.changes import Change
from feedback.queries.forms import answers_of
from feedback.queries.readiness import readiness_of
from feedback.queries.reports import report_of
from tests.feedback.builders import form_of, full_answers, people_of, submit_all
from tests.scheduling.worlds import deliver

pytestmark = pytest.mark.django_db


def _stricter(answers):
    marks = {**answers.marks, "approach": Mark(2, evidence="no plan")}
    return replace(answers, marks=marks, recommendation=2)


def _revise(session, *, now, author=None, perspective="interviewer", change=_stricter, **fields):
    author = author or people_of(session)[0]
    form = form_of(author, session, perspective)
    given = {"revision": form.revision, "by": author, "now": now} | fields
    return revise_review(form, answers=change(answers_of(form)), **given)


def test_before_the_release_an_edit_leaves_no_trace(session, now):
    interviewer, candidate = people_of(session)
    submit_all(interviewer, session, now=now)
    stored = _revise(session, now=now)
    assert (stored.recommendation, stored.revised_at, stored.is_released) == (2, None, False)
    submit_all(candidate, session, now=now)
    report = report_of(session.legs.get().public_id, reader=candidate)
    assert (report.lines[0].score, report.revisions) == (2, [])


def test_after_the_release_both_read_what_it_said_before(released, now):
    later = now + timedelta(days=1)
    _revise(released, now=later)
    for reader in people_of(released):
        report = report_of(released.legs.get().public_id, reader=reader)
        (revision,) = report.revisions
        assert (revision.number, revision.at) == (2, later)
        assert revision.changes == [
            Change("Approach", "3 of 4", "2 of 4"),
            Change("Approach: evidence", "a quote", "no plan"),
            Change("Recommendation", "Yes", "No"),
        ]
        assert (report.lines[0].score, report.review.recommendation) == (2, 2)


def test_every_change_is_a_version_of_its_own(released, now):
    _revise(released, now=now + timedelta(days=1))
    _revise(released, now=now + timedelta(days=2), change=lambda a: replace(a, recommendation=4))
    report = report_of(released.legs.get().public_id, reader=people_of(released)[1])
    assert [(r.number, r.changes[-1]) for r in report.revisions] == [
        (3, Change("Recommendation", "No", "Strong yes")),
        (2, Change("Recommendation", "Yes", "No")),
    ]
    stood = ReviewVersion.objects.values_list("stood_since_at", "replaced_at")
    days = [now, now + timedelta(days=1), now + timedelta(days=2)]
    assert list(stood) == [(days[0], days[1]), (days[1], days[2])]


def test_the_same_answers_again_change_nothing(released, now):
    stored = _revise(released, now=now, change=lambda answers: answers)
    assert (stored.revised_at, ReviewVersion.objects.count()) == (None, 0)


def test_readiness_goes_by_the_newest(released, now):
    _, candidate = people_of(released)
    before = readiness_of(candidate, now=now).competencies[0].quotes
    _revise(released, now=now)
    after = readiness_of(candidate, now=now).competencies[0].quotes
    assert [(q.score, q.text) for q in (*before, *after)] == [(3, "a quote"), (2, "no plan")]


def test_after_fourteen_days_it_stays(released, now):
    _revise(released, now=now + timedelta(days=14, seconds=-1))
    with pytest.raises(CannotSave, match="more than 14 days ago"):
        _revise(released, now=now + timedelta(days=14), change=lambda a: replace(a, drill="x"))


def test_a_self_score_stays_once_feedback_is_released(session, now):
    interviewer, candidate = people_of(session)
    submit_all(candidate, session, now=now)
    lower = {"change": lambda a: replace(a, comment="Lower."), "author": candidate}
    assert _revise(session, now=now, perspective="self", **lower).comment == "Lower."
    submit_all(interviewer, session, now=now)
    lower["change"] = lambda a: replace(a, comment="Lower still.")
    with pytest.raises(CannotSave, match="stays as it was given"):
        _revise(session, now=now, perspective="self", **lower)


def test_a_second_device_overwrites_nothing(released, now):
    _revise(released, now=now)
    with pytest.raises(SavedElsewhere):
        _revise(released, now=now, revision=1, change=lambda a: replace(a, drill="other"))
    assert ReviewVersion.objects.count() == 1


def test_what_is_missing_is_named_and_nothing_changes(released, now):
    with pytest.raises(CannotSave, match="Recommendation"):
        _revise(released, now=now, change=lambda a: replace(a, recommendation=None))
    assert Review.objects.get(perspective="interviewer").recommendation == 3


def test_a_draft_is_not_changed_this_way(session, now):
    with pytest.raises(CannotSave, match="not submitted yet"):
        _revise(session, now=now, change=lambda a: full_answers("interviewer"))


def test_only_the_author_changes_it(released, now):
    _, candidate = people_of(released)
    with pytest.raises(CannotSave, match="Only the person"):
        _revise(released, now=now, by=candidate)


def test_the_subject_gets_one_mail_a_day_that_says_nothing_of_it(released, now):
    deliver()
    for drill in ("one", "two"):
        _revise(released, now=now, change=lambda a, d=drill: replace(a, drill=f"SECRET {d}"))
    mails = [mail for mail in deliver() if "has changed their feedback" in mail["Subject"]]
    assert [mail["To"] for mail in mails] == [people_of(released)[1].email]
    assert "SECRET" not in mails[0].as_string()


@pytest.mark.parametrize(
    ("chosen", "takeaways", "expected"),
    [
        (2, ("New.", "B.", "A."), 2),
        (1, ("New.", "B.", "A."), 3),
        (2, ("New.", "A."), 1),
        (0, ("New.", "A."), 0),
    ],
)
def test_the_takeaway_that_was_chosen_stays_chosen(released, now, chosen, takeaways, expected):
    reviews = Review.objects.filter(perspective="interviewer")
    reviews.update(takeaways=["A.", "B."], carries=chosen)
    stored = _revise(released, now=now, change=lambda a: replace(a, takeaways=takeaways))
    assert stored.carries == expected
