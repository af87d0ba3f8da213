import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from interviews.bank.files import CATALOGUE_DIR
from interviews.models import (
    Criterion,
    Loop,
    Packet,
    PacketVersion,
    Round,
    RubricVersion,
)

pytestmark = pytest.mark.django_db

DIFFERS = r"two-allowances/packet\.md:3: differs from version \d+ that is already published"


PACKETS = {"two-allowances", "premiere-at-eight", "encode-worker"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The shipped catalogue with three of its hundred packets."""

    def others(folder: str, names: list[str]) -> set[str]:
        return set(names) - PACKETS if Path(folder).parent.name == "packets" else set()

    return Path(shutil.copytree(CATALOGUE_DIR, tmp_path / "catalogue", ignore=others))


def everything() -> list[list[tuple]]:
    models = (Criterion, Loop, Packet, PacketVersion, Round, RubricVersion)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_loading_twice_changes_nothing() -> None:
    call_command("load_catalogue")
    first = everything()
    call_command("load_catalogue")
    assert everything() == first
    assert Loop.objects.count() == 6


def test_malformed_file_is_named_by_line_and_nothing_is_loaded(folder: Path) -> None:
    file = folder / "packets/coding/two-allowances/packet.md"
    file.write_text(file.read_text().replace("level: 3", "level: 9"))
    with pytest.raises(CommandError) as error:
        call_command("load_catalogue", str(folder))
    line = file.read_text().split("level: 9")[0].count("\n") + 1
    assert str(error.value) == (
        "Nothing was loaded.\n"
        f"packets/coding/two-allowances/packet.md:{line}: `level` must be from 1 to 5, not 9"
    )
    assert Loop.objects.count() == 0


def test_published_version_never_changes(folder: Path) -> None:
    call_command("load_catalogue", str(folder))
    number = Packet.objects.get(slug="two-allowances").versions.get().number
    before = everything()
    file = folder / "packets/coding/two-allowances/packet.md"
    file.write_text(file.read_text().replace("shared render farm", "shared kitchen"))
    with pytest.raises(CommandError, match=DIFFERS):
        call_command("load_catalogue", str(folder))
    assert everything() == before
    file.write_text(file.read_text().replace(f"version: {number}", f"version: {number + 1}", 1))
    call_command("load_catalogue", str(folder))
    packet = Packet.objects.get(slug="two-allowances")
    assert packet.current is not None
    assert (packet.versions.count(), packet.current.number) == (2, number + 1)


def test_changed_material_is_a_changed_packet(folder: Path) -> None:
    call_command("load_catalogue", str(folder))
    file = folder / "packets/coding/two-allowances/solution.py"
    file.write_text(file.read_text().replace("rounded up", "rounded upwards"))
    with pytest.raises(CommandError, match=DIFFERS):
        call_command("load_catalogue", str(folder))


def test_material_and_loops_come_into_the_database(folder: Path) -> None:
    call_command("load_catalogue", str(folder))
    coding = Packet.objects.get(slug="two-allowances")
    loops = {f"{loop.company.slug}/{loop.slug}" for loop in coding.loops.all()}
    assert loops == {"netflix/five-stages", "netflix/senior-four-rounds"}
    version = coding.current
    assert version.starter_code.startswith("```python\nfrom dataclasses import dataclass")
    assert [case["name"] for case in version.public_cases] == [
        "The example of the brief",
        "A cost equal to the cap fits into a full allowance",
    ]
    assert "class Allowances" in version.material["reference"]
    assert {one["slug"] for one in version.material["wrong"]} >= {"first-wait-only"}
    design = Packet.objects.get(slug="premiere-at-eight").current.material
    assert design["estimates"][1] == {
        "name": "Traffic worldwide",
        "calculation": "30 M streams × 9 Mbit/s",
        "result": "270 Tbit/s",
        "note": "",
    }
    assert len(design["trade_offs"]) == 5
    review = Packet.objects.get(slug="encode-worker").current
    assert (len(review.material["faults"]), "LEASE_S = 300" in review.starter_code) == (14, True)


def test_file_that_is_not_utf8_is_named_with_its_line(folder: Path) -> None:
    file = folder / "topics/api-design.md"
    file.write_bytes(b"---\nslug: api-design\nname: \xff\n---\n")
    with pytest.raises(CommandError, match=r"topics/api-design\.md:3: is not UTF-8"):
        call_command("load_catalogue", str(folder))


def test_loop_pages_are_public(client, folder: Path) -> None:
    call_command("load_catalogue", str(folder))
    assert client.get("/loops/").status_code == 200
    page = client.get("/loops/netflix/senior-four-rounds/")
    assert page.status_code == 200
    assert client.get("/loops/netflix/none/").status_code == 404
