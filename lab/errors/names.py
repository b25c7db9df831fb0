"""Mistakes about names: mistyped, not made yet, made in a cell not run, after a dot, in an import."""

from __future__ import annotations

import ast
import re
import sys

import hardware
from lab.errors.cells import line_making
from lab.errors.fault import Explanation, Fault, Recognisers
from lab.errors.words import ON_THE_SPOT, kind, nearest, own_names, plain, python_names

recognises = Recognisers()

_SHORT = {"np": "import numpy as np", "plt": "import matplotlib.pyplot as plt", "cq": "import cadquery as cq"}
"""Usual short names of modules, and what makes them."""
_MODULES = ("math", "random", "time", "statistics", "json")
"""Modules that lessons use by their own name."""
_FRENCH = {
    "afficher": "print",
    "affiche": "print",
    "ecrire": "print",
    "imprimer": "print",
    "longueur": "len",
    "arrondir": "round",
    "vrai": "True",
    "faux": "False",
    "rien": "None",
}
_OURS = ("hardware", "models", "checks", "views", "solid2", "cadquery", "numpy", "matplotlib")
_NOT_DEFINED = r"name '(\w+)' is not defined"
_RUN_ABOVE = "Menu Exécution → Exécuter tout au-dessus de la cellule sélectionnée."


recognises.mistake(
    UnboundLocalError,
    r"'(\w+)'",
    "un nom lu avant d'avoir une valeur",
    "Dans la fonction, `{1}` est lu avant de recevoir une valeur.",
    "Une fonction qui donne une valeur à un nom en crée un nouveau.",
    "Donner une valeur à `{1}` au début, ou le recevoir entre parenthèses.",
)


@recognises(NameError, _NOT_DEFINED)
def made_below(fault: Fault, match: re.Match[str]) -> Explanation | None:
    """The same cell makes the name further down, or on this very line."""
    name = match[1]
    if fault.place.cell:
        return None
    line = line_making(fault.cell.code, name)
    if line is None or line + fault.cell.shift < fault.place.line:
        return None
    if line + fault.cell.shift == fault.place.line:
        return fault.explain(
            "un nom lu avant d'avoir une valeur",
            f"La ligne lit `{name}` pour le créer : il n'a pas encore de valeur.",
            "Python calcule d'abord ce qui est à droite du `=`.",
            f"Donner une première valeur avant : `{name} = 0`.",
        )
    return fault.explain(
        "un nom utilisé avant d'être créé",
        f"`{name}` est créé plus bas, à la ligne {line + fault.cell.shift}.",
        "Python lit les lignes de haut en bas.",
        "Mettre la ligne qui le crée avant celle-ci.",
    )


@recognises(NameError, _NOT_DEFINED)
def made_by_a_cell_that_was_run(fault: Fault, match: re.Match[str]) -> Explanation | None:
    """A cell run before, or this one above, makes the name, but did not come to it."""
    name = match[1]
    cell = fault.cells.making(name)
    if cell is None:
        return None
    if cell in fault.cells.stopped:
        return fault.explain(
            "un nom créé par une cellule arrêtée en route",
            f"La cellule [{cell.number}] devait créer `{name}`, et n'a pas fini.",
            "Une cellule arrêtée par une erreur ne crée pas la suite.",
            f"Corriger la cellule [{cell.number}], l'exécuter, puis revenir ici.",
        )
    return fault.explain(
        "un nom créé dans certains cas seulement",
        f"`{name}` est créé dans un bloc, et ce bloc n'a pas été exécuté.",
        "Un `if` ou une boucle peut sauter son bloc.",
        f"Donner une valeur à `{name}` avant ce bloc.",
    )


@recognises(NameError, _NOT_DEFINED)
def made_inside_a_function(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name = match[1]
    function = fault.cells.function_making(name)
    if not function:
        return None
    return fault.explain(
        "un nom qui n'existe que dans une fonction",
        f"`{name}` est créé dans la fonction `{function}`, et disparaît à la fin.",
        "Ce qui est créé dans une fonction reste dans la fonction.",
        f"Finir par `return {name}`, puis écrire `{name} = {function}(…)`.",
    )


@recognises(NameError, _NOT_DEFINED)
def made_by_a_cell_not_run(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name = match[1]
    cell = fault.cells.not_run_making(name)
    if cell is None:
        return None
    where = f"sous le titre « {cell.heading} »" if cell.heading else "du carnet"
    if cell.was_run:
        return fault.explain(
            "le noyau a redémarré : les noms sont perdus",
            f"`{name}` est créé dans une cellule {where}.",
            "Depuis le redémarrage, cette cellule n'a pas été exécutée.",
            _RUN_ABOVE,
        )
    return fault.explain(
        "une cellule n'a pas été exécutée",
        f"`{name}` est créé dans une cellule {where}.",
        "Cette cellule n'a pas encore été exécutée.",
        f"L'exécuter d'abord. {_RUN_ABOVE}",
    )


@recognises(NameError, _NOT_DEFINED)
def import_forgotten(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name = match[1]
    line = _SHORT.get(name, f"import {name}" if name in _MODULES else "")
    if name in hardware.__all__:
        line = f"from hardware import {name}"
    if not line:
        return None
    return fault.explain(
        "il manque un import",
        f"`{name}` vient d'un module, et ce module n'est pas chargé.",
        "Un module se charge une fois, avant de s'en servir.",
        f"Ajouter en haut : `{line}`.",
    )


@recognises(NameError, _NOT_DEFINED)
def mistyped_name(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name = match[1]
    own = nearest(name, own_names(fault.names))
    near = own or _FRENCH.get(plain(name), "") or nearest(name, [*python_names(), *hardware.__all__])
    if not near:
        return None
    return _spelled(fault, name, near)


def _spelled(fault: Fault, name: str, near: str) -> Explanation:
    """``name`` for ``near``: a letter, a capital, an accent."""
    if name.casefold() == near.casefold():
        mistake, why = (
            "une majuscule de trop ou de moins",
            "Majuscules et minuscules font des noms différents.",
        )
    elif plain(name) == plain(near):
        mistake, why = "un nom avec ou sans accent", "Avec ou sans accent, ce sont deux noms différents."
    else:
        mistake, why = "un nom mal écrit", "Un nom s'écrit toujours de la même façon, lettre pour lettre."
    return fault.explain(
        mistake,
        f"Python ne connaît pas `{name}`. Il connaît `{near}`.",
        why,
        f"Écrire `{near}`.",
        re.sub(rf"\b{name}\b", near, fault.text),
    )


@recognises(NameError, _NOT_DEFINED)
def unknown_name(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name = match[1]
    return fault.explain(
        "un nom inconnu",
        f"Python ne connaît pas le nom `{name}`.",
        "Un nom se crée avant de s'en servir. Un texte a des guillemets.",
        f'Si c\'est un texte : `"{name}"`. Sinon, exécuter la cellule qui crée ce nom.',
    )


@recognises(ModuleNotFoundError, r"No module named '([\w.]+)'")
def unknown_module(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name = match[1]
    near = nearest(name, [*_OURS, *_MODULES]) or nearest(
        name, [module for module in sys.stdlib_module_names if not module.startswith("_")]
    )
    if near:
        return fault.explain(
            "un nom de module mal écrit",
            f"Le module `{name}` n'existe pas. Il y a `{near}`.",
            "Le nom d'un module s'écrit lettre pour lettre.",
            f"Écrire `{near}`.",
            re.sub(rf"\b{re.escape(name)}\b", near, fault.text),
        )
    return fault.explain(
        "un module absent",
        f"Le module `{name}` n'est pas installé ici.",
        "Seuls les modules installés peuvent être chargés.",
        "Relire le nom dans la leçon, ou appeler la formatrice ou le formateur.",
    )


@recognises(ImportError, r"cannot import name '(\w+)' from '([\w.]+)'")
def unknown_import(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name, module = match[1], match[2]
    near = nearest(name, dir(sys.modules.get(module)))
    return fault.explain(
        "un nom absent du module",
        f"Le module `{module}` n'a pas de `{name}`." + (f" Il a `{near}`." if near else ""),
        "Le nom s'écrit lettre pour lettre, majuscules comprises.",
        f"Écrire `{near}`." if near else "Relire le nom dans la leçon.",
        re.sub(rf"\b{name}\b", near, fault.text) if near else "",
    )


@recognises(AttributeError, r"'NoneType' object has no attribute '(\w+)'")
def attribute_of_nothing(fault: Fault, match: re.Match[str]) -> Explanation | None:
    owner = fault.part("value")
    return nothing(fault, owner)


def nothing(fault: Fault, node: ast.AST | None) -> Explanation | None:
    """A value that is None where something was needed: a result lost, or a function that returns nothing."""
    name = node.id if isinstance(node, ast.Name) else ""
    lost = _lost(fault, name)
    if lost:
        return fault.explain(
            "une valeur perdue : le nom ne contient rien",
            f"`{name}` ne contient rien, à cause de `{name} = {lost}(…)`.",
            "Cet ordre change la liste sur place, et ne rend rien.",
            f"Écrire `{lost}(…)` seul, sans `{name} =`.",
        )
    if _left_empty(fault, name):
        return fault.explain(
            "un nom encore vide (None)",
            f"`{name}` ne contient rien (None).",
            f"`{name} = None` veut dire : rien pour l'instant.",
            f"Donner une valeur à `{name}` plus haut, avant cette ligne.",
        )
    what = f"`{name}` ne contient rien (None)." if name else "Une valeur de cette ligne n'est rien (None)."
    return fault.explain(
        "une valeur vide (None)",
        what,
        "Une fonction sans `return` ne rend rien.",
        "Vérifier que la fonction finit par `return` et le résultat.",
    )


def _lost(fault: Fault, name: str) -> str:
    """The call, like ``mesures.sort``, that left nothing in ``name``; empty if there is none."""
    pattern = rf"\b{name}\s*=\s*(\w+\.(?:{'|'.join(ON_THE_SPOT)}))\("
    for cell in reversed(fault.cells.run.values()):
        found = re.search(pattern, cell.code) if name else None
        if found:
            return found[1]
    return ""


def _left_empty(fault: Fault, name: str) -> bool:
    """Whether the last that ``name`` got, above the line at fault, is a ``None`` written by hand."""
    cell = fault.cells.making(name) if name else None
    if not cell:
        return False
    lines = cell.code.splitlines()
    if cell is fault.cell:
        lines = lines[: fault.place.line - cell.shift - 1]
    given = re.findall(rf"^\s*{name}\s*=(?!=)\s*(\S+)", "\n".join(lines), re.MULTILINE)
    return given[-1:] == ["None"]


@recognises(AttributeError, r"'(tuple|str)' object has no attribute '(append|extend|insert|remove|sort)'")
def changes_what_cannot(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return fault.explain(
        "une suite qui ne peut pas grandir",
        f"L'ordre `{match[2]}` marche sur une liste. Ici, c'est {kind(match[1])}.",
        "Une liste s'écrit avec des crochets.",
        "Créer la liste avec des crochets : `[1, 2]`.",
    )


@recognises(AttributeError, r"(?:module )?'([\w.]+)'(?: object)? has no attribute '(\w+)'")
def unknown_attribute(fault: Fault, match: re.Match[str]) -> Explanation | None:
    name, error = match[2], fault.error
    near = nearest(name, _attributes(getattr(error, "obj", None)))
    if near:
        return _spelled(fault, name, near)
    owner = f"le module `{match[1]}`" if match[0].startswith("module") else kind(match[1])
    return fault.explain(
        "un nom inconnu après le point",
        f"{owner[0].upper()}{owner[1:]} n'a pas de `{name}`.",
        "Après le point, seuls certains noms existent.",
        "Taper le point, puis la touche Tab : la liste des noms s'affiche.",
    )


def _attributes(thing: object) -> list[str]:
    return [name for name in dir(thing) if not name.startswith("_")] if thing is not None else []
