from scheduling.models.availability import AvailabilityException, WeeklyWindow
from scheduling.models.claims import Claim
from scheduling.models.declines import Decline
from scheduling.models.feeds import CalendarFeed
from scheduling.models.proposals import Proposal

__all__ = [
    "AvailabilityException",
    "CalendarFeed",
    "Claim",
    "Decline",
    "Proposal",
    "WeeklyWindow",
]
