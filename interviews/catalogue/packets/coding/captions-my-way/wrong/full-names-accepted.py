# Mistake: Flattens the patch first, so a name with a dot reaches into a group.
import solution
from solution import Refused


class CaptionSettings(solution.CaptionSettings):
    def patch(self, changes):
        nested = {}
        for name, value in changes.items():
            group, _, leaf = name.partition(".")
            if leaf:
                nested.setdefault(group, {})[leaf] = value
            else:
                nested[name] = value
        return super().patch(nested)
