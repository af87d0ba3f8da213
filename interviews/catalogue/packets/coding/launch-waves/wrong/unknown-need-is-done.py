# Mistake: Takes a name that is not in the list as a task that has been done already.
import solution
from solution import CircleError


def waves(needs):
    return solution.waves(
        {task: [name for name in before if name in needs] for task, before in needs.items()}
    )
