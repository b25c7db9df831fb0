"""Le vocabulaire des leçons : les appareils du labo, vrais ou simulés."""

from hardware.clock import sleep

__all__ = ["sleep"]
