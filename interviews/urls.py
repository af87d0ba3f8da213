from django.urls import path

from interviews.views.loops import loop, loops
from interviews.views.onboarding import onboarding, preparation

urlpatterns = [
    path("welcome/", onboarding, name="onboarding"),
    path("preparation/", preparation, name="preparation"),
    path("loops/", loops, name="loops"),
    path("loops/<slug:company>/<slug:slug>/", loop, name="loop"),
]
