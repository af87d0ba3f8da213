from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from prepplatform.health import health, jobs_health

urlpatterns = [
    path("healthz", health, name="health"),
    path("healthz/jobs", jobs_health, name="jobs_health"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("", include("dashboards.urls")),
    path("", include("room.urls")),
    path("", include("scheduling.urls")),
    path("", include("practice.urls")),
    path("", include("feedback.urls")),
    path("", include("interviews.urls")),
    path("", include("cohorts.urls")),
    path("", include("accounts.urls")),
]

if not settings.IS_PRODUCTION:
    urlpatterns.append(path("dev/", include("prepplatform.development.urls")))
