"""`atelier plateau`: a class's accepted parts on printing plates, the trainer's plan, the pupils' sheets.

``parts`` gathers and judges, ``layout`` places, ``record`` keeps what is already on a plate, ``pages`` writes
what people read, ``command`` is the word of `atelier`.
"""

from classroom.plate.command import main

__all__ = ["main"]
