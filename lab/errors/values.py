"""Mistakes about values: text and numbers, what a function receives, lists, dictionaries, files."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lab.errors.fault import Explanation, Fault, Recognisers
from lab.errors.names import nothing
from lab.errors.words import count, kind, nearest, shown
from lab.errors.writing import comma_as_point

recognises = Recognisers()

_TOO_FEW = "il manque une valeur entre les parenthèses"
_TOO_MANY = "trop de valeurs entre les parenthèses"
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])(\d+),(\d+)(?![\w.,])")


@recognises(TypeError, r"tuple|multiply sequence", in_tools=True)
def comma_number(fault: Fault, _: re.Match[str]) -> Explanation | None:
    """``prix = 3,5`` made two values; it shows here."""
    for name, value in fault.names.items():
        if not (_is_pair(value) and re.search(rf"\b{re.escape(name)}\b", fault.bare)):
            continue
        number = f"{value[0]}.{value[1]}"
        return fault.explain(
            "une virgule à la place du point",
            f"`{name}` vaut {shown(value)} : deux nombres, pas un.",
            "En Python, la virgule sépare deux valeurs.",
            f"Corriger la ligne qui crée `{name}` : `{name} = {number}`.",
        )
    return None


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and all(type(part) is int for part in value)


@recognises(TypeError, r'can only concatenate (\w+) \(not "(\w+)"\)')
def concatenated(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return _operands(fault, "+", match[1], match[2])


@recognises(TypeError, r"unsupported operand type\(s\) for (\S+): '(\w+)' and '(\w+)'")
def operands(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return _operands(fault, match[1].removesuffix("="), match[2], match[3])


@recognises(TypeError, r"'(\S+)' not supported between instances of '(\w+)' and '(\w+)'")
def compared(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return _operands(fault, match[1], match[2], match[3])


@recognises(TypeError, r"can't multiply sequence by non-int of type 'float'")
def multiplied(fault: Fault, _: re.Match[str]) -> Explanation | None:
    return _operands(fault, "*", "str", "float")


def _operands(fault: Fault, sign: str, left: str, right: str) -> Explanation | None:
    kinds = {left, right}
    nodes = _sides(fault.node)
    if "NoneType" in kinds:
        return nothing(fault, nodes[(left, right).index("NoneType")] if nodes else None)
    if "une fonction" in map(kind, kinds):
        return fault.explain(
            "une fonction sans ses parenthèses",
            "La ligne calcule avec une fonction, pas avec son résultat.",
            "Sans parenthèses, une fonction n'est pas appelée.",
            "Ajouter `()` après le nom de la fonction.",
        )
    if "str" in kinds and kinds <= {"str", "int", "float"}:
        return _text_and_number(fault, sign, nodes)
    return fault.explain(
        "deux valeurs qui ne vont pas ensemble",
        f"`{sign}` est entre {kind(left)} et {kind(right)}.",
        "Python ne sait pas faire ce calcul.",
        "Regarder ce que valent les deux noms, avec `print`.",
    )


def _text_and_number(fault: Fault, sign: str, nodes: Sequence[ast.AST]) -> Explanation:
    text = next((node for node in nodes if isinstance(fault.value(node), str)), None)
    written = fault.source(text)
    what = f" : `{written}` vaut {shown(fault.value(text))}" if isinstance(text, ast.Name) else ""
    if sign == "+" and not what:
        hint = "Pour l'afficher : `print(texte, nombre)`. Pour calculer : `float(texte)`."
    elif what:
        hint = f"Pour calculer : `float({written})`. Pour afficher : une virgule dans `print`."
    else:
        hint = "Pour calculer, changer le texte en nombre : `float(texte)`."
    return fault.explain(
        "un texte et un nombre mélangés",
        f"La ligne met un texte et un nombre de chaque côté de `{sign}`{what}.",
        "Un texte entre guillemets n'est pas un nombre, même avec des chiffres.",
        hint,
    )


def _sides(node: ast.AST | None) -> list[ast.AST]:
    """The two values that an operation joins; none if unknown."""
    match node:
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Compare(left=left, comparators=[right]):
            return [left, right]
    return []


@recognises(TypeError, r"'(\w+)' object is not callable")
def not_callable(fault: Fault, match: re.Match[str]) -> Explanation | None:
    called = fault.part("func")
    written = fault.source(called)
    if isinstance(called, ast.Name) and hasattr(builtins, called.id):
        return fault.explain(
            "un nom qui cache une fonction",
            f"`{written}` vaut {shown(fault.value(called))} : la fonction `{written}` est cachée.",
            f"Une ligne `{written} = …` a pris le nom d'une fonction de Python.",
            f"Renommer ce `{written}`, puis exécuter `del {written}`.",
        )
    if match[1] in ("list", "tuple", "dict", "str"):
        return fault.explain(
            "des parenthèses à la place des crochets",
            f"Des parenthèses suivent `{written}`, qui est {kind(match[1])}.",
            "Les parenthèses appellent une fonction ; les crochets prennent un élément.",
            f"Écrire `{written}[…]`.",
        )
    if match[1] in ("int", "float"):
        return fault.explain(
            "il manque le signe *",
            f"Le nombre `{written}` est suivi d'une parenthèse.",
            "Python croit que ce nombre est une fonction.",
            f"Pour multiplier : `{written} * (…)`.",
        )
    return fault.explain(
        "des parenthèses après ce qui n'est pas une fonction",
        f"Des parenthèses suivent `{written}`, qui est {kind(match[1])}.",
        "Les parenthèses appellent une fonction.",
        "Enlever les parenthèses, ou vérifier le nom.",
    )


@recognises(TypeError, r"(\w+)\(\) missing (\d+) required (?:positional|keyword-only) arguments?: (.+)")
def missing_argument(fault: Fault, match: re.Match[str]) -> Explanation | None:
    names = re.findall(r"'(\w+)'", match[3])
    told = ", ".join(f"`{name}`" for name in names)
    return fault.explain(
        _TOO_FEW,
        f"`{match[1]}` attend encore {count(len(names), 'valeur')} : {told}.",
        "Chaque nom entre les parenthèses du `def` attend une valeur.",
        f"Donner une valeur pour {told}.",
    )


@recognises(TypeError, r"(\w+)\(\) (?:takes|expected) .*?(\d+) .*?(?:but|got) (\d+)")
def too_many_arguments(fault: Fault, match: re.Match[str]) -> Explanation | None:
    comma = _DECIMAL_COMMA.search(fault.bare)
    if comma:
        return comma_as_point(fault, comma)
    takes, given = int(match[2]), int(match[3])
    if isinstance(fault.node, ast.Call):
        written = len(fault.node.args) + len(fault.node.keywords)
        takes, given = max(0, takes - (given - written)), written  # a method counts itself
    return _miscounted(fault, match[1], takes, given)


@recognises(TypeError, r"(\w+)\(\) takes (no|exactly one) arguments? \((\d+) given\)")
def arguments_of_python(fault: Fault, match: re.Match[str]) -> Explanation | None:
    comma = _DECIMAL_COMMA.search(fault.bare)
    if comma:
        return comma_as_point(fault, comma)
    takes, given = int(match[2] == "exactly one"), int(match[3])
    return _miscounted(fault, match[1], takes, given)


def _miscounted(fault: Fault, function: str, takes: int, given: int) -> Explanation:
    return fault.explain(
        _TOO_MANY if given > takes else _TOO_FEW,
        f"`{function}` reçoit {count(given, 'valeur')}, et en attend {takes}.",
        "Il faut une valeur pour chaque nom attendu, pas plus.",
        "Compter les virgules. Un nombre s'écrit avec un point : `0.5`.",
    )


@recognises(TypeError, r"(?:(\w+)\(\) got an unexpected keyword argument '(\w+)')")
@recognises(TypeError, r"'(\w+)' is an invalid keyword argument for (\w+)\(\)")
def unknown_argument(fault: Fault, match: re.Match[str]) -> Explanation | None:
    function, name = (match[1], match[2]) if match[0].endswith("'") else (match[2], match[1])
    near = nearest(name, _parameters(fault))
    return fault.explain(
        "un nom inconnu entre les parenthèses",
        f"`{function}` n'attend pas `{name}=`." + (f" Il attend `{near}=`." if near else ""),
        "Entre les parenthèses, `nom=valeur` demande un nom prévu.",
        f"Écrire `{near}=`." if near else f"Enlever `{name}=`. Pour comparer : `==`.",
        re.sub(rf"\b{name}(?=\s*=)", near, fault.text) if near else "",
    )


def _parameters(fault: Fault) -> list[str]:
    """The names that the function called on the line may receive."""
    function = fault.value(fault.part("func"))
    try:
        return list(inspect.signature(function).parameters) if callable(function) else []
    except (TypeError, ValueError):
        return []


@recognises(TypeError, r"'(\w+)'( object)? is not subscriptable")
def not_subscriptable(fault: Fault, match: re.Match[str]) -> Explanation | None:
    owner = fault.part("value")
    if match[1] == "NoneType":
        return nothing(fault, owner)
    name = fault.source(owner)
    if kind(match[1]) == "une fonction" or not match[2]:
        return fault.explain(
            "des crochets à la place des parenthèses",
            f"Des crochets suivent `{name}`, qui est une fonction.",
            "Une fonction s'appelle avec des parenthèses.",
            f"Écrire `{name}(…)`.",
        )
    return fault.explain(
        "des crochets après ce qui n'est pas une liste",
        f"Des crochets suivent `{name}`, qui est {kind(match[1])}.",
        "Les crochets prennent un élément d'une liste ou d'un texte.",
        "Enlever les crochets, ou vérifier le nom.",
    )


@recognises(TypeError, r"(list|string|tuple|range) indices must be integers")
def index_kind(fault: Fault, match: re.Match[str]) -> Explanation | None:
    asked = fault.part("slice")
    value = fault.value(asked)
    what = f" : ici {shown(value)}" if value is not None else ""
    return fault.explain(
        "un numéro qui n'est pas entier",
        f"Entre les crochets, il faut un nombre entier{what}.",
        "Les éléments sont numérotés 0, 1, 2, 3…",
        "Écrire un nombre entier, ou le changer avec `int(…)`.",
    )


@recognises(TypeError, r"'(int|float)' object is not iterable")
def loop_on_a_number(fault: Fault, _: re.Match[str]) -> Explanation | None:
    found = re.match(r"\s*for\s+\w+\s+in\s+([\w.]+)\s*(?=:)", fault.bare)
    corrected = (
        f"{fault.text[: found.start(1)]}range({found[1]}){fault.text[found.end(1) :]}" if found else ""
    )
    return fault.explain(
        "un nombre à la place d'une suite",
        "La ligne parcourt un nombre, comme si c'était une liste.",
        "Pour répéter, il faut une suite de nombres.",
        f"Écrire `range({found[1]})`." if found else "Mettre une liste, ou `range(…)`.",
        corrected,
    )


recognises.mistake(
    TypeError,
    r"'float' object cannot be interpreted as an integer",
    "un nombre à virgule où il faut un entier",
    "Cette ligne demande un nombre entier, et reçoit un nombre à virgule.",
    "Une division `/` donne toujours un nombre à virgule.",
    "Utiliser `//` pour diviser, ou `int(…)` ou `round(…)`.",
)


@recognises(
    TypeError, r"must be real number, not (\w+)|'(str|list)' object cannot be interpreted as an integer"
)
def number_needed(fault: Fault, match: re.Match[str]) -> Explanation | None:
    got = match[1] or match[2]
    if got == "NoneType":
        return nothing(fault, None)
    return fault.explain(
        "une valeur qui n'est pas un nombre",
        f"Cette ligne demande un nombre, et reçoit {kind(got)}.",
        "Un texte entre guillemets n'est pas un nombre, même avec des chiffres.",
        "Enlever les guillemets, ou écrire `float(texte)` ou `int(texte)`.",
    )


@recognises(TypeError, r"'(str|tuple)' object does not support item assignment")
def frozen(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return fault.explain(
        "un élément qui ne peut pas changer",
        f"La ligne change un élément. Ici, c'est {kind(match[1])}.",
        "Seuls les éléments d'une liste ou d'un dictionnaire peuvent changer.",
        "Créer une liste avec des crochets, ou refaire le texte entier.",
    )


@recognises(TypeError, r"object of type '(\w+)' has no len\(\)")
def no_length(fault: Fault, match: re.Match[str]) -> Explanation | None:
    return fault.explain(
        "len sur une valeur sans longueur",
        f"`len` reçoit {kind(match[1])}.",
        "`len` compte les éléments d'une liste ou les lettres d'un texte.",
        "Donner à `len` une liste ou un texte.",
    )


@recognises(ValueError, r"invalid literal for int\(\) with base 10: (['\"])(.*)\1")
@recognises(ValueError, r"could not convert string to float: (['\"])(.*)\1")
def text_to_number(fault: Fault, match: re.Match[str]) -> Explanation | None:
    text = match[2].strip()
    whole = "int()" in match[0]
    if re.fullmatch(r"-?\d+,\d+", text):
        return fault.explain(
            "une virgule à la place du point",
            f"Le texte `{text}` contient une virgule.",
            "Un nombre à virgule s'écrit avec un point en Python.",
            f'Écrire `float("{text.replace(",", ".")}")`, ou `texte.replace(",", ".")`.',
        )
    if whole and re.fullmatch(r"-?\d+\.\d*", text):
        return fault.explain(
            "int reçoit un nombre à virgule",
            f"`int` ne sait pas lire le texte `{text}`.",
            "`int` lit seulement un nombre entier.",
            "Écrire `float(…)` à la place de `int(…)`.",
            re.sub(r"\bint(?=\()", "float", fault.text),
        )
    return fault.explain(
        "un texte qui n'est pas un nombre",
        f"Le texte `{text}` n'est pas un nombre." if text else "Le texte est vide : ce n'est pas un nombre.",
        "Seuls des chiffres, un point et un signe font un nombre.",
        "Enlever les lettres, les espaces et les unités du texte.",
    )


@recognises(ValueError, r"(too many|not enough) values to unpack")
def unpacked(fault: Fault, match: re.Match[str]) -> Explanation | None:
    more = match[1] == "too many"
    return fault.explain(
        "pas le même nombre de noms et de valeurs",
        f"À gauche du `=`, il y a {'moins' if more else 'plus'} de noms que de valeurs.",
        "Il faut un nom pour chaque valeur.",
        "Compter les noms à gauche et les valeurs à droite.",
    )


recognises.mistake(
    ValueError,
    r"not in list|is not in|substring not found|not in tuple",
    "une valeur absente de la liste",
    "La valeur cherchée n'est pas dans la liste.",
    "On ne peut ni l'enlever ni donner sa place.",
    "Vérifier avant : `if valeur in liste:`.",
)

recognises.mistake(
    ValueError,
    r"math domain error|expected a (nonnegative|positive) input",
    "un calcul impossible",
    "La fonction de `math` reçoit une valeur interdite.",
    "Une racine carrée, par exemple, refuse un nombre négatif.",
    "Afficher la valeur avec `print` avant ce calcul.",
)


@recognises(IndexError, r"(list|string|tuple|range object)( assignment)? index out of range")
def out_of_range(fault: Fault, _: re.Match[str]) -> Explanation | None:
    owner = fault.part("value")
    asked = fault.part("slice")
    thing, number = fault.value(owner), fault.value(asked)
    name = fault.source(owner)
    size = len(thing) if isinstance(thing, (list, str, tuple, range)) else None
    asks = f"le numéro {number}" if isinstance(number, int) else "un numéro trop grand"
    if size == 0:
        constat = f"La ligne demande {asks}, mais `{name}` est vide."
        hint = f"Remplir `{name}` avant, ou vérifier `len({name})`."
    elif size is not None:
        constat = f"La ligne demande {asks}. `{name}` a {count(size, 'élément')}."
        hint = f"Le dernier numéro est {size - 1} : écrire `{name}[{size - 1}]` ou moins."
    else:
        constat = "Le numéro demandé dépasse la fin de la liste."
        hint = "Afficher la longueur avec `len(…)`."
    return fault.explain(
        "un numéro après la fin de la liste",
        constat,
        "Les numéros commencent à 0 : le dernier est la longueur moins un.",
        hint,
    )


recognises.mistake(
    IndexError,
    r"pop from empty|pop index out of range",
    "un élément retiré d'une liste trop courte",
    "`pop` retire un élément, mais la liste n'en a plus assez.",
    "Une liste vide n'a rien à donner.",
    "Vérifier avant : `if liste:`.",
)


@recognises(KeyError)
def unknown_key(fault: Fault, _: re.Match[str]) -> Explanation | None:
    if not fault.error.args:
        return None
    key = fault.error.args[0]
    owner = fault.value(fault.part("value"))
    keys = list(owner) if isinstance(owner, dict) else []
    near = nearest(key, [other for other in keys if isinstance(other, str)]) if isinstance(key, str) else ""
    known = ", ".join(shown(other) for other in keys[:6])
    return fault.explain(
        "une clé absente du dictionnaire",
        f"Le dictionnaire n'a pas de {shown(key)}." + (f" Il a {known}." if known else ""),
        "Une clé s'écrit lettre pour lettre, majuscules comprises.",
        f"Écrire {shown(near)}." if near else "Choisir une des clés qui existent.",
        fault.text.replace(key, near) if near else "",
    )


@recognises(ZeroDivisionError)
def divided_by_zero(fault: Fault, _: re.Match[str]) -> Explanation | None:
    divisor = fault.part("right")
    named = isinstance(divisor, ast.Name)
    written = fault.source(divisor)
    return fault.explain(
        "une division par zéro",
        f"`{written}` vaut 0, et la ligne divise par `{written}`." if named else "La ligne divise par zéro.",
        "Diviser par zéro n'a pas de sens.",
        f"Chercher pourquoi `{written}` vaut 0." if named else "Vérifier le nombre qui est après `/`.",
    )


recognises.mistake(
    RecursionError,
    r"",
    "une fonction qui s'appelle sans fin",
    "La fonction s'appelle elle-même, encore et encore.",
    "Rien ne l'arrête : Python l'arrête après mille fois.",
    "Enlever cet appel, ou ajouter un `if` qui l'arrête.",
)


@recognises(FileNotFoundError, in_tools=True)
def no_file(fault: Fault, _: re.Match[str]) -> Explanation | None:
    wanted = Path(str(getattr(fault.error, "filename", "") or ""))
    near = nearest(wanted.name, _files_beside(wanted))
    return fault.explain(
        "un fichier introuvable",
        f"Le fichier `{wanted.name}` n'existe pas." + (f" Il y a `{near}`." if near else ""),
        "Le nom s'écrit en entier, avec le point et la fin.",
        f"Écrire `{near}`." if near else "Vérifier le nom et le dossier, à gauche de l'écran.",
        fault.text.replace(wanted.name, near) if near else "",
    )


def _files_beside(path: Path) -> list[str]:
    try:
        return [other.name for other in path.parent.iterdir()][:500]
    except OSError:
        return []


recognises.mistake(
    MemoryError,
    r"",
    "trop de données pour la mémoire",
    "Cette ligne demande plus de mémoire que l'ordinateur n'en a.",
    "Un nombre ou une liste est sans doute beaucoup trop grand.",
    "Essayer avec un nombre plus petit.",
    in_tools=True,
)
