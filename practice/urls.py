from django.urls import path

from practice.views.checklist import checklist
from practice.views.stories import stories, story, story_delete, story_new, story_restore
from practice.views.tellings import session_told, story_rounds

urlpatterns = [
    path("stories/", stories, name="stories"),
    path("stories/new/", story_new, name="stories_new"),
    path("stories/<uuid:public_id>/", story, name="story"),
    path("stories/<uuid:public_id>/delete/", story_delete, name="story_delete"),
    path("stories/<uuid:public_id>/restore/", story_restore, name="story_restore"),
    path("stories/<uuid:public_id>/rounds/", story_rounds, name="story_rounds"),
    path("sessions/<uuid:public_id>/told/", session_told, name="session_told"),
    path("checklist/", checklist, name="checklist"),
]
