"""The shape of a part as a whole, against another one or against a plain block."""

from __future__ import annotations

from typing import Any

from checks.feedback import Result, check, failed, passed
from checks.solid.part import measured, solid_of
from checks.solid.places import box_place
from checks.solid.words import number
from models.solid import Solid


@check("Forme")
def same_shape(part: Any, reference: Any, tolerance: float = 0.03) -> Result:
    """The part has the shape of ``reference``, wherever it stands.

    Both are put with the same lowest corner; what they don't share may be at most this fraction of what they
    cover together (one minus the intersection over union).
    """
    solid, wanted = solid_of(part), Solid.of(reference)
    ours, theirs = measured(solid.closed), wanted.closed().translate(_offset(wanted, solid))
    common = (ours ^ theirs).volume()
    together = solid.volume + wanted.volume - common
    if together - common <= tolerance * together:
        return passed("Forme", "La pièce a la forme demandée.")
    extra, missing = ours - theirs, theirs - ours
    too_much = extra.volume() > missing.volume()
    box = (extra if too_much else missing).bounding_box()
    return failed(
        "Forme",
        mistake="de la matière est en trop" if too_much else "il manque une partie de la pièce",
        constat=f"En trop : {number(extra.volume(), 0)} mm³. Il manque {number(missing.volume(), 0)} mm³.",
        pourquoi="La forme dit si chaque volume est à sa place, avec la bonne taille.",
        piste="Comparer la pièce et le dessin, volume par volume.",
        place=box_place(solid, box),
    )


def _offset(reference: Solid, target: Solid) -> tuple[float, float, float]:
    (a, b, c), (d, e, f) = reference.bounds[0], target.bounds[0]
    return (d - a, e - b, f - c)


@check("Assemblage")
def assembled(part: Any) -> Result:
    """The part is more than one plain box: it fills at most nine tenths of its bounding box."""
    solid = solid_of(part)
    width, depth, height = solid.size
    if solid.volume <= 0.9 * width * depth * height:
        return passed("Assemblage", "La pièce assemble plusieurs formes.")
    return failed(
        "Assemblage",
        mistake="la pièce n'est qu'un bloc",
        constat="La pièce remplit presque toute sa boîte : c'est un simple bloc.",
        pourquoi="Un objet se reconnaît à sa forme, faite de plusieurs volumes.",
        piste="Ajouter un autre volume avec +, ou en creuser un avec -.",
        place=box_place(solid),
    )


@check("Relief")
def relief(part: Any, height: float = 0.4) -> Result:
    """Something stands out from the top face, or is dug into it: at least ``height`` mm."""
    solid = solid_of(part)
    low = measured(lambda: solid.section_area(0.2))
    high = solid.section_area(solid.size[2] - height * 0.9)
    if 0 < high < 0.9 * low:
        return passed("Relief", "Un relief se voit sur le dessus.")
    return failed(
        "Relief",
        mistake="il n'y a pas de texte en relief",
        constat="Le dessus de la pièce est lisse, ou le relief est trop mince.",
        pourquoi="Le relief rend la pièce personnelle et se sent sous le doigt.",
        piste="Poser le texte sur le dessus de la plaque, puis l'ajouter avec +.",
        place=box_place(solid),
    )


@check("Personnalisation")
def different(part: Any, other: Any) -> Result:
    """The two parts are not the same: what was asked to vary does."""
    one, two = solid_of(part), solid_of(other)
    change = (measured(one.closed) - measured(two.closed)).volume() + (two.closed() - one.closed()).volume()
    if change > 1.0:
        return passed("Personnalisation", "La pièce change avec le nom.")
    return failed(
        "Personnalisation",
        mistake="la pièce ne change pas avec le nom",
        constat="Deux noms différents donnent la même pièce.",
        pourquoi="La fonction reçoit un nom : c'est lui qui va sur la pièce.",
        piste="Dans la fonction, utiliser le nom reçu, sans guillemets.",
        place=box_place(one),
    )
