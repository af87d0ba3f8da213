"""The Celery application: `celery -A prepplatform worker` and `celery -A prepplatform beat`.

It carries no truth of its own: a task names a row of jobs.Job, and beat only resends due rows.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prepplatform.settings")

app = Celery("prepplatform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["jobs"])
