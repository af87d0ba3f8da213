from django.urls import path

from room.consumers import RoomConsumer

websocket_urlpatterns = [
    path("ws/room/<uuid:public_id>/", RoomConsumer.as_asgi(), name="room_socket"),
]
