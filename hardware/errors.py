"""What can go wrong between a program and a machine, said in French.

Every error has two parents: its family (:class:`HardwareError`) and the built-in it resembles, so that
``except TimeoutError`` works for who knows Python and ``except HardwareError`` for who knows the lab.
A message says what happened, why, and what to do next.
"""


class HardwareError(Exception):
    """Une machine ou la liaison avec elle a un problème."""


class ConnectionLost(HardwareError, ConnectionError):
    """La machine ne répond plus : câble débranché, carte éteinte ou port pris par un autre programme."""


class NoAnswer(HardwareError, TimeoutError):
    """La machine n'a pas répondu à temps."""


class UnknownName(HardwareError, AttributeError):
    """Ce nom n'existe pas sur cet appareil ; le message propose le nom le plus proche."""


class BadValue(HardwareError, ValueError):
    """La valeur demandée n'a pas de sens pour cet appareil (broche, angle, durée…)."""


class Refused(HardwareError, ValueError):
    """Demande refusée par les règles de sécurité : aucun octet n'a été envoyé à la machine."""


class MachineFault(HardwareError, RuntimeError):
    """La machine s'est arrêtée d'elle-même et le dit (surchauffe, capteur débranché, arrêt d'urgence…)."""


class BadConfig(HardwareError, ValueError):
    """Le fichier lab.toml contient une erreur ; le message donne la ligne et la correction."""


class ReplayMismatch(HardwareError, AssertionError):
    """Le programme n'a pas envoyé ce que la capture rejouée attend."""
