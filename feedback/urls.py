from django.urls import path

from feedback.views.reports import report, reports
from feedback.views.reviews import review, review_autosave
from feedback.views.sessions import session_feedback

urlpatterns = [
    path("sessions/<uuid:public_id>/feedback/", session_feedback, name="session_feedback"),
    path("reviews/<uuid:public_id>/", review, name="review"),
    path("reviews/<uuid:public_id>/draft/", review_autosave, name="review_autosave"),
    path("reports/", reports, name="reports"),
    path("reports/<uuid:public_id>/", report, name="report"),
]
