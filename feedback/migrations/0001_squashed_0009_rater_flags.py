import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('feedback', '0001_initial'), ('feedback', '0002_moment'), ('feedback', '0003_drill_choice'), ('feedback', '0004_carried_takeaway'), ('feedback', '0005_review_version'), ('feedback', '0006_replies_and_disputes'), ('feedback', '0007_shared_report'), ('feedback', '0008_readiness_estimates'), ('feedback', '0009_rater_flags')]

    initial = True

    dependencies = [
        ('interviews', '0001_squashed_0010_draft_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('perspective', models.CharField(choices=[('interviewer', 'The interviewer on the candidate'), ('self', 'The candidate on themself'), ('candidate', 'The candidate on the interviewer')], max_length=12)),
                ('recommendation', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'Strong no'), (2, 'No'), (3, 'Yes'), (4, 'Strong yes')], null=True)),
                ('beats', models.JSONField(blank=True, default=list)),
                ('red_flags', models.JSONField(blank=True, default=dict)),
                ('takeaways', models.JSONField(blank=True, default=list)),
                ('drill', models.CharField(blank=True, max_length=300)),
                ('helpfulness', models.JSONField(blank=True, default=dict)),
                ('comment', models.TextField(blank=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('opened_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField(blank=True, null=True)),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('released_at', models.DateTimeField(blank=True, null=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews_written', to=settings.AUTH_USER_MODEL)),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews', to='interviews.leg')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reviews_received', to=settings.AUTH_USER_MODEL)),
                ('drill_key', models.CharField(blank=True, max_length=140)),
                ('drill_name', models.CharField(blank=True, max_length=120)),
                ('applied', models.CharField(blank=True, choices=[('applied', 'Applied'), ('partly', 'Partly'), ('not', 'Not'), ('no_chance', 'No chance to see it')], max_length=10)),
                ('carried', models.CharField(blank=True, max_length=300)),
                ('carried_from', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='carried_into', to='feedback.review')),
                ('carries', models.PositiveSmallIntegerField(default=1)),
                ('revised_at', models.DateTimeField(blank=True, null=True)),
                ('is_excluded', models.BooleanField(default=False)),
                ('thanked_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['subject', 'released_at'], name='review_received')],
                'constraints': [models.UniqueConstraint(fields=('leg', 'perspective'), name='review_once_per_leg'), models.CheckConstraint(condition=models.Q(('released_at', None), ('submitted_at__isnull', False), _connector='OR'), name='review_released_only_when_submitted'), models.CheckConstraint(condition=models.Q(models.Q(('perspective', 'self'), ('author', models.F('subject'))), models.Q(models.Q(('perspective', 'self'), _negated=True), models.Q(('author', models.F('subject')), _negated=True)), _connector='OR'), name='review_subject_fits_perspective'), models.CheckConstraint(condition=models.Q(('recommendation', None), models.Q(('recommendation__gte', 1), ('recommendation__lte', 4)), _connector='OR'), name='review_recommendation_1_to_4'), models.CheckConstraint(condition=models.Q(('carries__lte', 3)), name='review_carries_one_of_three')],
            },
        ),
        migrations.CreateModel(
            name='Rating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('is_observed', models.BooleanField(default=True)),
                ('evidence', models.TextField(blank=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='ratings', to='interviews.criterion')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ratings', to='feedback.review')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('review', 'criterion'), name='rating_once'), models.CheckConstraint(condition=models.Q(('score', None), models.Q(('score__gte', 1), ('score__lte', 4)), _connector='OR'), name='rating_1_to_4'), models.CheckConstraint(condition=models.Q(('score', None), ('is_observed', True), _connector='OR'), name='rating_only_of_what_was_seen')],
            },
        ),
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
        migrations.CreateModel(
            name='ReviewReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('replied_at', models.DateTimeField()),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='reply', to='feedback.review')),
            ],
            options={
                'verbose_name_plural': 'review replies',
            },
        ),
        migrations.CreateModel(
            name='ReviewDispute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(max_length=1000)),
                ('state', models.CharField(choices=[('open', 'Open'), ('upheld', 'Upheld'), ('dismissed', 'Dismissed')], default='open', max_length=10)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='dispute', to='feedback.review')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='review_dispute_open_or_closed')],
            },
        ),
        migrations.CreateModel(
            name='SharedReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('parts', models.JSONField(default=list)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('views', models.PositiveIntegerField(default=0)),
                ('last_viewed_at', models.DateTimeField(blank=True, null=True)),
                ('leg', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='interviews.leg')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_reports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='share_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='ReadinessModel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=60)),
                ('fitted_at', models.DateTimeField()),
                ('forms_until_at', models.DateTimeField()),
                ('learned_at', models.DateTimeField(blank=True, null=True)),
                ('forms', models.PositiveIntegerField()),
                ('ratings', models.PositiveIntegerField()),
                ('people', models.PositiveIntegerField()),
                ('interviewers', models.PositiveIntegerField()),
                ('parameters', models.JSONField()),
                ('blob', models.BinaryField()),
            ],
            options={
                'indexes': [models.Index(fields=['-fitted_at'], name='readiness_newest')],
            },
        ),
        migrations.CreateModel(
            name='Estimate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('recruiter_screen', 'Recruiter screen'), ('take_home_review', 'Take-home review'), ('coding', 'Coding'), ('system_design', 'System design'), ('behavioural', 'Behavioural')], max_length=20)),
                ('p', models.FloatField()),
                ('lo80', models.FloatField()),
                ('hi80', models.FloatField()),
                ('lo95', models.FloatField()),
                ('hi95', models.FloatField()),
                ('raw_mean', models.FloatField(blank=True, null=True)),
                ('sessions', models.PositiveIntegerField()),
                ('interviewers', models.PositiveIntegerField()),
                ('is_enough', models.BooleanField()),
                ('as_of', models.DateTimeField()),
                ('model_version', models.CharField(max_length=60)),
                ('forms_version', models.CharField(max_length=16)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readiness_estimates', to=settings.AUTH_USER_MODEL)),
                ('model', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='estimates', to='feedback.readinessmodel')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='estimate_once'), models.CheckConstraint(condition=models.Q(('hi95__lte', 1), ('lo95__gte', 0), ('p__gte', 0), ('p__lte', 1)), name='estimate_is_a_chance'), models.CheckConstraint(condition=models.Q(('hi80__lte', models.F('hi95')), ('lo80__lte', models.F('hi80')), ('lo95__lte', models.F('lo80'))), name='estimate_intervals_nested')],
            },
        ),
        migrations.CreateModel(
            name='RaterFlag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('sort', models.CharField(choices=[('straight_liner', 'Always the same'), ('collusion', 'Rating each other up'), ('retaliation', 'Answering a no')], max_length=20)),
                ('reason', models.CharField(max_length=400)),
                ('numbers', models.JSONField()),
                ('chance', models.FloatField()),
                ('data_version', models.CharField(max_length=60)),
                ('found_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'To look at'), ('confirmed', 'Confirmed'), ('dismissed', 'Dismissed'), ('taken_back', 'Taken back')], default='open', max_length=10)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('taken_back_at', models.DateTimeField(blank=True, null=True)),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('forms', models.ManyToManyField(related_name='rater_flags', to='feedback.review')),
                ('second', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('second', None), ('state', 'open')), fields=('sort', 'first'), name='rater_flag_open_once'), models.UniqueConstraint(condition=models.Q(('second__isnull', False), ('state', 'open')), fields=('sort', 'first', 'second'), name='rater_flag_open_once_for_two'), models.CheckConstraint(condition=models.Q(models.Q(('first__lt', models.F('second')), ('second__isnull', False), ('sort', 'collusion')), models.Q(models.Q(('sort', 'collusion'), _negated=True), ('second', None)), _connector='OR'), name='rater_flag_fits_its_people'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('note', ''), ('state', 'open'), ('taken_back_at', None)), models.Q(('state__in', ('confirmed', 'dismissed')), ('taken_back_at', None), ('decided_at__isnull', False)), models.Q(('decided_at__isnull', False), ('state', 'taken_back'), ('taken_back_at__isnull', False)), _connector='OR'), name='rater_flag_says_when'), models.CheckConstraint(condition=models.Q(('chance__gte', 0), ('chance__lte', 1)), name='rater_flag_chance')],
            },
        ),
    ]
