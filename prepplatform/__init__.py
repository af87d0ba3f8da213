import os

# Before anything loads numpy: matrices here are small, and the threads of a matrix library wait
# for each other longer than they compute. Several processes use several cores.
for _library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{_library}_NUM_THREADS", "1")

from prepplatform.celery import app as celery_app  # noqa: E402

__all__ = ["celery_app"]
