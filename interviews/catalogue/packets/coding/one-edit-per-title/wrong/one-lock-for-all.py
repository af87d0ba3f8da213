# Mistake: Has one lock for all titles and holds it during the edit.
# The public cases show it.
import solution
from solution import Busy


class TitleLocks(solution.TitleLocks):
    @solution.contextmanager
    def hold(self, *titles, wait=True):
        with super().hold("everything", wait=wait):
            yield
