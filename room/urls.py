from django.urls import path

from room.views import room, session_moment

urlpatterns = [
    path("sessions/<uuid:public_id>/room/", room, name="room"),
    path("sessions/<uuid:public_id>/room/moments/", session_moment, name="session_moment"),
]
