import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def turn_on(apps, schema_editor):
    """Hourly, for everybody who wants partners found: nobody does until they say so."""
    apps.get_model("scheduling", "RoundRules").objects.get_or_create(
        scope="site", defaults={"is_on": True, "every_hours": 1}
    )


class Migration(migrations.Migration):

    replaces = [('scheduling', '0001_initial'), ('scheduling', '0002_acceptance_of_each'), ('scheduling', '0003_fill_acceptances'), ('scheduling', '0004_accepted_by_both'), ('scheduling', '0005_decline'), ('scheduling', '0006_answers_can_be_taken_back'), ('scheduling', '0007_match_preference'), ('scheduling', '0008_rounds'), ('scheduling', '0009_rounds_of_the_site'), ('scheduling', '0010_waitlist'), ('scheduling', '0011_partner_changes'), ('scheduling', '0012_standby'), ('scheduling', '0013_calendar_sources'), ('scheduling', '0014_calendar_reply'), ('scheduling', '0015_calendar_accounts'), ('scheduling', '0016_written_event_life'), ('scheduling', '0017_booking_limits'), ('scheduling', '0018_busy_overlaps'), ('scheduling', '0019_mail_tries')]

    initial = True

    dependencies = [
        ('cohorts', '0001_squashed_0003_groups'),
        ('interviews', '0001_squashed_0010_draft_readers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feed', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AvailabilityException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('date', models.DateField()),
                ('starts', models.TimeField(blank=True, null=True)),
                ('ends', models.TimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availability_exceptions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('date', 'starts'),
                'constraints': [models.UniqueConstraint(fields=('user', 'date', 'starts', 'ends'), name='exception_once'), models.UniqueConstraint(condition=models.Q(('starts', None)), fields=('user', 'date'), name='exception_closed_once'), models.CheckConstraint(condition=models.Q(models.Q(('ends', None), ('starts', None)), models.Q(('ends__isnull', False), ('starts__isnull', False)), _connector='OR'), name='exception_both_times_or_none')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter_at', models.DateTimeField()),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='interviews.session')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'quarter_at'), name='claim_once_per_quarter')],
            },
        ),
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('mode', models.CharField(choices=[('swap', 'Swap: both practise'), ('one_way', 'One-way: one practises')], max_length=10)),
                ('proposer_kind', models.CharField(blank=True, choices=[('recruiter_screen', 'Recruiter screen'), ('take_home_review', 'Take-home review'), ('coding', 'Coding'), ('system_design', 'System design'), ('behavioural', 'Behavioural')], max_length=20)),
                ('partner_kind', models.CharField(blank=True, choices=[('recruiter_screen', 'Recruiter screen'), ('take_home_review', 'Take-home review'), ('coding', 'Coding'), ('system_design', 'System design'), ('behavioural', 'Behavioural')], max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('message', models.CharField(blank=True, max_length=500)),
                ('state', models.CharField(choices=[('open', 'Open'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('withdrawn', 'Withdrawn'), ('expired', 'Expired')], default='open', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_reason', models.CharField(blank=True, max_length=200)),
                ('moves_session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='move_proposals', to='interviews.session')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals_received', to=settings.AUTH_USER_MODEL)),
                ('proposer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals_made', to=settings.AUTH_USER_MODEL)),
                ('session', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposal', to='interviews.session')),
                ('origin', models.CharField(choices=[('person', 'Asked by a person'), ('round', 'A round'), ('waitlist', 'The waitlist'), ('standby', 'The standby bench')], default='person', max_length=10)),
                ('proposer_accepted_at', models.DateTimeField(blank=True, null=True)),
                ('partner_accepted_at', models.DateTimeField(blank=True, null=True)),
                ('proposer_why', models.JSONField(blank=True, default=list)),
                ('partner_why', models.JSONField(blank=True, default=list)),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reopenings', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['partner', 'state'], name='proposal_inbox')],
                'constraints': [models.CheckConstraint(condition=models.Q(('proposer', models.F('partner')), _negated=True), name='proposal_two_different_people'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='proposal_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(models.Q(('mode', 'swap'), models.Q(('proposer_kind', ''), _negated=True), models.Q(('partner_kind', ''), _negated=True)), models.Q(('mode', 'one_way'), ('proposer_kind', ''), models.Q(('partner_kind', ''), _negated=True)), models.Q(('mode', 'one_way'), models.Q(('proposer_kind', ''), _negated=True), ('partner_kind', '')), _connector='OR'), name='proposal_kinds_fit_the_mode'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('moves_session',), name='proposal_one_open_move_per_session'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('proposer', 'partner', 'starts_at'), name='proposal_open_once_per_pair_and_start'), models.CheckConstraint(condition=models.Q(models.Q(('origin', 'person'), _negated=True), ('proposer_accepted_at__isnull', False), _connector='OR'), name='proposal_who_asks_has_accepted'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'accepted'), _negated=True), models.Q(('partner_accepted_at__isnull', False), ('proposer_accepted_at__isnull', False)), _connector='OR'), name='proposal_accepted_by_both'), models.CheckConstraint(condition=models.Q(('origin', 'person'), ('moves_session', None), _connector='OR'), name='proposal_moves_are_asked_by_people')],
            },
        ),
        migrations.CreateModel(
            name='WeeklyWindow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='weekly_windows', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('weekday', 'starts'),
                'constraints': [models.CheckConstraint(condition=models.Q(('weekday__gte', 0), ('weekday__lte', 6)), name='window_weekday_0_to_6'), models.UniqueConstraint(fields=('user', 'weekday', 'starts', 'ends'), name='window_once')],
            },
        ),
        migrations.CreateModel(
            name='Decline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(choices=[('time', 'This time does not suit me'), ('level', 'Our levels do not fit'), ('kind', 'I would rather practise something else'), ('not_now', 'Not now: leave me a week'), ('person', 'Not with this person')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('created_at', models.DateTimeField()),
                ('other', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='declines', to='scheduling.proposal')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='declines', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['created_at'], name='decline_by_time')],
                'constraints': [models.CheckConstraint(condition=models.Q(('user', models.F('other')), _negated=True), name='decline_two_different_people')],
            },
        ),
        migrations.CreateModel(
            name='MatchPreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField(default=False)),
                ('sessions', models.PositiveSmallIntegerField(default=2)),
                ('per_week', models.PositiveSmallIntegerField(default=2)),
                ('waiting_since', models.DateTimeField()),
                ('priority', models.PositiveSmallIntegerField(default=0)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='match_preference', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('per_week__gte', 1), ('per_week__lte', 7), ('sessions__gte', 1), ('sessions__lte', 10), ('per_week__lte', models.F('sessions'))), name='match_preference_caps')],
            },
        ),
        migrations.CreateModel(
            name='MatchRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('running', 'Running'), ('done', 'Done'), ('died', 'Ended without a result')], default='running', max_length=10)),
                ('terms', models.JSONField(default=dict)),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('figures', models.JSONField(blank=True, default=dict)),
                ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='match_rounds', to='cohorts.cohort')),
            ],
            options={
                'indexes': [models.Index(fields=['cohort', '-started_at'], name='match_round_latest')],
            },
        ),
        migrations.CreateModel(
            name='MatchPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('value', models.PositiveIntegerField()),
                ('why', models.JSONField(default=list)),
                ('fell_out', models.CharField(blank=True, max_length=200)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='match_pair', to='scheduling.proposal')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('match_round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairs', to='scheduling.matchround')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('first', models.F('second')), _negated=True), name='match_pair_two_different_people'), models.UniqueConstraint(fields=('match_round', 'first', 'second'), name='match_pair_once_per_round')],
            },
        ),
        migrations.CreateModel(
            name='MatchOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sessions', models.PositiveSmallIntegerField(default=0)),
                ('why_none', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='match_outcomes', to=settings.AUTH_USER_MODEL)),
                ('match_round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='outcomes', to='scheduling.matchround')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('match_round', 'user'), name='match_outcome_once_per_round')],
            },
        ),
        migrations.CreateModel(
            name='RoundRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(max_length=30, unique=True)),
                ('is_on', models.BooleanField(default=False)),
                ('every_hours', models.PositiveSmallIntegerField(default=1)),
                ('terms', models.JSONField(blank=True, default=dict)),
                ('last_run_at', models.DateTimeField(blank=True, null=True)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('lease', models.UUIDField(blank=True, null=True)),
                ('cohort', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='round_rules', to='cohorts.cohort')),
            ],
            options={
                'verbose_name_plural': 'round rules',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('cohort', None), ('scope', 'site')), models.Q(models.Q(('scope', 'site'), _negated=True), models.Q(('cohort', None), _negated=True)), _connector='OR'), name='round_rules_of_the_site_or_a_cohort'), models.CheckConstraint(condition=models.Q(('every_hours__gte', 1), ('every_hours__lte', 168)), name='round_rules_hourly_to_weekly')],
            },
        ),
        migrations.CreateModel(
            name='FixedPair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('created_at', models.DateTimeField()),
                ('cohort', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cohorts.cohort')),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='fixed_pair_lower_first'), models.UniqueConstraint(fields=('cohort', 'first', 'second'), name='fixed_pair_once_per_cohort')],
            },
        ),
        migrations.CreateModel(
            name='FreedSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('ways', models.JSONField(default=list)),
                ('kind', models.CharField(blank=True, max_length=20)),
                ('starts_at', models.DateTimeField()),
                ('is_wanted', models.BooleanField(default=True)),
                ('created_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, choices=[('filled', 'There is a session at that time'), ('off', 'No longer wanted'), ('restored', 'The session is on again'), ('over', 'Nobody took it in time')], max_length=10)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='freed_slots', to=settings.AUTH_USER_MODEL)),
                ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='freed_slots', to='scheduling.proposal')),
                ('session', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='freed_slots', to='interviews.session')),
                ('without', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('person', 'starts_at'), name='freed_slot_one_search_per_time'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('outcome', '')), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='freed_slot_closed_with_an_outcome')],
            },
        ),
        migrations.CreateModel(
            name='WaitlistEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ways', models.JSONField(default=list)),
                ('kinds', models.JSONField(blank=True, default=list)),
                ('from_date', models.DateField(blank=True, null=True)),
                ('until_date', models.DateField(blank=True, null=True)),
                ('starts', models.TimeField(blank=True, null=True)),
                ('ends', models.TimeField(blank=True, null=True)),
                ('joined_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_entry', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'waitlist entries',
                'constraints': [models.CheckConstraint(condition=models.Q(('from_date', None), ('until_date', None), ('until_date__gte', models.F('from_date')), _connector='OR'), name='waitlist_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('ends', None), ('starts', None)), models.Q(('ends__isnull', False), ('starts__isnull', False)), _connector='OR'), name='waitlist_both_times_or_none')],
            },
        ),
        migrations.CreateModel(
            name='WaitlistOffer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('proposal', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_offer', to='scheduling.proposal')),
                ('slot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offers', to='scheduling.freedslot')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='waitlist_offers', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('slot', 'user'), name='waitlist_offer_once')],
            },
        ),
        migrations.CreateModel(
            name='PartnerChangesPruned',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pruned_id', models.BigIntegerField(default=0)),
                ('pruned_transaction_number', models.BigIntegerField(default=0)),
                ('next_id', models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='PartnerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.BigIntegerField()),
                ('transaction_number', models.BigIntegerField(default=0)),
            ],
            options={
                'indexes': [models.Index(fields=['transaction_number'], name='partner_change_by_transaction')],
            },
        ),
        migrations.CreateModel(
            name='StandbyEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('ways', models.JSONField(default=list)),
                ('kinds', models.JSONField(blank=True, default=list)),
                ('since_at', models.DateTimeField()),
                ('until_at', models.DateTimeField()),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='standby_entry', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'standby entries',
                'indexes': [models.Index(fields=['until_at'], name='standby_by_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_at__gt', models.F('since_at'))), name='standby_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='CalendarReply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('accepted', 'Accepted'), ('declined', 'Declined'), ('tentative', 'Maybe'), ('counter', 'Another time')], max_length=10)),
                ('sequence', models.PositiveIntegerField()),
                ('stamped_at', models.DateTimeField()),
                ('message_hash', models.CharField(max_length=64)),
                ('received_at', models.DateTimeField()),
                ('count', models.PositiveSmallIntegerField(default=1)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_replies', to='interviews.session')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_replies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'calendar replies',
                'constraints': [models.UniqueConstraint(fields=('session', 'user'), name='calendar_reply_one_per_person')],
            },
        ),
        migrations.CreateModel(
            name='CalendarAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('caldav', 'CalDAV'), ('google', 'Google'), ('microsoft', 'Microsoft')], max_length=10)),
                ('label', models.CharField(max_length=120)),
                ('external_id', models.CharField(max_length=255)),
                ('secret', models.TextField()),
                ('created_at', models.DateTimeField()),
                ('is_lost', models.BooleanField(default=False)),
                ('secret_write_ref', models.TextField(blank=True)),
                ('write_name', models.CharField(blank=True, max_length=120)),
                ('cursor', models.TextField(blank=True)),
                ('next_look_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('last_success_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_accounts', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ('created_at', 'pk'),
                'indexes': [models.Index(condition=models.Q(('secret_write_ref', ''), _negated=True), fields=['next_look_at'], name='calendar_account_by_look')],
                'constraints': [models.UniqueConstraint(fields=('user', 'kind', 'external_id'), name='calendar_account_once'), models.UniqueConstraint(condition=models.Q(('secret_write_ref', ''), _negated=True), fields=('user',), name='calendar_account_one_writes'), models.CheckConstraint(condition=models.Q(models.Q(('next_look_at', None), ('secret_write_ref', '')), models.Q(models.Q(('secret_write_ref', ''), _negated=True), ('next_look_at__isnull', False)), _connector='OR'), name='calendar_account_that_writes_looks')],
            },
        ),
        migrations.CreateModel(
            name='CalendarSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('ics_url', 'Address'), ('upload', 'File'), ('account', 'Of an account')], max_length=8)),
                ('name', models.CharField(max_length=60)),
                ('secret_address', models.TextField(blank=True)),
                ('created_at', models.DateTimeField()),
                ('etag', models.CharField(blank=True, max_length=200)),
                ('last_modified', models.CharField(blank=True, max_length=200)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('read_zone', models.CharField(blank=True, max_length=64)),
                ('read_until', models.DateTimeField(blank=True, null=True)),
                ('last_success_at', models.DateTimeField(blank=True, null=True)),
                ('last_tried_at', models.DateTimeField(blank=True, null=True)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('events_read', models.PositiveIntegerField(default=0)),
                ('refused', models.JSONField(blank=True, default=list)),
                ('warnings', models.JSONField(blank=True, default=list)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_sources', to=settings.AUTH_USER_MODEL)),
                ('cursor', models.TextField(blank=True)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='scheduling.calendaraccount')),
            ],
            options={
                'ordering': ('created_at', 'pk'),
                'indexes': [models.Index(condition=models.Q(('kind', 'upload'), _negated=True), fields=['next_try_at'], name='calendar_source_by_next_try')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(models.Q(models.Q(('account', None), ('kind', 'ics_url')), models.Q(('account__isnull', False), ('kind', 'account')), _connector='OR'), ('next_try_at__isnull', False), models.Q(('secret_address', ''), _negated=True)), models.Q(('account', None), ('kind', 'upload'), ('next_try_at', None), ('secret_address', '')), _connector='OR'), name='calendar_source_address_has_address')],
            },
        ),
        migrations.CreateModel(
            name='BusyInterval',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_intervals', to=settings.AUTH_USER_MODEL)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_intervals', to='scheduling.calendarsource')),
            ],
            options={
                'indexes': [models.Index(fields=['user', 'ends_at'], name='busy_by_person_and_end')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='busy_ends_after_it_begins'), models.UniqueConstraint(fields=('source', 'starts_at'), name='busy_start_once')],
            },
        ),
        migrations.CreateModel(
            name='WrittenEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('absent', 'Not there, or not yet'), ('written', 'Written'), ('moved', 'Moved there, and asked about'), ('proposed', 'Moved there, and proposed to the partner'), ('deleted', 'Deleted there, and asked about'), ('left_out', 'Deleted there, and left so'), ('let_go', 'In a calendar that we no longer write into')], default='absent', max_length=8)),
                ('secret_ref', models.TextField(blank=True)),
                ('version', models.CharField(blank=True, max_length=255)),
                ('sequence', models.PositiveIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('written_at', models.DateTimeField(blank=True, null=True)),
                ('moved_to', models.DateTimeField(blank=True, null=True)),
                ('asked_at', models.DateTimeField(blank=True, null=True)),
                ('questions', models.PositiveSmallIntegerField(default=0)),
                ('account', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='written_events', to='scheduling.calendaraccount')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='written_events', to='interviews.session')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='written_events', to=settings.AUTH_USER_MODEL)),
                ('is_due', models.BooleanField(default=False)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('tried_starts_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'user'), name='written_event_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='written_event_ends_after_it_begins'), models.CheckConstraint(condition=models.Q(models.Q(('moved_to__isnull', False), ('state__in', ('moved', 'proposed'))), models.Q(models.Q(('state__in', ('moved', 'proposed')), _negated=True), ('moved_to', None)), _connector='OR'), name='written_event_moved_to_a_time'), models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('is_due', False), ('secret_ref', ''), ('state', 'let_go')), models.Q(models.Q(('state', 'let_go'), _negated=True), ('account__isnull', False)), _connector='OR'), name='written_event_let_go_knows_no_calendar'), models.CheckConstraint(condition=models.Q(models.Q(('secret_ref', ''), _negated=True), ('state__in', ('absent', 'left_out', 'let_go')), _connector='OR'), name='written_event_that_is_there_has_ref')],
            },
        ),
        migrations.CreateModel(
            name='BookingLimits',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('buffer_before_minutes', models.PositiveSmallIntegerField(default=0)),
                ('buffer_after_minutes', models.PositiveSmallIntegerField(default=0)),
                ('notice_hours', models.PositiveSmallIntegerField(default=2)),
                ('most_per_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('most_per_week', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='booking_limits', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'booking limits',
                'constraints': [models.CheckConstraint(condition=models.Q(('buffer_after_minutes__in', (0, 15, 30, 45, 60)), ('buffer_before_minutes__in', (0, 15, 30, 45, 60))), name='booking_limits_buffers'), models.CheckConstraint(condition=models.Q(('notice_hours__gte', 2), ('notice_hours__lte', 72)), name='booking_limits_notice'), models.CheckConstraint(condition=models.Q(('most_per_day', None), models.Q(('most_per_day__gte', 1), ('most_per_day__lte', 8)), _connector='OR'), name='booking_limits_most_per_day'), models.CheckConstraint(condition=models.Q(('most_per_week', None), models.Q(('most_per_week__gte', 1), ('most_per_week__lte', 20)), _connector='OR'), name='booking_limits_most_per_week'), models.CheckConstraint(condition=models.Q(('most_per_day', None), ('most_per_week', None), ('most_per_day__lte', models.F('most_per_week')), _connector='OR'), name='booking_limits_day_within_week')],
            },
        ),
        migrations.CreateModel(
            name='BusyOverlap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sequence', models.PositiveIntegerField()),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('asked_at', models.DateTimeField()),
                ('kept_at', models.DateTimeField(blank=True, null=True)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_overlaps', to='interviews.session')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='busy_overlaps', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('session', 'user'), name='busy_overlap_once'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='busy_overlap_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='MailTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_hash', models.CharField(max_length=64, unique=True)),
                ('tries', models.PositiveSmallIntegerField(default=1)),
                ('begun_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'mail tries',
            },
        ),
        migrations.RunPython(turn_on, migrations.RunPython.noop),
    ]
