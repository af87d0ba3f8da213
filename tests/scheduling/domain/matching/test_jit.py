import numba
import pytest

from scheduling.domain.matching import jit


def double(number: int) -> int:
    return 2 * number


@pytest.mark.parametrize("can_keep", [True, False])
def test_kernels_compile_where_no_directory_can_keep_them(monkeypatch, can_keep):
    asked = []

    def njit(*, nogil: bool, cache: bool = False):
        asked.append(cache)
        if cache and not can_keep:
            raise RuntimeError("cannot cache function 'double': no locator available")
        return numba.njit(nogil=nogil)

    monkeypatch.setattr(jit, "njit", njit)
    assert jit.kernel(double)(21) == 42
    assert asked == ([True] if can_keep else [True, False])
