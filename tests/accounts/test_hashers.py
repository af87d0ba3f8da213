import threading
import time

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password

from accounts.hashers import QueuedArgon2PasswordHasher


@pytest.fixture
def argon2(settings):
    settings.PASSWORD_HASHERS = ["accounts.hashers.QueuedArgon2PasswordHasher"]


def test_hash_is_djangos_argon2(argon2):
    encoded = make_password("correct horse")

    assert encoded.startswith("argon2$argon2id$")
    assert check_password("correct horse", encoded)
    assert not check_password("wrong horse", encoded)


def test_never_more_hashes_at_once_than_allowed(monkeypatch, settings):
    running, most, lock = 0, 0, threading.Lock()

    def slow(*_args):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1
        return "hash"

    monkeypatch.setattr(Argon2PasswordHasher, "encode", slow)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", slow)
    hasher = QueuedArgon2PasswordHasher()
    work = [lambda: hasher.encode("p", "salt"), lambda: hasher.verify("p", "hash")] * 6
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most == settings.PASSWORD_HASHES_AT_ONCE == 2
