import json
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from accounts.actions.erasure import erase_account
from accounts.privacy import export_of
from feedback.actions.release import release_feedback
from feedback.actions.reviews import open_reviews, save_draft, submit_review
from feedback.domain.answers import Answers, Mark
from feedback.models import Rating, Review
from feedback.queries.reports import report_of
from tests.feedback.builders import (
    form_of,
    full_answers,
    opened_session,
    people_of,
    submit,
    submit_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(now):
    return opened_session(now=now)


def answers_on_oneself(words: str) -> Answers:
    marks = {slug: Mark(2, evidence=words) for slug in ("approach", "verbal-reasoning")}
    return Answers(marks=marks, comment=words)


def submit_self_review(author, session, words: str, *, now):
    review = form_of(author, session, "self")
    return submit_review(
        review, answers=answers_on_oneself(words), revision=review.revision, by=author, now=now
    )


def exported_text(user) -> str:
    return json.dumps(export_of(user), cls=DjangoJSONEncoder, ensure_ascii=False)


def test_what_an_erased_person_wrote_about_themself_is_gone(session, now):
    leaver, partner = people_of(session)
    review = submit_self_review(leaver, session, "private words", now=now)
    submit_self_review(partner, session, "the partner's words", now=now)
    erase_account(leaver, by=leaver, now=now)
    review.refresh_from_db()

    assert (review.comment, review.ratings.count(), review.is_submitted) == ("", 0, True)
    assert Rating.objects.filter(evidence="the partner's words").count() == 2


def test_drafts_of_an_erased_person_are_emptied_but_still_unsubmitted(session, now):
    leaver, _ = people_of(session)
    submit(leaver, session, "self", now=now)
    form = form_of(leaver, session, "interviewer")
    answers = full_answers("interviewer", evidence="private words")
    save_draft(form, answers=answers, revision=0, by=leaver, now=now)
    erase_account(leaver, by=leaver, now=now)
    form.refresh_from_db()

    assert (form.takeaways, form.drill, form.beats, form.red_flags) == ([], "", [], {})
    assert (form.recommendation, form.ratings.count()) == (None, 0)
    assert (form.saved_at, form.submitted_at) == (None, None)
    open_reviews(session, now=now)
    assert Review.objects.filter(leg__session=session).count() == 6


def test_partner_keeps_their_feedback_from_a_former_member(session, now):
    leaver, partner = people_of(session)
    submit_all(leaver, session, now=now, evidence="what I saw in you")
    submit_all(partner, session, now=now)
    erase_account(leaver, by=leaver, now=now)
    leg = session.legs.get(candidate=partner)
    report = report_of(leg.public_id, reader=partner)

    assert report is not None
    assert [line.evidence for line in report.lines] == ["what I saw in you"] * 2
    assert report.leg.interviewer.profile.pseudonym == "Former member 1"


def test_partner_of_an_erased_person_still_gets_what_was_submitted_after_48_hours(session, now):
    leaver, partner = people_of(session)
    submit(leaver, session, "self", now=now)
    submit(leaver, session, "interviewer", now=now)
    submit_all(partner, session, now=now)
    erase_account(leaver, by=leaver, now=now)
    release_feedback(session, now=now + timedelta(hours=48))

    received = Review.objects.released().filter(subject=partner).exclude(author=partner)
    assert [review.perspective for review in received] == ["interviewer"]


def test_export_has_own_forms_with_their_words_drafts_too(session, now):
    user, partner = people_of(session)
    submit_self_review(user, session, "about me", now=now)
    form = form_of(user, session, "interviewer")
    answers = full_answers("interviewer", evidence="a draft's words")
    save_draft(form, answers=answers, revision=0, by=user, now=now)
    forms = {form["perspective"]: form for form in export_of(user)["feedback_written"]}
    mine = forms["The candidate on themself"]
    draft = forms["The interviewer on the candidate"]

    assert len(forms) == 3
    assert (mine["comment"], mine["submitted_at"]) == ("about me", now)
    assert [rating["score"] for rating in mine["ratings"]] == [2, 2]
    assert draft["about"] == partner.profile.pseudonym
    assert [rating["evidence"] for rating in draft["ratings"]] == ["a draft's words"] * 2
    assert draft["submitted_at"] is None


def test_export_has_feedback_about_oneself_only_once_it_is_released(session, now):
    user, partner = people_of(session)
    submit_all(partner, session, now=now, evidence="about you, not yet")

    assert export_of(user)["feedback_received"] == []
    text = exported_text(user)
    assert [words for words in ("not yet", "private words", partner.email) if words in text] == []

    submit_all(user, session, now=now)
    received = export_of(user)["feedback_received"]
    assert {(one["by"], one["perspective"]) for one in received} == {
        (partner.profile.pseudonym, "The interviewer on the candidate"),
        (partner.profile.pseudonym, "The candidate on the interviewer"),
    }
    text = exported_text(user)
    assert [words for words in ("about you, not yet", "private words") if words not in text] == []


def test_export_never_has_what_the_partner_wrote_about_themself(session, now):
    user, partner = people_of(session)
    submit_self_review(partner, session, "the partner's own words", now=now)
    submit_all(partner, session, now=now)
    submit_all(user, session, now=now)

    assert "the partner's own words" not in exported_text(user)
