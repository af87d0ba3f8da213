
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0002_moment'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='drill_key',
            field=models.CharField(blank=True, max_length=140),
        ),
        migrations.AddField(
            model_name='review',
            name='drill_name',
            field=models.CharField(blank=True, max_length=120),
        ),
    ]
