"""Quantities such as `270 Tbit/s`, and formulas over them that can be computed again."""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PREFIXES = {"k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "P": 1e15, "E": 1e18}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, **_PREFIXES}
_SECONDS = {
    **{"µs": 1e-6, "ms": 1e-3, "s": 1.0, "second": 1.0, "seconds": 1.0},
    **{"min": 60.0, "minute": 60.0, "minutes": 60.0, "h": 3600.0, "hour": 3600.0, "hours": 3600.0},
    **{"day": 86_400.0, "days": 86_400.0},
}
_NUMBER = re.compile(
    r"([+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*(.*)\Z"
)
_PREFIXED = re.compile(r"([kMGTPE])((bit|B|Hz)\b|/s\b)")


class NotComputable(ValueError):
    """The text is no quantity or formula; the message says why."""


@dataclass(frozen=True)
class Quantity:
    """`value` without prefix (in bit/s, B, s or what is counted); `text` as it was written."""

    value: float
    text: str


def read_quantity(text: str) -> Quantity:
    """Read `30 M streams`, `17 GB`, `4 s`, `8 h`, `68 %` or `5,000 servers`.

    A prefix may stand on bit, B and Hz, or by itself before what is counted; durations become
    seconds, percentages shares of one.
    """
    match = _NUMBER.match(text.strip())
    if match is None:
        raise NotComputable(f"`{text}` is no quantity such as 30 M streams or 17 GB")
    value, unit = float(match[1].replace(",", "")), match[2].strip()
    first, _, rest = unit.partition(" ")
    if first in _SCALES and (rest or first not in ("E",)):
        value, unit = value * _SCALES[first], rest
    elif prefixed := _PREFIXED.match(unit):
        value, unit = value * _PREFIXES[prefixed[1]], unit[1:]
    if unit.split(" ")[0] == "%":
        value /= 100
    elif unit in _SECONDS:
        value *= _SECONDS[unit]
    return Quantity(value, text.strip())


_OPERATORS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_FUNCTIONS: dict[str, Callable[..., float]] = {
    **{"sqrt": math.sqrt, "ceil": math.ceil, "floor": math.floor, "log2": math.log2},
    **{"max": max, "min": min},
}
MAX_FORMULA = 300


def compute(formula: str, known: Mapping[str, float]) -> float:
    """The value of an arithmetic formula over names in `known`. Raises NotComputable."""
    if len(formula) > MAX_FORMULA:
        raise NotComputable(f"the formula is longer than {MAX_FORMULA} characters")
    try:
        value = float(_value(ast.parse(formula.strip(), mode="eval").body, known))
    except SyntaxError:
        raise NotComputable(f"`{formula}` is no formula") from None
    except (ZeroDivisionError, OverflowError, ValueError, TypeError) as error:
        if isinstance(error, NotComputable):
            raise
        raise NotComputable(f"`{formula}` cannot be computed: {error}") from None
    if not math.isfinite(value):
        raise NotComputable(f"`{formula}` is not finite")
    return value


def _value(node: ast.expr, known: Mapping[str, float]) -> float:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.Name(id=name):
            raise NotComputable(f"`{name}` is neither given nor computed further up")
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, known)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return float(_OPERATORS[type(op)](_value(left, known), _value(right, known)))
        case ast.BinOp(left=left, op=ast.Pow(), right=ast.Constant(value=int() as power)) if (
            abs(power) <= 10
        ):
            return float(_value(left, known) ** power)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return float(_FUNCTIONS[name](*(_value(argument, known) for argument in args)))
    raise NotComputable("a formula has numbers, names, + - * / ** ( ) and sqrt ceil floor max min")


def spelled_out(formula: str, shown: Mapping[str, str]) -> str:
    """The formula as people write it: names replaced by what they stand for, × for *."""

    def written(match: re.Match[str]) -> str:
        if match[0][0].isalpha():
            return shown.get(match[0], match[0])
        value = float(match[0])
        return f"{value:,.0f}" if value >= 10_000 else match[0]

    words = re.sub(r"[A-Za-z_]\w*|\d+(?:\.\d+)?(?:e\d+)?", written, formula)
    return words.replace("**", "^").replace(" * ", " × ").replace("*", "×").replace(" - ", " − ")
