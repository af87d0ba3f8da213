
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('feedback', '0001_initial'),
        ('interviews', '0010_draft_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Moment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('seconds', models.PositiveIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('criterion', models.SlugField(blank=True)),
                ('noted_at', models.DateTimeField()),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to=settings.AUTH_USER_MODEL)),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moments', to='interviews.leg')),
            ],
            options={
                'ordering': ('seconds', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('leg', 'key'), name='moment_once')],
            },
        ),
    ]
