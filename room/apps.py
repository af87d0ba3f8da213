from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "room"

    def ready(self) -> None:
        import room.receivers  # noqa: F401, PLC0415 (models must be loaded first)
