"""Who came to a session, from the joins that were seen."""

from datetime import datetime, timedelta

LATE_AFTER = timedelta(minutes=5)


def attendance(joined_at: datetime | None, *, starts_at: datetime, anybody_came: bool) -> str:
    """ "present", "late" (more than five minutes), "absent" or "unknown", for one person.

    `joined_at` is their first join of this session. Nobody is called absent when nobody was
    seen at all: then the room, and not a person, may have been what was missing.
    """
    if joined_at is None:
        return "absent" if anybody_came else "unknown"
    return "late" if joined_at > starts_at + LATE_AFTER else "present"
