"""A C++ sketch for the Uno, compiled with avr-g++ and the Arduino core that Debian installs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hardware.errors import BadValue, HardwareError

ARDUINO = Path("/usr/share/arduino/hardware/arduino/avr")
_CHIP = ["-mmcu=atmega328p"]
_DEFINES = ["-DF_CPU=16000000L", "-DARDUINO=10819", "-DARDUINO_AVR_UNO", "-DARDUINO_ARCH_AVR"]
_OPTIMISE = ["-Os", "-ffunction-sections", "-fdata-sections", "-flto"]
_CPP = [
    "-std=gnu++11",
    "-fpermissive",
    "-fno-exceptions",
    "-fno-threadsafe-statics",
    "-DDECIMAL_DIG=__DECIMAL_DIG__",  # Debian's avr-libc lacks it, its Arduino core uses it
]
_COMPILERS = {
    ".c": ["avr-gcc", "-std=gnu11", "-fno-fat-lto-objects"],
    ".cpp": ["avr-g++", *_CPP],
    ".S": ["avr-gcc", "-x", "assembler-with-cpp"],
}


class MissingCompiler(HardwareError, RuntimeError):
    """Le compilateur pour Arduino n'est pas installé sur cette machine."""


class SketchError(BadValue):
    """Le compilateur refuse le croquis ; ``details`` est son message d'origine, en anglais."""

    def __init__(self, message: str, details: str) -> None:
        super().__init__(message)
        self.details = details


def compile_sketch(source: str, name: str = "croquis.ino") -> str:
    """Compile the Arduino sketch ``source`` and return its Intel HEX; errors call it ``name``.

    Raises :class:`SketchError` for a mistake in the sketch and :class:`MissingCompiler` without the compiler.
    """
    _require_tools()
    with tempfile.TemporaryDirectory(prefix="croquis-") as folder:
        work = Path(folder)
        sketch = work / "sketch.cpp"
        sketch.write_text(_as_cpp(source, name), "utf-8")
        try:
            _compile(sketch, work / "sketch.o", warnings="-Wall")
            return _link(work)
        except subprocess.CalledProcessError as error:
            raise _explain(error.stderr, name) from error


def _require_tools() -> None:
    if shutil.which("avr-g++") is None or not ARDUINO.is_dir():
        raise MissingCompiler(
            "Le compilateur pour Arduino (avr-g++) n'est pas installé sur cette machine : "
            "un croquis C++ ne peut pas être compilé. "
            "Sur Debian ou Ubuntu : sudo apt install gcc-avr avr-libc arduino-core-avr. "
            "Ailleurs, utilisez l'image du labo."
        )


# ---- what the Arduino IDE does before compiling: the core's header, and prototypes ----

_FUNCTION = re.compile(
    r"^[ \t]*((?:[A-Za-z_][\w:<>]*[ \t*&]+)+)([A-Za-z_]\w*)[ \t]*(\([^;{}()=]*\))\s*\{", re.MULTILINE
)
_NOT_A_TYPE = {"else", "return", "new", "template", "class", "struct", "enum", "union", "namespace", "extern"}
_NOT_CODE = re.compile(r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


def _as_cpp(source: str, name: str) -> str:
    """The sketch as C++: a function may be used before its definition, and lines keep their numbers."""
    functions = [m for m in _FUNCTION.finditer(_top_level(source)) if m[1].split()[0] not in _NOT_A_TYPE]
    head = functions[0].start() if functions else 0
    line = source.count("\n", 0, head) + 1
    prototypes = "\n".join(f"{m[1].strip()} {m[2]}{m[3]};" for m in functions)
    start = f'#include <Arduino.h>\n#line 1 "{name}"\n{source[:head]}\n'
    return f'{start}{prototypes}\n#line {line} "{name}"\n{source[head:]}'


def _top_level(source: str) -> str:
    """``source`` with comments, strings and the inside of braces blanked; characters keep their place."""
    code = _NOT_CODE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)
    depth, kept = 0, []
    for character in code:
        depth -= character == "}"
        kept.append(character if depth <= 0 or character == "\n" else " ")
        depth += character == "{"
    return "".join(kept)


# ---- the compiler ----


def _run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    english = {**os.environ, "LC_ALL": "C"}
    words = [str(word) for word in command]
    return subprocess.run(words, check=True, capture_output=True, text=True, env=english)


def _compile(source: Path, target: Path, warnings: str = "-w") -> None:
    include = [f"-I{ARDUINO / 'cores/arduino'}", f"-I{ARDUINO / 'variants/standard'}"]
    compiler = _COMPILERS[source.suffix]
    _run(*compiler, "-c", *_OPTIMISE, warnings, *_CHIP, *_DEFINES, *include, source, "-o", target)


def _link(work: Path) -> str:
    program, image = work / "sketch.elf", work / "sketch.hex"
    options = ["-w", "-Os", "-flto", "-fuse-linker-plugin", "-Wl,--gc-sections"]
    _run("avr-gcc", *options, *_CHIP, "-o", program, work / "sketch.o", _core(), "-lm")
    _run("avr-objcopy", "-O", "ihex", "-R", ".eeprom", program, image)
    return image.read_text("ascii")


def _core() -> Path:
    """The Arduino core, compiled once and kept in the user's cache."""
    sources = sorted(p for p in (ARDUINO / "cores/arduino").iterdir() if p.suffix in _COMPILERS)
    archive = _cache() / f"core-{_fingerprint(sources)}.a"
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=archive.parent) as folder:
            objects = [Path(folder) / f"{source.name}.o" for source in sources]
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                list(pool.map(_compile, sources, objects))
            _run("avr-gcc-ar", "rcs", Path(folder) / "core.a", *objects)
            os.replace(Path(folder) / "core.a", archive)  # whole or not at all
    return archive


def _fingerprint(sources: list[Path]) -> str:
    digest = hashlib.sha256(_run("avr-gcc", "--version").stdout.encode())
    digest.update(repr((_OPTIMISE, _CPP, _DEFINES)).encode())
    for source in sources:
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _cache() -> Path:
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local"))
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "coop-factory" / "avr"


def _explain(stderr: str, name: str) -> SketchError:
    """The compiler's first error, placed in the sketch."""
    error = re.search(rf"{re.escape(name)}:(\d+)(?::\d+)?: (?:fatal )?error: (.*)", stderr)
    if error is not None:
        where = f"Erreur à la ligne {error[1]} du croquis. Le compilateur dit : « {error[2]} »."
    elif "will not fit" in stderr or "overflowed" in stderr:
        where = "Le programme est trop grand pour la carte : 32 ko de programme, 2 ko de mémoire."
    elif (missing := re.search(r"undefined reference to `(\w+)", stderr)) is not None:
        where = f"La fonction {missing[1]}() est appelée mais elle n'est écrite nulle part."
    else:
        where = f"Le compilateur dit : « {stderr.strip().splitlines()[0] if stderr.strip() else '?'} »."
    return SketchError(f"Le croquis ne se compile pas. {where} Corrigez ce point puis recommencez.", stderr)
