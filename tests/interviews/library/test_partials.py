"""What the packet's partials show, of a version that is saved nowhere."""

import pytest
from django.template.loader import render_to_string

from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue
from interviews.models import PacketVersion

SLUGS = ("two-allowances", "premiere-at-eight", "encode-worker", "the-only-one-against-it")


@pytest.fixture(scope="module")
def versions() -> dict[str, PacketVersion]:
    packets = read_catalogue(read_files(CATALOGUE_DIR).texts).entries["packets"]
    names = {field.name for field in PacketVersion._meta.fields}
    return {
        slug: PacketVersion(**{k: v for k, v in packets[slug].fields.items() if k in names})
        for slug in SLUGS
    }


def rendered(name: str, **context: object) -> str:
    return render_to_string(f"interviews/packets/_{name}.html", context)


@pytest.mark.parametrize("slug", SLUGS)
def test_interviewer_finds_every_part_of_a_packet(versions, slug: str) -> None:
    packet = versions[slug]
    page = rendered("interviewer", packet=packet)
    for title in (
        *("What the candidate reads", "Opening script", "Clarifications, if asked"),
        *("Beats for 25, 45 and 60 minutes", "Solution", "Follow-ups"),
        *("Push-backs and red flags", "What you will rate", "A strong and a weak answer"),
    ):
        assert title in page
    assert page.count('<dt class="number">') == 4 * len(packet.rubric_notes)
    assert page.count('<tr><td class="number nowrap">') == sum(map(len, packet.beats.values()))
    assert "CC-BY-4.0, " in page


def test_each_kind_brings_its_own_material(versions) -> None:
    coding = rendered("interviewer", packet=versions["two-allowances"])
    assert "class Allowances" in coding
    for title in ("Examples", "Cases to ask about", "Typical mistakes"):
        assert title in coding
    design = rendered("interviewer", packet=versions["premiere-at-eight"])
    for title in ("Numbers to estimate, worked", 'class="diagram"', "What would change it"):
        assert title in design
    review = rendered("interviewer", packet=versions["encode-worker"])
    for title in ("Planted faults", "The code as it could be"):
        assert title in review


@pytest.mark.parametrize("slug", SLUGS)
def test_candidate_gets_brief_code_and_examples_alone(versions, slug: str) -> None:
    packet = versions[slug]
    page = rendered("candidate", packet=packet)
    bare = PacketVersion(
        candidate_brief=packet.candidate_brief,
        starter_code=packet.starter_code,
        public_cases=packet.public_cases,
    )
    assert page == rendered("candidate", packet=bare)
    assert len(page) > 400
    assert ("Examples" in page) == (slug == "two-allowances")
