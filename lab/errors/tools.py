"""Errors that are no mistake of writing: a tool that refuses or breaks, an error of ours, a stop."""

from __future__ import annotations

import ast
import re

from hardware.errors import HardwareError
from lab.errors.fault import Explanation, Fault, Recognisers
from lab.errors.words import shown

recognises = Recognisers()

_OURS = ("hardware", "models", "checks", "views", "lab")
_BREAKDOWNS = (AssertionError, NameError, ImportError, NotImplementedError, SystemError)
"""What a library raises when it is itself at fault, whatever it was asked."""
_JUDGES_WHAT_IT_GOT = re.compile(r"isinstance|issubclass|hasattr|\btype\(|\bcallable\(")
"""In an assertion of a library: it refuses what it was given."""
_ASKED_WRONG = (TypeError, ValueError, AttributeError, LookupError, ArithmeticError, OSError)
"""What a library raises when what it was asked makes no sense, most of the time."""


@recognises(Exception, in_tools=True)
def already_told(fault: Fault, _: re.Match[str]) -> Explanation | None:
    """Errors of ours are written for the learner, in three parts or in one text."""
    error = fault.error
    parts = [getattr(error, part, "") for part in ("mistake", "constat", "pourquoi", "piste")]
    if all(parts):
        return fault.explain(*parts)
    ours = type(error).__module__.partition(".")[0] in _OURS
    if isinstance(error, HardwareError) or ours:
        return fault.explain(fault.message)
    return None


@recognises(KeyboardInterrupt, in_tools=True)
def stopped(fault: Fault, _: re.Match[str]) -> Explanation | None:
    loop = _endless_loop(fault)
    if loop is None:
        return fault.explain("Programme arrêté à la demande.")
    return fault.explain(
        "Programme arrêté à la demande.",
        f"Le programme était dans la boucle `while` de la ligne {loop}.",
        "Une boucle `while` tourne tant que sa condition est vraie.",
        "Vérifier qu'une ligne du bloc change la condition.",
    )


def _endless_loop(fault: Fault) -> int | None:
    """The line of the ``while`` that was running, as the learner counts it; None if there is none."""
    line = fault.place.line - fault.cell.shift
    loops = [
        node.lineno
        for node in ast.walk(ast.parse(fault.cell.code))
        if isinstance(node, ast.While) and node.lineno <= line <= (node.end_lineno or 0)
    ]
    return max(loops) + fault.cell.shift if loops else None


# What cadquery says, in its own English or in its kernel's.
recognises.mistake(
    Exception,
    r"^BRep_API: command not done",
    "cadquery ne peut pas construire cette forme",
    "cadquery n'y arrive pas avec ces nombres.",
    "Souvent, un congé ou un chanfrein est trop grand pour la pièce.",
    "Essayer un nombre plus petit, par exemple la moitié.",
    in_tools=True,
)
recognises.mistake(
    ValueError,
    r"^No pending wires present",
    "il n'y a pas de dessin à extruder",
    "`extrude` ne trouve aucun dessin fermé.",
    "`extrude` donne une épaisseur à un dessin fermé.",
    "Dessiner d'abord, avec `rect` ou `circle`. Après `polyline`, ajouter `.close()`.",
    in_tools=True,
)
recognises.mistake(
    ValueError,
    r"^Cannot find a solid on the stack",
    "il n'y a pas encore de pièce",
    "Cet ordre travaille une pièce. Ici, il n'y en a pas encore.",
    "On perce ou on arrondit une pièce déjà extrudée.",
    "Extruder d'abord le dessin, avec `extrude`.",
    in_tools=True,
)
recognises.mistake(
    Exception,
    r"^Expected \{\{'XY'",
    "la face ou le bord demandé n'existe pas",
    "Le texte entre guillemets ne désigne aucune face, aucun bord.",
    "Ce texte suit une règle : un signe, puis un axe.",
    'Écrire par exemple `faces(">Z")` ou `edges("|Z")`.',
    in_tools=True,
)
recognises.mistake(
    Exception,
    r"^BRepSweep_Translation::Constructor|radius should be positive",
    "une taille nulle ou négative",
    "Un nombre de cette ligne est nul ou négatif.",
    "Une forme a une taille plus grande que zéro.",
    "Vérifier les nombres, et les noms calculés avant.",
    in_tools=True,
)


@recognises(Exception, in_tools=True)
def tool_broken(fault: Fault, _: re.Match[str]) -> Explanation | None:
    if not fault.tool:
        return None
    ours = fault.tool in _OURS and not isinstance(fault.error, _ASKED_WRONG)
    if not ours and not isinstance(fault.error, _BREAKDOWNS):
        return None
    if isinstance(fault.error, AssertionError) and _JUDGES_WHAT_IT_GOT.search(fault.tool_line):
        return None
    return fault.explain(
        "un outil est en panne",
        f"L'outil `{fault.tool}` s'est arrêté." + _said(fault),
        "L'erreur est dans l'outil. Cette ligne n'y est pour rien.",
        "Appeler la formatrice ou le formateur.",
    )


@recognises(Exception, in_tools=True)
def tool_refuses(fault: Fault, _: re.Match[str]) -> Explanation | None:
    if not fault.tool:
        return None
    return fault.explain(
        "un outil ne peut pas faire ce qui est demandé",
        f"L'outil `{fault.tool}` s'est arrêté sur cette ligne." + _said(fault) + _given(fault),
        "Une valeur donnée n'est sans doute pas possible.",
        "Vérifier ces valeurs. Si elles semblent justes, appeler la formatrice ou le formateur.",
    )


def _said(fault: Fault) -> str:
    text = " ".join(fault.message.split())[:200].replace("`", "'")
    return f" Il dit : « {text} »." if text else ""


def _given(fault: Fault) -> str:
    """What the learner's line gave to the tool: the names of the call, with their values."""
    if not isinstance(fault.node, ast.Call):
        return ""
    names = dict.fromkeys(
        node.id
        for argument in (*fault.node.args, *(word.value for word in fault.node.keywords))
        for node in ast.walk(argument)
        if isinstance(node, ast.Name) and not callable(fault.names.get(node.id))
    )
    told = ", ".join(f"`{name}` = {shown(fault.names[name])}" for name in names if name in fault.names)
    return f" Valeurs données : {told}." if told else ""
