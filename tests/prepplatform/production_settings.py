"""Production settings with the collected static files of one test."""

import os

from prepplatform.settings import *  # noqa: F403

STATIC_ROOT = os.environ["TEST_STATIC_ROOT"]
