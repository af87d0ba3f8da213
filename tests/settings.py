"""The site's own settings, in the environment that tests run in."""

import os
import tempfile

os.environ.setdefault("PREP_ENVIRONMENT", "development")
os.environ.setdefault("PREP_SECRET_KEY", "tests-only-" + "0" * 50)
os.environ.setdefault("PREP_VAR_DIR", tempfile.mkdtemp(prefix="rehearse-tests-"))

from prepplatform.settings import *  # noqa: F403
