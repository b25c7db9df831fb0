"""The firmware's longer answers, word for word."""
# ruff: noqa: E501

SETTINGS = """\
echo:; Linear Units:
echo:  G21 ; (mm)
echo:; Temperature Units:
echo:  M149 C ; Units in Celsius
echo:; Filament settings (Disabled):
echo:  M200 S0 D1.75
echo:; Steps per unit:
echo:  M92 X80.00 Y80.00 Z400.00 E393.00
echo:; Max feedrates (units/s):
echo:  M203 X500.00 Y500.00 Z6.00 E40.00
echo:; Max Acceleration (units/s2):
echo:  M201 X3000.00 Y2000.00 Z60.00 E10000.00
echo:; Acceleration (units/s2) (P<print-accel> R<retract-accel> T<travel-accel>):
echo:  M204 P1500.00 R1500.00 T3000.00
echo:; Advanced (B<min_segment_time_us> S<min_feedrate> T<min_travel_feedrate> X<max_jerk> Y<max_jerk> Z<max_jerk> E<max_jerk>):
echo:  M205 B20000.00 S0.00 T0.00 X8.00 Y8.00 Z0.40 E10.00
echo:; Home offset:
echo:  M206 X0.00 Y0.00 Z0.00
echo:; Mesh Bed Leveling:
echo:  M420 S0 Z0.00 ; Leveling OFF
echo:; Hotend PID:
echo:  M301 P12.28 I0.75 D50.06
echo:; Bed PID:
echo:  M304 P251.78 I49.57 D319.73
echo:; Linear Advance:
echo:  M900 K0.00
echo:; Filament load/unload:
echo:  M603 L538.00 U555.00 ; (mm)""".splitlines()

BANNER = [
    "start",
    "Marlin 2.1.2.7",
    "echo: Last Updated: 2026-02-01 | Author: (knutwurst)",
    "echo: Compiled: Nov 22 2026",
    "echo: Free Memory: 3855  PlannerBufferBytes: 1536",
    "echo:V88 stored settings retrieved (659 bytes; crc 44695)",
    "//action:notification Stored settings retrieved",
    *SETTINGS,
    "//action:prompt_end",
]

FIRMWARE = [
    "FIRMWARE_NAME:Marlin 2.1.2.7 SOURCE_CODE_URL:github.com/MarlinFirmware/Marlin PROTOCOL_VERSION:1.0 "
    "MACHINE_TYPE:3D Printer EXTRUDER_COUNT:1",
    "Cap:EEPROM:1",
    "Cap:AUTOREPORT_TEMP:1",
    "Cap:EMERGENCY_PARSER:1",
    "Cap:PROMPT_SUPPORT:1",
]

NOT_HOMED = ["echo:Home XYZ First", "//action:notification Home XYZ First"]

FAULT_STATUS = {
    "MAXTEMP": "Err: MAXTEMP",
    "MINTEMP": "Err: MINTEMP",
    "Heating failed": "Heating Failed",
    "Thermal Runaway": "THERMAL RUNAWAY",
}


def thermal_error(fault: str, heater: str) -> str:
    what = f"{fault} triggered" if fault.endswith("TEMP") else fault
    return f"Error:{what}, system stopped! Heater_ID: {heater}"
