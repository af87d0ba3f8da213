from accounts.models.audit import AuditEntry
from accounts.models.mail import TurnedOffMail
from accounts.models.pauses import Pause
from accounts.models.profile import Accommodation, Profile
from accounts.models.user import User

__all__ = ["Accommodation", "AuditEntry", "Pause", "Profile", "TurnedOffMail", "User"]
