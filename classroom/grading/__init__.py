"""Grading in two worlds. Light to import: the worker, in the learner's hands, imports from here too."""


def main(argv: list[str]) -> int:
    """`atelier grade`: see :mod:`classroom.grading.command`."""
    from classroom.grading import command

    return command.main(argv)
