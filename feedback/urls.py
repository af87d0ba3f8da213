from django.urls import path

from feedback.views.answers import report_carry, report_reply, report_thank
from feedback.views.disputes import (
    disputed_reports,
    report_dispute,
    report_dispute_decide,
    report_dispute_reopen,
)
from feedback.views.editing import review_edit, review_edit_discard, review_edit_draft
from feedback.views.flags import (
    rater_flag,
    rater_flag_decide,
    rater_flag_take_back,
    rater_flags,
)
from feedback.views.reports import report, report_download, reports
from feedback.views.reviews import review, review_autosave
from feedback.views.sessions import session_feedback
from feedback.views.shares import report_share, share_revoke, shared_report

urlpatterns = [
    path("sessions/<uuid:public_id>/feedback/", session_feedback, name="session_feedback"),
    path("reviews/<uuid:public_id>/", review, name="review"),
    path("reviews/<uuid:public_id>/draft/", review_autosave, name="review_autosave"),
    path("reviews/<uuid:public_id>/edit/", review_edit, name="review_edit"),
    path("reviews/<uuid:public_id>/edit/draft/", review_edit_draft, name="review_edit_draft"),
    path("reviews/<uuid:public_id>/edit/discard/", review_edit_discard, name="review_edit_discard"),
    path("reports/", reports, name="reports"),
    path("reports/<uuid:public_id>/", report, name="report"),
    path("reports/<uuid:public_id>/carry/", report_carry, name="report_carry"),
    path("reports/<uuid:public_id>/thank/", report_thank, name="report_thank"),
    path("reports/<uuid:public_id>/reply/", report_reply, name="report_reply"),
    path("reports/<uuid:public_id>/dispute/", report_dispute, name="report_dispute"),
    path(
        "reports/<uuid:public_id>/dispute/decide/",
        report_dispute_decide,
        name="report_dispute_decide",
    ),
    path(
        "reports/<uuid:public_id>/dispute/reopen/",
        report_dispute_reopen,
        name="report_dispute_reopen",
    ),
    path("reports/disputed/", disputed_reports, name="disputed_reports"),
    path("reports/<uuid:public_id>/report.pdf", report_download, name="report_download"),
    path("reports/<uuid:public_id>/share/", report_share, name="report_share"),
    path("shares/<uuid:public_id>/revoke/", share_revoke, name="share_revoke"),
    path("shared/<str:token>/", shared_report, name="shared_report"),
    path("raters/", rater_flags, name="rater_flags"),
    path("raters/<uuid:public_id>/", rater_flag, name="rater_flag"),
    path("raters/<uuid:public_id>/decide/", rater_flag_decide, name="rater_flag_decide"),
    path("raters/<uuid:public_id>/take-back/", rater_flag_take_back, name="rater_flag_take_back"),
]
