"""Pack every document again and again, as if each process were about to: the chaos runs two.

python -m tests.benchmarks.relay.packing
"""

import time

import django

django.setup()

from room.actions.documents import compact_document  # noqa: E402
from room.models import CollabDoc  # noqa: E402


def main() -> None:
    while True:
        for doc_id in CollabDoc.objects.values_list("pk", flat=True):
            compact_document(doc_id, at_least=3)
        time.sleep(0.02)


if __name__ == "__main__":
    main()
