"""The site's own settings, in the environment that tests run in.

TEST_DATABASE_URL and TEST_REDIS_URL move the tests from the embedded defaults to those
services; each pytest-xdist worker takes a database and a Redis database number of its own.
"""

import atexit
import os
import shutil
import tempfile

_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

os.environ["PREP_ENVIRONMENT"] = "development"
os.environ["PREP_SECRET_KEY"] = "tests-only-" + "0" * 50
os.environ["PREP_SITE_URL"] = "http://127.0.0.1:8000"
os.environ["PREP_VAR_DIR"] = tempfile.mkdtemp(prefix="rehearse-tests-")
atexit.register(shutil.rmtree, os.environ["PREP_VAR_DIR"], ignore_errors=True)
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = ""
if _redis_url := os.environ.get("TEST_REDIS_URL"):
    # 15, 14, …: database 0 may be somebody's
    os.environ["REDIS_URL"] = f"{_redis_url.rstrip('/')}/{15 - int(_WORKER.removeprefix('gw'))}"

from prepplatform.settings import *  # noqa: E402, F403
from prepplatform.settings import DATABASES, VAR_DIR  # noqa: E402

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # The disk need not have it: no test pulls the plug of the database.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
if not os.environ["DATABASE_URL"]:
    # A file, as on the site: SQLite in memory shares one connection among threads, and a race
    # tested on that proves nothing.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
