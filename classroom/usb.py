"""Which machine is at the end of a USB cable, told from the identifiers it announces (vendor:product)."""

from __future__ import annotations

# Vendor 2341 and 2A03 are Arduino's, 2C99 is Prusa Research's; the others make the USB chips of clones and
# of many printers, so that they tell the chip, not the machine.
_KNOWN = {
    (0x2341, 0x0001): "Arduino Uno",
    (0x2341, 0x0043): "Arduino Uno R3",
    (0x2A03, 0x0043): "Arduino Uno R3",
    (0x2341, 0x0243): "Arduino Uno R3",
    (0x2341, 0x0010): "Arduino Mega 2560",
    (0x2341, 0x0042): "Arduino Mega 2560 R3",
    (0x2A03, 0x0042): "Arduino Mega 2560 R3",
    (0x2341, 0x8036): "Arduino Leonardo",
    (0x2341, 0x0069): "Arduino Uno R4 Minima (8 mA par broche, n'est pas un Uno R3)",
    (0x2341, 0x1002): "Arduino Uno R4 WiFi (8 mA par broche, n'est pas un Uno R3)",
    (0x1A86, 0x7523): "puce CH340 : carte Arduino compatible ou imprimante",
    (0x1A86, 0x5523): "puce CH341 : carte Arduino compatible ou imprimante",
    (0x0403, 0x6001): "puce FTDI : carte Arduino ancienne ou imprimante",
    (0x10C4, 0xEA60): "puce CP210x : carte ESP ou imprimante",
    (0x2C99, 0x0001): "imprimante Prusa MK2",
    (0x2C99, 0x0002): "imprimante Prusa MK3",
    (0x2C99, 0x000C): "imprimante Prusa MINI",
    (0x2C99, 0x000D): "imprimante Prusa MK4",
}


def name(vendor: int | None, product: int | None) -> str:
    """French name of the machine, or its identifiers when unknown (None: not a USB port)."""
    if vendor is None or product is None:
        return "port série"
    return _KNOWN.get((vendor, product), f"appareil inconnu ({vendor:04x}:{product:04x})")
