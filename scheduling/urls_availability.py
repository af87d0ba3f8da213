from datetime import date

from django.urls import path, register_converter

from scheduling.views.availability import (
    availability,
    availability_copy,
    availability_exception,
    availability_exception_remove,
    availability_limits,
    availability_template,
    availability_week,
    availability_window,
    availability_window_remove,
)
from scheduling.views.partners import partners, partners_widen, partners_widen_undo
from scheduling.views.standby import standby, standby_ask, standby_leave


class DateConverter:
    """A date as in 2026-12-24; what is no date is no address of ours."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DateConverter, "date")

urlpatterns = [
    path("availability/", availability, name="availability"),
    path("availability/hours/", availability_window, name="availability_window"),
    path(
        "availability/hours/<int:pk>/remove/",
        availability_window_remove,
        name="availability_window_remove",
    ),
    path("availability/limits/", availability_limits, name="availability_limits"),
    path("availability/week/", availability_week, name="availability_week"),
    path("availability/hours/usual/", availability_template, name="availability_template"),
    path("availability/hours/copy/", availability_copy, name="availability_copy"),
    path("availability/dates/", availability_exception, name="availability_exception"),
    path(
        "availability/dates/<date:day>/remove/",
        availability_exception_remove,
        name="availability_exception_remove",
    ),
    path("now/", standby, name="standby"),
    path("now/leave/", standby_leave, name="standby_leave"),
    path("now/<uuid:public_id>/ask/", standby_ask, name="standby_ask"),
    path("partners/", partners, name="partners"),
    path("partners/widen/", partners_widen, name="partners_widen"),
    path("partners/widen/undo/", partners_widen_undo, name="partners_widen_undo"),
]
