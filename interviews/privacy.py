"""What the interviews app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from interviews.actions.disputes import forget_disputes
from interviews.actions.editors import forget_editor
from interviews.actions.preparation import forget_preparation
from interviews.queries.disputes import own_disputes
from interviews.queries.own_packets import own_editing, own_questions, own_readings
from interviews.queries.preparations import own_preparation

register_export("preparation", own_preparation)
register_export("questions", own_questions)
register_export("packets_edited", own_editing)
register_export("packets_read", own_readings)
register_export("disputes", own_disputes)
register_erasure("disputes", forget_disputes)
register_erasure("preparation", forget_preparation)
register_erasure("packets", forget_editor)
