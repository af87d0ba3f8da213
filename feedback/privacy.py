"""What the feedback app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from feedback.actions.erasure import forget_writing
from feedback.actions.flags import forget_flags
from feedback.actions.readiness import forget_readiness
from feedback.actions.shares import forget_shares
from feedback.queries.flags import own_confirmed_flags, own_decisions
from feedback.queries.moments import own_moments
from feedback.queries.own_data import reviews_received, reviews_written
from feedback.queries.readiness_models import own_readiness
from feedback.queries.shares import own_shares

register_export("feedback_received", reviews_received)
register_export("feedback_written", reviews_written)
register_export("flags_decided", own_decisions)
register_export("forms_that_count_for_less", own_confirmed_flags)
register_export("interview_notes", own_moments)
register_export("readiness", own_readiness)
register_export("reports_shared", own_shares)
register_erasure("feedback", forget_writing)
register_erasure("rater_flags", forget_flags)
register_erasure("readiness", forget_readiness)
register_erasure("reports_shared", forget_shares)
