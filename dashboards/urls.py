from django.urls import path

from dashboards.views import cohorts, export, home, interviewing, items, readiness, rounds

urlpatterns = [
    path("", home.home, name="home"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("readiness/<slug:anchor>/", readiness.line, name="readiness_line"),
    path("interviewing/", interviewing.interviewing, name="interviewing"),
    path("sample-report/", readiness.sample, name="sample_report"),
    path("library/statistics/", items.library_statistics, name="library_statistics"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/<uuid:public_id>/", cohorts.cohort, name="cohort"),
    path("cohorts/<uuid:public_id>/members.csv", export.cohort_export, name="cohort_export"),
    path(
        "cohorts/<uuid:public_id>/members/<uuid:member_id>/",
        cohorts.cohort_member,
        name="cohort_member",
    ),
    path("cohorts/<uuid:public_id>/rounds/", rounds.cohort_rounds, name="cohort_rounds"),
    path(
        "cohorts/<uuid:public_id>/rounds/rules/",
        rounds.cohort_round_rules,
        name="cohort_round_rules",
    ),
    path("cohorts/<uuid:public_id>/rounds/run/", rounds.cohort_round_run, name="cohort_round_run"),
    path(
        "cohorts/<uuid:public_id>/rounds/pairs/",
        rounds.cohort_round_pair,
        name="cohort_round_pair",
    ),
    path(
        "cohorts/<uuid:public_id>/rounds/pairs/<int:pk>/release/",
        rounds.cohort_round_pair_release,
        name="cohort_round_pair_release",
    ),
    path(
        "cohorts/<uuid:public_id>/rounds/groups/",
        rounds.cohort_round_group,
        name="cohort_round_group",
    ),
    path(
        "cohorts/<uuid:public_id>/rounds/<uuid:round_id>/",
        rounds.cohort_round,
        name="cohort_round",
    ),
    path("cohorts/<uuid:public_id>/sessions/", cohorts.cohort_sessions, name="cohort_sessions"),
    path("cohorts/<uuid:public_id>/feedback/", cohorts.cohort_feedback, name="cohort_feedback"),
]
