from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self) -> None:
        import scheduling.receivers  # noqa: F401, PLC0415 (models must be loaded first)
