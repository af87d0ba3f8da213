from django.apps import AppConfig


class PracticeConfig(AppConfig):
    name = "practice"

    def ready(self) -> None:
        import practice.panels  # noqa: F401, PLC0415 (models must be loaded first)
