"""What the scheduling app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from scheduling.actions.erasure import forget_bookings
from scheduling.queries.calendar_accounts import own_accounts, own_written_events
from scheduling.queries.overlaps import own_overlaps
from scheduling.queries.own_data import (
    own_availability,
    own_declines,
    own_feed,
    own_proposals,
    own_rounds,
    own_sessions,
)
from scheduling.queries.replies import own_calendar_replies
from scheduling.queries.sources import own_sources
from scheduling.queries.standby import own_standby
from scheduling.queries.waitlist import own_waitlist

register_export("busy_overlaps", own_overlaps)
register_export("availability", own_availability)
register_export("calendar_accounts", own_accounts)
register_export("calendar_events", own_written_events)
register_export("calendar_feed", own_feed)
register_export("calendars_elsewhere", own_sources)
register_export("calendar_replies", own_calendar_replies)
register_export("declines", own_declines)
register_export("proposals", own_proposals)
register_export("rounds", own_rounds)
register_export("sessions", own_sessions)
register_export("standby", own_standby)
register_export("waitlist", own_waitlist)
register_erasure("bookings", forget_bookings)
