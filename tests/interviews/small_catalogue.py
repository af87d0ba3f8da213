"""The shipped catalogue with one packet of each kind: quick to load, and its files are valid."""

from interviews.actions.catalogue import load_catalogue
from interviews.bank.files import CATALOGUE_DIR, read_files
from interviews.domain.catalogue_check import read_catalogue
from interviews.models import Packet

PACKETS = {
    "behavioural": "packets/behavioural/telling-somebody-senior-no.md",
    "coding": "packets/coding/two-allowances/",
    "recruiter_screen": "packets/recruiter_screen/what-you-would-miss.md",
    "system_design": "packets/system_design/resume-on-any-screen/",
    "take_home_review": "packets/take_home_review/history-import/",
}


def load_small_catalogue() -> dict[str, Packet]:
    """Write it into the database; the packets by kind."""
    texts = read_files(CATALOGUE_DIR).texts
    chosen = tuple(PACKETS.values())
    load_catalogue(
        read_catalogue(
            {
                path: text
                for path, text in texts.items()
                if not path.startswith("packets/") or path.startswith(chosen)
            }
        )
    )
    return {packet.kind: packet for packet in Packet.objects.select_related("current")}


def shipped_files(path: str) -> dict[str, str]:
    """The files of a shipped packet ("packets/coding/x/" or "packets/behavioural/x.md")."""
    texts = read_files(CATALOGUE_DIR).texts
    if path in texts:
        return {"packet.md": texts[path]}
    return {name.removeprefix(path): text for name, text in texts.items() if name.startswith(path)}
