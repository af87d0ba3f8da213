from django.urls import path

from room.views import room

urlpatterns = [
    path("sessions/<uuid:public_id>/room/", room, name="room"),
]
