from django.db import migrations, models


class Migration(migrations.Migration):
    """A proposal's origin, and when each of the two said yes."""

    dependencies = [("scheduling", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="origin",
            field=models.CharField(
                choices=[
                    ("person", "Asked by a person"),
                    ("round", "A round"),
                    ("waitlist", "The waitlist"),
                    ("standby", "The standby bench"),
                ],
                default="person",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="proposer_accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="partner_accepted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="proposal",
            name="proposer_why",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="proposal",
            name="partner_why",
            field=models.JSONField(blank=True, default=list),
        ),
    ]
