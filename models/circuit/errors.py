"""What can go wrong with a circuit, said in French."""


class CircuitError(ValueError):
    """Le montage décrit n'a pas de sens ; le message dit quoi corriger."""


class SolverMissing(RuntimeError):
    """Le calculateur de circuits (ngspice) manque ou n'a pas répondu."""
