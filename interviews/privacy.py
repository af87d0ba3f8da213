"""What the interviews app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from interviews.actions.preparation import forget_preparation
from interviews.queries.preparations import own_preparation, own_questions

register_export("preparation", own_preparation)
register_export("questions", own_questions)
register_erasure("preparation", forget_preparation)
