from django.db import migrations
from django.db.models import F
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """Until now people asked each other: whoever asked has said yes, and so has who accepted."""
    proposals = apps.get_model("scheduling", "Proposal").objects
    proposals.filter(proposer_accepted_at=None).update(proposer_accepted_at=F("created_at"))
    proposals.filter(state="accepted", partner_accepted_at=None).update(
        partner_accepted_at=Coalesce("answered_at", "created_at")
    )


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_acceptance_of_each")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
