"""What the apps below are told by this one."""

from feedback.queries.carried import carried_words
from interviews.queries.aims import register_aim

register_aim(carried_words)
