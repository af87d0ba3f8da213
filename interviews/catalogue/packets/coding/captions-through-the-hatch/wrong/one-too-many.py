# Mistake: Lets a job in while the number of jobs is "not above" the room, so one too many fits.
# The public cases show it.
import solution


class Hatch(solution.Hatch):
    def __init__(self, room):
        super().__init__(room)
        self._room = room + 1
