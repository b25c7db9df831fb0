"""``sim://marlin``: a simulated 3D printer that answers as Marlin 2.1.2.7 does and keeps a ledger of what
goes wrong.

Its own parser (``gcode``), heaters (``heat``), motion (``motion``), commands (``commands``) and serial line
(``machine``),
all on one event queue in virtual time.
"""

from hardware.sim.marlin.machine import Marlin

__all__ = ["Marlin"]
