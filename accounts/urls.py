from django.urls import path

from accounts.views.privacy import erase, export, privacy
from accounts.views.profile import profile

urlpatterns = [
    path("profile/", profile, name="profile"),
    path("profile/privacy/", privacy, name="privacy"),
    path("profile/privacy/export/", export, name="privacy_export"),
    path("profile/privacy/erase/", erase, name="privacy_erase"),
]
