from feedback.models.flags import RaterFlag
from feedback.models.moments import Moment
from feedback.models.readiness import Estimate, ReadinessModel
from feedback.models.responses import ReviewDispute, ReviewReply
from feedback.models.reviews import Rating, Review
from feedback.models.shares import SharedReport
from feedback.models.versions import EditDraft, ReviewVersion

__all__ = [
    "EditDraft",
    "Estimate",
    "Moment",
    "RaterFlag",
    "Rating",
    "ReadinessModel",
    "Review",
    "ReviewDispute",
    "ReviewReply",
    "ReviewVersion",
    "SharedReport",
]
