from django.urls import path

from interviews.views.loops import loop, loops

urlpatterns = [
    path("loops/", loops, name="loops"),
    path("loops/<slug:company>/<slug:slug>/", loop, name="loop"),
]
