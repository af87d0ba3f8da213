"""Production settings with the collected static files of one test."""

import os

from prepplatform.settings import *  # noqa: F403
from prepplatform.settings import STORAGES

STATIC_ROOT = os.environ["TEST_STATIC_ROOT"]
# Named by their content and checked as on a site, but not compressed: that takes half a minute.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
