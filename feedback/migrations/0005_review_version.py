
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0004_carried_takeaway'),
    ]

    operations = [
        migrations.AddField(
            model_name='review',
            name='revised_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name='ReviewVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('answers', models.JSONField()),
                ('stood_since_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField()),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='feedback.review')),
            ],
            options={
                'ordering': ('review', 'number'),
                'constraints': [models.UniqueConstraint(fields=('review', 'number'), name='review_version_number')],
            },
        ),
    ]
