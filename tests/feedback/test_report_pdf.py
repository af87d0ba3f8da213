"""The PDF of a report: who gets it, and what is in it."""

import re
import zlib

import pytest
from django.urls import reverse

from feedback.documents import report
from tests.factories import UserFactory
from tests.feedback.builders import opened_session, people_of, submit_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def leg(now):
    session = opened_session(now=now)
    for person in people_of(session):
        submit_all(person, session, now=now, evidence="#panic() *said* <b> \\ $x$ Цапля")
    return session.legs.get(number=1)


def pdf_of(client, leg, reader) -> bytes:
    client.force_login(reader)
    response = client.get(reverse("report_download", args=[leg.public_id]))
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert re.fullmatch(
        r'attachment; filename="coding-\d{4}-\d\d-\d\d\.pdf"', response["Content-Disposition"]
    )
    return response.content


def unpacked(pdf: bytes) -> bytes:
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    out = [pdf]
    for stream in streams:
        try:
            out.append(zlib.decompress(stream))
        except zlib.error:
            out.append(stream)
    return b"\n".join(out)


def test_both_people_get_a_tagged_pdf_with_embedded_fonts(client, leg):
    for reader in (leg.candidate, leg.interviewer):
        whole = unpacked(pdf_of(client, leg, reader))
        assert whole.startswith(b"%PDF-")
        wanted = (b"/MarkInfo", b"/StructTreeRoot", b"/H1", b"/H2", b"/FontFile", b"/Lang")
        assert [mark for mark in wanted if mark not in whole] == []


def test_markup_in_what_people_wrote_is_only_words(client, leg):
    assert len(pdf_of(client, leg, leg.candidate)) > 10_000


def test_nobody_else_gets_it(client, leg, now):
    url = reverse("report_download", args=[leg.public_id])
    assert client.get(url).status_code == 302
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_before_the_release_it_holds_what_the_reader_wrote(client, now):
    session = opened_session(now=now)
    leg = session.legs.get(number=1)
    submit_all(leg.interviewer, session, now=now)
    submit_pdf = pdf_of(client, leg, leg.candidate)
    assert b"/StructTreeRoot" in submit_pdf


def test_a_form_that_a_dispute_took_out_says_so_on_paper(client, leg, monkeypatch):
    printed = []
    monkeypatch.setattr(
        report.typst, "compile", lambda source, sys_inputs: printed.append(sys_inputs) or b"%PDF-"
    )
    for is_excluded in (False, True):
        leg.reviews.update(is_excluded=is_excluded)
        pdf_of(client, leg, leg.candidate)
    assert ["A dispute was upheld" in one["report"] for one in printed] == [False, True]
