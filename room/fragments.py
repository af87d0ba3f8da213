"""The parts of the room's page that change while it is open, rendered for one person."""

from collections.abc import Hashable
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.domain.zones import zone_or_utc
from room.queries.panels import panels_of
from room.queries.views import RoomView


def view_message(view: RoomView, *, known: dict[str, Hashable]) -> dict[str, Any] | None:
    """What a socket sends of `view`: only the fragments whose stamp is not in `known`.

    None if there is nothing new. `known` is brought up to date. Times in `started_at`,
    `ends_at` and `now` are milliseconds since 1970.
    """
    stamps = {"status": view.status_stamp, "panel": view.panel_stamp}
    new = [name for name, stamp in stamps.items() if known.get(name) != stamp]
    if not new:
        return None
    known.update(stamps)
    with timezone.override(zone_or_utc(view.user.profile.timezone)):
        fragments = {name: _RENDERERS[name](view) for name in new}
    return {"type": "view", **clock_facts(view), "fragments": fragments}


def clock_facts(view: RoomView) -> dict[str, Any]:
    """What the script needs to run the clock and to say what has changed."""
    return {
        "revision": view.moment.revision,
        "phase": view.moment.phase,
        "phase_label": next(step.label for step in view.steps if step.state == "now"),
        "role": view.role,
        "started_at": _milliseconds(view.moment.started_at),
        "ends_at": _milliseconds(view.moment.ends_at),
        "now": _milliseconds(view.at),
        "partner": view.partner.profile.pseudonym,
        "partner_is_here": view.partner_is_here,
        "shown": sum(item != "brief" for _, item, _, _ in view.releases),
        "can_write": view.controls.write,
    }


def _milliseconds(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp() * 1000)


def status_fragment(view: RoomView) -> str:
    """Clock, phases, presence, buttons."""
    return render_to_string("room/_status.html", {"view": view})


def panel_fragment(view: RoomView) -> str:
    """The packet, as far as this person may see it."""
    return render_to_string("room/_panel.html", {"view": view, "panels": panels_of(view)})


_RENDERERS = {"status": status_fragment, "panel": panel_fragment}
