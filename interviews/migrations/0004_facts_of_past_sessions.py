from datetime import timedelta

from django.db import migrations
from django.db.models import Count, F, Q


def fill(apps, schema_editor):
    """What earlier rows say already: late cancels, who did not come, marks that are final."""
    Session = apps.get_model("interviews", "Session")
    Participation = apps.get_model("interviews", "Participation")
    cancelled = Session.objects.filter(state="cancelled")
    cancelled.update(cancelled_late=False)
    cancelled.filter(cancelled_at__gt=F("starts_at") - timedelta(hours=24)).update(
        cancelled_late=True
    )
    over = Session.objects.filter(state__in=("completed", "missed"))
    over.update(marked_at=F("changed_at"))
    absences = Count("participations", filter=Q(participations__attendance="absent"))
    for number, no_show in ((1, "one"), (2, "both")):
        found = Session.objects.filter(state="missed").annotate(n=absences).filter(n=number)
        Session.objects.filter(pk__in=list(found.values_list("pk", flat=True))).update(
            no_show=no_show
        )
    for place in Participation.objects.filter(session__in=over.values("pk")).select_related(
        "session"
    ):
        place.settled_at = place.session.changed_at
        place.save(update_fields=["settled_at"])


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_life_of_a_booking")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
