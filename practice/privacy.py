"""What the practice app holds of a person: see accounts.privacy."""

from accounts.privacy import register_erasure, register_export
from practice.actions.stories import forget_stories
from practice.queries.stories import own_stories, own_ticks

register_export("stories", own_stories)
register_export("checklist", own_ticks)
register_erasure("stories", forget_stories)
