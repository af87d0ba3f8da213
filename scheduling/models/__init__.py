from scheduling.models.availability import AvailabilityException, WeeklyWindow
from scheduling.models.calendars import BusyInterval, CalendarSource
from scheduling.models.claims import Claim
from scheduling.models.declines import Decline
from scheduling.models.feeds import CalendarFeed
from scheduling.models.partner_changes import EVERYBODY, PartnerChange, PartnerChangesPruned
from scheduling.models.preferences import MatchPreference
from scheduling.models.proposals import Proposal
from scheduling.models.replies import CalendarReply
from scheduling.models.rounds import FixedPair, MatchOutcome, MatchPair, MatchRound, RoundRules
from scheduling.models.standby import StandbyEntry
from scheduling.models.waitlist import FreedSlot, WaitlistEntry, WaitlistOffer

__all__ = [
    "EVERYBODY",
    "AvailabilityException",
    "BusyInterval",
    "CalendarFeed",
    "CalendarReply",
    "CalendarSource",
    "Claim",
    "Decline",
    "FixedPair",
    "FreedSlot",
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
]
