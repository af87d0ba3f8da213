
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0003_drill_choice'),
        ('interviews', '0010_draft_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='applied',
            field=models.CharField(blank=True, choices=[('applied', 'Applied'), ('partly', 'Partly'), ('not', 'Not'), ('no_chance', 'No chance to see it')], max_length=10),
        ),
        migrations.AddField(
            model_name='review',
            name='carried',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='review',
            name='carried_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_into', to='feedback.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='carries',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(('carries__lte', 3)), name='review_carries_one_of_three'),
        ),
    ]
