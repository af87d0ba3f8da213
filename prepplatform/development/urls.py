"""Pages that only a development site has. prepplatform.urls leaves them out of production."""

from django.urls import path

from prepplatform.development.components import components
from prepplatform.development.views import mailbox, mailbox_message

urlpatterns = [
    path("mail/", mailbox, name="mailbox"),
    path("mail/<str:name>/", mailbox_message, name="mailbox_message"),
    path("components/", components, name="components"),
]
