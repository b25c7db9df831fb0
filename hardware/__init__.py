"""Le vocabulaire des leçons : les appareils du labo, vrais ou simulés."""

from typing import TYPE_CHECKING, Any

from hardware.clock import sleep

if TYPE_CHECKING:
    from hardware.devices.analog_input import AnalogInput
    from hardware.devices.board import Board
    from hardware.devices.button import Button
    from hardware.devices.led import LED
    from hardware.devices.printer import Printer
    from hardware.devices.pwmled import PWMLED

__all__ = ["LED", "PWMLED", "AnalogInput", "Board", "Button", "Printer", "sleep"]

# Imported at first use: `import hardware` stays quick. Name -> module.
_DEVICES = {
    "Board": "hardware.devices.board",
    "LED": "hardware.devices.led",
    "PWMLED": "hardware.devices.pwmled",
    "Button": "hardware.devices.button",
    "AnalogInput": "hardware.devices.analog_input",
    "Printer": "hardware.devices.printer",
}


def __getattr__(name: str) -> Any:
    if name not in _DEVICES:
        raise AttributeError(f"module 'hardware' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_DEVICES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
