from django.urls import path

from accounts.views.mail import mail_choices, mail_off
from accounts.views.privacy import erase, export, privacy
from accounts.views.profile import profile

urlpatterns = [
    path("profile/", profile, name="profile"),
    path("profile/mail/", mail_choices, name="mail_choices"),
    path("mail/off/<str:token>/", mail_off, name="mail_off"),
    path("profile/privacy/", privacy, name="privacy"),
    path("profile/privacy/export/", export, name="privacy_export"),
    path("profile/privacy/erase/", erase, name="privacy_erase"),
]
