"""What people of a pool have done so far, as far as it counts in a round."""

from django.db.models import Count, Q

from interviews.models import Leg, Participation


def attendance_of(ids: list[int]) -> dict[int, tuple[int, int]]:
    """How many sessions people (by id) kept and missed."""
    came = (Participation.Attendance.PRESENT, Participation.Attendance.LATE)
    rows = (
        Participation.objects.filter(user__in=ids)
        .order_by()
        .values_list("user")
        .annotate(
            kept=Count("pk", filter=Q(attendance__in=came)),
            # Held against nobody while it can still be disputed.
            missed=Count(
                "pk",
                filter=Q(attendance=Participation.Attendance.ABSENT, settled_at__isnull=False),
            ),
        )
    )
    return {pk: (kept, missed) for pk, kept, missed in rows}


def practised_by(ids: list[int]) -> dict[tuple[int, str], int]:
    """How often people (by id) were candidate in a kind."""
    rows = Leg.objects.filter(candidate__in=ids).order_by().values_list("candidate", "kind")
    return {(pk, kind): number for pk, kind, number in rows.annotate(n=Count("pk"))}
