from django.urls import path

from cohorts.views import invitations, joining, manage

urlpatterns = [
    path("cohorts/new/", manage.cohort_new, name="cohort_new"),
    path("cohorts/<uuid:public_id>/edit/", manage.cohort_edit, name="cohort_edit"),
    path("cohorts/<uuid:public_id>/code/", manage.cohort_code, name="cohort_code"),
    path("cohorts/<uuid:public_id>/import/", invitations.cohort_import, name="cohort_import"),
    path("cohorts/<uuid:public_id>/leave/", joining.cohort_leave, name="cohort_leave"),
    path(
        "cohorts/<uuid:public_id>/members/<uuid:member_id>/remove/",
        manage.cohort_remove_member,
        name="cohort_remove_member",
    ),
    path("join/", joining.join, name="join_cohort"),
    path("join/<str:code>/", joining.join_by_code, name="join_cohort_by_code"),
    path("invitations/<str:token>/", invitations.cohort_invitation, name="cohort_invitation"),
    path(
        "cohorts/invitations/<uuid:public_id>/resend/",
        invitations.invitation_resend,
        name="invitation_resend",
    ),
    path(
        "cohorts/invitations/<uuid:public_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
]
