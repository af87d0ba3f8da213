import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('room', '0001_initial'), ('room', '0002_uptime'), ('room', '0003_documents')]

    initial = True

    dependencies = [
        ('interviews', '0001_squashed_0010_draft_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('phase', models.CharField(choices=[('lobby', 'Lobby'), ('leg_1', 'First interview'), ('leg_2', 'Second interview'), ('debrief', 'Feedback and debrief'), ('ended', 'Ended')], default='lobby', max_length=10)),
                ('phase_started_at', models.DateTimeField()),
                ('phase_ends_at', models.DateTimeField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('ended_from', models.CharField(blank=True, choices=[('lobby', 'Lobby'), ('leg_1', 'First interview'), ('leg_2', 'Second interview'), ('debrief', 'Feedback and debrief'), ('ended', 'Ended')], max_length=10)),
                ('cut_started_at', models.DateTimeField(blank=True, null=True)),
                ('cut_ends_at', models.DateTimeField(blank=True, null=True)),
                ('session', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='room', to='interviews.session')),
            ],
        ),
        migrations.CreateModel(
            name='NoteUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='note_updates', to='room.room')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('connection_id', models.CharField(max_length=40, unique=True)),
                ('joined_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('room', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='room.room')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(choices=[('brief', 'Brief'), ('hint', 'Hint'), ('clarification', 'Clarification')], max_length=15)),
                ('index', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField()),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='interviews.leg')),
            ],
            options={
                'ordering': ('at',),
                'constraints': [models.UniqueConstraint(fields=('leg', 'item', 'index'), name='release_once')],
            },
        ),
        migrations.CreateModel(
            name='Uptime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='CollabDoc',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=50, unique=True)),
                ('kind', models.CharField(choices=[('editor', 'Editor'), ('board', 'Whiteboard'), ('notes', 'Shared notes')], max_length=10)),
                ('snapshot', models.BinaryField(default=bytes)),
                ('leg', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='interviews.leg')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='interviews.session')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ('editor', 'board', 'notes'))), name='document_kind_is_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'notes'), ('leg', None)), models.Q(models.Q(('kind', 'notes'), _negated=True), models.Q(('leg', None), _negated=True)), _connector='OR'), name='document_is_of_a_leg_unless_notes')],
            },
        ),
        migrations.CreateModel(
            name='DocUpdate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('data', models.BinaryField()),
                ('at', models.DateTimeField()),
                ('packed', models.BooleanField(default=False)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('doc', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='updates', to='room.collabdoc')),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['doc', 'id'], name='update_of_doc'), models.Index(condition=models.Q(('packed', False)), fields=['doc'], name='update_not_packed')],
            },
        ),
    ]
