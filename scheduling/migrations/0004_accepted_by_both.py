from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Nothing is accepted before both have said yes."""

    dependencies = [("scheduling", "0003_fill_acceptances")]

    operations = [
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=~Q(origin="person") | Q(proposer_accepted_at__isnull=False),
                name="proposal_who_asks_has_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=~Q(state="accepted")
                | Q(proposer_accepted_at__isnull=False, partner_accepted_at__isnull=False),
                name="proposal_accepted_by_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=Q(origin="person") | Q(moves_session=None),
                name="proposal_moves_are_asked_by_people",
            ),
        ),
    ]
