from django.urls import path

from dashboards.views import cohorts, export, home, readiness

urlpatterns = [
    path("", home.home, name="home"),
    path("readiness/", readiness.readiness, name="readiness"),
    path("sample-report/", readiness.sample, name="sample_report"),
    path("cohorts/", cohorts.cohorts, name="cohorts"),
    path("cohorts/<uuid:public_id>/", cohorts.cohort, name="cohort"),
    path("cohorts/<uuid:public_id>/members.csv", export.cohort_export, name="cohort_export"),
    path(
        "cohorts/<uuid:public_id>/members/<uuid:member_id>/",
        cohorts.cohort_member,
        name="cohort_member",
    ),
    path("cohorts/<uuid:public_id>/sessions/", cohorts.cohort_sessions, name="cohort_sessions"),
    path("cohorts/<uuid:public_id>/feedback/", cohorts.cohort_feedback, name="cohort_feedback"),
]
