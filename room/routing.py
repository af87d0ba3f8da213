from django.urls import path

from room.consumers import RoomConsumer
from room.relay.socket import document_socket

websocket_urlpatterns = [
    path("ws/room/<uuid:public_id>/", RoomConsumer.as_asgi(), name="room_socket"),
    # an ASGI application, which Channels' router takes as well
    path("ws/doc/<str:key>/", document_socket, name="document_socket"),  # type: ignore[arg-type]
]
