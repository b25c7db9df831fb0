"""Mistakes that raise no error: told gently after the cell, and only when they are certain."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from lab.errors.cells import Cell, parsed
from lab.errors.fault import Explanation, Place
from lab.errors.words import ON_THE_SPOT


def notices(cell: Cell, names: Mapping[str, Any]) -> list[Explanation]:
    """What is surely wrong in a cell that ran to its end, top to bottom; each mistake once."""
    tree = parsed(cell.code)
    if tree is None:
        return []
    found: dict[str, Explanation] = {}
    for node in _statements(tree):
        for look in _LOOKS:
            told = look(node, cell, names)
            if told:
                found.setdefault(told.mistake, told)
    return list(found.values())


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """Every statement but the last one when it is a value: the notebook shows that one."""
    last = tree.body[-1] if tree.body else None
    for node in ast.walk(tree):
        if isinstance(node, ast.stmt) and not (node is last and isinstance(node, ast.Expr)):
            yield node
    if isinstance(last, ast.Expr) and isinstance(last.value, ast.Name):
        yield last


def _comma_as_point(node: ast.stmt, cell: Cell, _: Mapping[str, Any]) -> Explanation | None:
    """``prix = 3,5``: two whole numbers, no space after the comma, one name."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Tuple(elts=[left, right]) as pair):
            parts = (left, right, pair)
        case _:
            return None
    before, after, both = (ast.get_source_segment(cell.code, part) or "" for part in parts)
    written = re.fullmatch(r"(?:.*(?<![\w.]))?(\d+),(\d+)(?![\w.]).*", both)
    if not written or both != f"{before},{after}" or written.start(2) != len(before) + 1:
        return None
    line = cell.code.splitlines()[node.lineno - 1]
    comma = f"{written[1]},{written[2]}"
    number = comma.replace(",", ".")
    return _told(
        node,
        cell,
        "une virgule à la place du point",
        f"`{name}` reçoit deux nombres, à cause de la virgule.",
        "Un nombre à virgule s'écrit avec un point.",
        f"Écrire `{number}`.",
        line.replace(comma, number),
    )


def _result_lost(node: ast.stmt, cell: Cell, names: Mapping[str, Any]) -> Explanation | None:
    """``mesures = mesures.sort()``: the name holds nothing."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=ast.Attribute(attr=method, value=ast.Name(id=owner))),
        ) if method in ON_THE_SPOT and names.get(name, ...) is None:
            return _told(
                node,
                cell,
                "un nom qui ne reçoit rien",
                f"`{name}` ne contient rien (None).",
                f"`{method}` change `{owner}` sur place, et ne rend rien.",
                f"Écrire la ligne sans `{name} =`.",
            )
    return None


def _not_called(node: ast.stmt, cell: Cell, names: Mapping[str, Any]) -> Explanation | None:
    """``print`` alone on its line."""
    match node:
        case ast.Expr(value=ast.Name(id=name)) if inspect.isroutine(_known(name, names)):
            return _told(
                node,
                cell,
                "une fonction sans ses parenthèses",
                f"`{name}` est écrit sans parenthèses : rien n'est fait.",
                "Les parenthèses disent à Python d'appeler la fonction.",
                f"Écrire `{name}()`, avec ce qu'elle doit recevoir.",
            )
    return None


def _known(name: str, names: Mapping[str, Any]) -> Any:
    return names.get(name, getattr(builtins, name, None))


def _compared_for_nothing(node: ast.stmt, cell: Cell, _: Mapping[str, Any]) -> Explanation | None:
    """``largeur == 30`` as a line of its own."""
    match node:
        case ast.Expr(value=ast.Compare(left=ast.Name(id=name), ops=[ast.Eq()])):
            return _told(
                node,
                cell,
                "une comparaison qui ne sert à rien",
                f"La ligne compare `{name}`, et n'en fait rien.",
                "`==` compare ; `=` range une valeur sous un nom.",
                "Pour ranger la valeur, écrire un seul `=`.",
            )
    return None


def _always_true(node: ast.stmt, cell: Cell, _: Mapping[str, Any]) -> Explanation | None:
    """``if couleur == "rouge" or "vert":``."""
    match node:
        case (
            ast.If(test=ast.BoolOp(op=ast.Or(), values=values))
            | ast.While(test=ast.BoolOp(op=ast.Or(), values=values))
        ):
            pass
        case _:
            return None
    alone = [value for value in values if isinstance(value, ast.Constant) and value.value]
    if not alone or not isinstance(values[0], ast.Compare):
        return None
    left = ast.get_source_segment(cell.code, values[0].left)
    other = ast.get_source_segment(cell.code, alone[0])
    return _told(
        node,
        cell,
        "une condition toujours vraie",
        f"Après `or`, la valeur `{other}` est seule.",
        "Une valeur seule compte comme vraie.",
        f"Écrire `or {left} == {other}`.",
    )


_LOOKS: tuple[Callable[[ast.stmt, Cell, Mapping[str, Any]], Explanation | None], ...] = (
    _comma_as_point,
    _result_lost,
    _not_called,
    _compared_for_nothing,
    _always_true,
)


def _told(
    node: ast.stmt, cell: Cell, mistake: str, constat: str, pourquoi: str, piste: str, corrected: str = ""
) -> Explanation:
    text = cell.code.splitlines()[node.lineno - 1]
    place = Place(node.lineno + cell.shift, text)
    return Explanation(mistake, constat, pourquoi, piste, place, corrected.rstrip())
