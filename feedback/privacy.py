"""What the feedback app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from feedback.actions.erasure import forget_writing
from feedback.queries.own_data import reviews_received, reviews_written

register_export("feedback_received", reviews_received)
register_export("feedback_written", reviews_written)
register_erasure("feedback", forget_writing)
