# Mistake: Treats a group as one value: what the patch does not name inside it is lost.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def patch(self, changes):
        style = changes.get("style")
        if isinstance(style, dict) and style:
            changes = {**changes, "style": {"colour": None, "shadow": None, **style}}
        return super().patch(changes)
