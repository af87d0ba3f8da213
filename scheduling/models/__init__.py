from scheduling.models.accounts import CalendarAccount, WrittenEvent
from scheduling.models.availability import AvailabilityException, WeeklyWindow
from scheduling.models.calendars import BusyInterval, CalendarSource
from scheduling.models.claims import Claim
from scheduling.models.declines import Decline
from scheduling.models.feeds import CalendarFeed
from scheduling.models.limits import BookingLimits
from scheduling.models.overlaps import BusyOverlap
from scheduling.models.partner_changes import EVERYBODY, PartnerChange, PartnerChangesPruned
from scheduling.models.preferences import MatchPreference
from scheduling.models.proposals import Proposal
from scheduling.models.replies import CalendarReply, MailTry
from scheduling.models.rounds import FixedPair, MatchOutcome, MatchPair, MatchRound, RoundRules
from scheduling.models.standby import StandbyEntry
from scheduling.models.waitlist import FreedSlot, WaitlistEntry, WaitlistOffer

__all__ = [
    "EVERYBODY",
    "AvailabilityException",
    "BookingLimits",
    "BusyInterval",
    "BusyOverlap",
    "CalendarAccount",
    "CalendarFeed",
    "CalendarReply",
    "CalendarSource",
    "Claim",
    "Decline",
    "FixedPair",
    "FreedSlot",
    "MailTry",
    "MatchOutcome",
    "MatchPair",
    "MatchPreference",
    "MatchRound",
    "PartnerChange",
    "PartnerChangesPruned",
    "Proposal",
    "RoundRules",
    "StandbyEntry",
    "WaitlistEntry",
    "WaitlistOffer",
    "WeeklyWindow",
    "WrittenEvent",
]
