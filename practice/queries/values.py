"""The values that a person's stories are sorted by."""

from accounts.models import User
from interviews.models import Loop, Value


def target_values(user: User) -> tuple[str, list[Value]]:
    """The company of the person's target loop ("" without one), and its values in their order."""
    loop = Loop.objects.filter(preparations__user=user).select_related("company").first()
    if loop is None:
        return "", []
    return loop.company.name, list(loop.company.values.order_by("position"))
