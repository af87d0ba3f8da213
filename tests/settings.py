"""The site's own settings, in the environment that tests run in.

TEST_DATABASE_URL and TEST_REDIS_URL move the tests from the embedded defaults to those
services; each process of each run takes what it uses there for itself (tests/services.py).
"""

import os

from tests.services import own_folder, own_postgresql_database, own_redis_database

os.environ["PREP_ENVIRONMENT"] = "development"
os.environ["PREP_SECRET_KEY"] = "tests-only-" + "0" * 50
os.environ["PREP_SITE_URL"] = "http://127.0.0.1:8000"
os.environ["PREP_VAR_DIR"] = str(own_folder())
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL", "")
os.environ["REDIS_URL"] = ""
if _redis_url := os.environ.get("TEST_REDIS_URL"):
    os.environ["REDIS_URL"] = own_redis_database(_redis_url)

from prepplatform.settings import *  # noqa: F403
from prepplatform.settings import DATABASES, VAR_DIR

if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # The disk need not have it: no test pulls the plug of the database.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"
    DATABASES["default"]["TEST"] = {"NAME": own_postgresql_database(os.environ["DATABASE_URL"])}
if not os.environ["DATABASE_URL"]:
    # A file, as on the site: SQLite in memory shares one connection among threads, and a race
    # tested on that proves nothing.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
