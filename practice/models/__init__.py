from practice.models.checklist import ChecklistTick
from practice.models.stories import Story, Telling

__all__ = ["ChecklistTick", "Story", "Telling"]
