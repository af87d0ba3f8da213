"""`manage.py compile_kernels`: so that nobody waits for a compiler after a new version."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from scheduling.domain.compiling import compile_kernels
from scheduling.domain.matching import jit

OLD_DAYS = 30


class Command(BaseCommand):
    help = "Compile matching and the partner search, and keep the machine code for all processes."
    requires_system_checks = ()  # they are the site's, which has no part in it

    def handle(self, *args: Any, **options: Any) -> None:
        if jit.KEPT_IN is None:
            self.stderr.write(
                "Nothing was compiled: there is no folder to keep it in, so each process will "
                "compile for itself. Set NUMBA_CACHE_DIR to a folder that they may write."
            )
            return
        begun = time.monotonic()
        compile_kernels(clock=time.monotonic)
        jit.remove_old_code(jit.KEPT_IN, before=time.time() - OLD_DAYS * 24 * 60 * 60)
        if options["verbosity"]:
            seconds = time.monotonic() - begun
            self.stdout.write(f"Compiled in {seconds:.0f} s, kept in {jit.KEPT_IN}")
