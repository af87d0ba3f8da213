from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "prepplatform"

    def ready(self) -> None:
        from prepplatform import checks  # noqa: F401, PLC0415 (registers them)
