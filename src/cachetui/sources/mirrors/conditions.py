"""``when`` of an include: a condition that Spack runs as Python, judged without running it.

Understood is what conditions are made of: texts, ``env``, the host's names, comparisons, ``and``,
``or``, ``not``, and a few harmless calls. Spack: lib/spack/spack/spec.py, eval_conditional.
"""

from __future__ import annotations

import ast
import operator
import os
import re
import socket
from collections.abc import Callable, Mapping
from typing import Any, Final

from cachetui.safe_text import safe
from cachetui.sources.mirrors.places import architecture, this_host

LONGEST = 1000
"""Characters of a condition."""


class ConditionError(ValueError):
    """A condition cannot be judged; the message is half a sentence that quotes nothing of it."""


def holds(condition: str) -> bool:
    """Return whether *condition* holds on this machine; raises ConditionError."""
    try:
        tree = ast.parse(condition[: LONGEST + 1].strip(), mode="eval")
        if len(condition) <= LONGEST:
            return bool(_value(tree.body))
    except KeyError as error:
        raise ConditionError(f"asks for ${safe(str(error.args[0]))}, which is not set") from None
    except (SyntaxError, TypeError, ValueError, RecursionError, MemoryError, re.error):
        pass
    raise ConditionError("is not understood")


def _value(node: ast.expr) -> Any:
    handler = _HANDLERS.get(type(node))
    if handler is None:
        raise ValueError
    return handler(node)


def _name(node: ast.Name) -> Any:
    if node.id not in _NAMES:
        raise ValueError
    return _NAMES[node.id]()


def _compare(node: ast.Compare) -> bool:
    """Return whether a chain of comparisons holds; raises ValueError for any other sign."""
    left = _value(node.left)
    for sign, other in zip(node.ops, node.comparators, strict=True):
        if type(sign) not in _COMPARISONS:
            raise ValueError
        right = _value(other)
        if not _COMPARISONS[type(sign)](left, right):
            return False
        left = right
    return True


def _either(node: ast.BoolOp) -> Any:
    """Return the first value that decides ``and`` or ``or``, else the last; none is asked after."""
    deciding = isinstance(node.op, ast.Or)
    for value in node.values:
        found = _value(value)
        if bool(found) is deciding:
            break
    return found


def _unary(node: ast.UnaryOp) -> bool:
    if not isinstance(node.op, ast.Not):
        raise ValueError
    return not _value(node.operand)


def _item(node: ast.Subscript) -> str:
    """Return the value of ``env["NAME"]``; raises KeyError where it is not set."""
    owner = _value(node.value)
    if not isinstance(owner, dict):
        raise ValueError
    return str(owner[_value(node.slice)])


def _call(node: ast.Call) -> Any:
    """Return what ``env.get(...)``, ``re.search(...)`` or a text's own method returns."""
    if not isinstance(node.func, ast.Attribute) or node.keywords:
        raise ValueError
    name, arguments = node.func.attr, [_value(argument) for argument in node.args]
    if isinstance(node.func.value, ast.Name) and node.func.value.id == "re":
        if name in ("match", "search", "fullmatch"):
            return getattr(re, name)(*arguments)
        raise ValueError
    owner = _value(node.func.value)
    if name not in _METHODS.get(type(owner), ()):
        raise ValueError
    return getattr(owner, name)(*arguments)


_METHODS: Final[Mapping[type, tuple[str, ...]]] = {
    str: ("startswith", "endswith", "lower", "upper", "strip"),
    dict: ("get",),
}
_COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_NAMES: Mapping[str, Callable[[], Any]] = {
    "env": lambda: dict(os.environ),
    "platform": lambda: this_host().platform,
    "os": lambda: this_host().os,
    "target": lambda: this_host().target,
    "arch_str": architecture,
    "hostname": socket.gethostname,
}
_HANDLERS: Mapping[type, Callable[[Any], Any]] = {
    ast.Constant: lambda node: node.value,
    ast.Name: _name,
    ast.Compare: _compare,
    ast.BoolOp: _either,
    ast.UnaryOp: _unary,
    ast.Subscript: _item,
    ast.List: lambda node: [_value(value) for value in node.elts],
    ast.Tuple: lambda node: tuple(_value(value) for value in node.elts),
    ast.Call: _call,
}
