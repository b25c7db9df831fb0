"""What can go wrong while setting up, said in French: what happened, why, what to do."""

from __future__ import annotations

import errno
import re


class SetupError(Exception):
    """L'installation ne peut pas continuer ; le message dit quoi faire."""


class CommandFailed(SetupError):
    """A command of the set-up ended badly; ``output`` is all it wrote. ``offline``: for want of a network."""

    def __init__(self, title: str, output: str) -> None:
        reason = explain(output)
        super().__init__(f"{title} : échec.\n{reason}")
        self.offline = reason == _NETWORK


DISK_FULL = """\
Le disque est plein.
Que faire : libérez de la place (environ {0} Go pour tout installer), puis relancez la même commande."""

_NETWORK = """\
Pas de réseau : les téléchargements n'ont pas abouti.
Pourquoi : la machine est hors ligne, ou le réseau demande un mandataire (proxy).
Que faire : vérifiez la connexion, puis relancez la même commande : elle reprend où elle s'est arrêtée.
  Derrière un mandataire :  export HTTPS_PROXY=http://adresse:port"""

_CERTIFICATE = """\
La connexion sécurisée a été refusée (certificat inconnu).
Pourquoi : le réseau de l'établissement filtre sans doute les connexions.
Que faire : demandez son certificat à l'administrateur, puis :
  export SSL_CERT_FILE=/chemin/du/certificat.pem"""

_RIGHTS = """\
Pas le droit d'écrire dans ce dossier.
Pourquoi : il appartient sans doute à un autre compte (une installation lancée avec sudo, par exemple).
Que faire : reprenez le dossier à votre nom, puis relancez :  sudo chown -R "$USER" ."""

_HASH = """\
Un fichier téléchargé n'est pas celui attendu : par prudence, il n'a pas été installé.
Que faire : relancez. Si cela recommence, prévenez la personne qui gère le réseau ou le projet."""

_PATTERNS = (
    (r"No space left on device|os error 28\b|ENOSPC|Disk quota exceeded|not have enough free space", None),
    (r"certificate|CERT_|UnknownIssuer|SELF_SIGNED", _CERTIFICATE),
    (r"hash(es)? (mis|do(es)? ?n[o']t )match|HASHES.*DO NOT MATCH|Hash mismatch|EINTEGRITY", _HASH),
    (
        r"dns error|Temporary failure|resolve host|failed to resolve|NameResolution|"
        r"error sending request|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|"
        r"timed out|Network is unreachable|Connection refused|(Failed|Unable) to (fetch|download|establish)|"
        r"from versions: none|tcp connect error|operation was canceled",
        _NETWORK,
    ),
    (r"Permission denied|os error 13\b|EACCES|Errno 13", _RIGHTS),
)

NEEDED_GIGABYTES = 4
"""What a whole set-up takes: .venv 2.5, the installer's cache, node_modules, with room to work."""


def explain(output: str) -> str:
    """The likely reason why a command failed, from what it wrote; its last lines when no reason is known."""
    for pattern, text in _PATTERNS:
        if re.search(pattern, output, re.IGNORECASE):
            return text or DISK_FULL.format(NEEDED_GIGABYTES)
    last = "\n".join(f"  | {line}" for line in output.strip().splitlines()[-15:])
    return f"Voici ses dernières lignes :\n{last}\nQue faire : relancez ; si cela recommence, montrez-les."


def explain_os_error(error: OSError) -> str:
    """The same for an error of our own writing."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DISK_FULL.format(NEEDED_GIGABYTES)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{_RIGHTS}\n({error.filename or error})"
    return f"Erreur du système : {error}"
