from datetime import datetime

from jobs.registry import transactional_job
from practice.actions.stories import forget_story


@transactional_job("practice.forget_story")
def forget_deleted_story(*, now: datetime, story_id: int, deleted_at: str) -> None:
    forget_story(story_id, deleted_at=datetime.fromisoformat(deleted_at))
