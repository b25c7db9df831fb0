"""What a learner's cells print and show, kept as notebook outputs within a limit (worker's side)."""

from __future__ import annotations

import base64
import io
from typing import Any

MAX_CHARACTERS = 1_000_000
"""Characters of all outputs of one cell; the rest is dropped, and says so."""
MAX_OUTPUTS = 200


class Capture:
    """The outputs of the running cell."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Forget everything: a new cell begins."""
        self.outputs: list[dict[str, Any]] = []
        self._left = MAX_CHARACTERS
        self._cut = False

    def text(self, stream: str, text: str) -> None:
        if not text or not self._room(0):
            return
        text = text[: self._left]
        self._left -= len(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == stream:
            last["pieces"].append(text)
        else:
            self._add({"output_type": "stream", "name": stream, "pieces": [text]})

    def show(self, data: dict[str, Any], *, result: bool = False) -> None:
        """Add a rich output; ``data`` is a mimebundle, binary values become base64."""
        bundle = {mime: _as_text(value) for mime, value in data.items()}
        if self._room(sum(len(value) for value in bundle.values())):
            kind = "execute_result" if result else "display_data"
            self._add({"output_type": kind, "data": bundle, "metadata": {}})

    def error(self, name: str, text: str, traceback: list[str]) -> None:
        frames = [line[:2000] for line in traceback[-40:]]
        self._add({"output_type": "error", "ename": name[:200], "evalue": text[:2000], "traceback": frames})

    def finish(self) -> list[dict[str, Any]]:
        """The outputs in nbformat's form."""
        for output in self.outputs:
            if "pieces" in output:
                output["text"] = "".join(output.pop("pieces"))
        return self.outputs

    def _room(self, size: int) -> bool:
        if size <= self._left and self._left > 0 and len(self.outputs) < MAX_OUTPUTS:
            self._left -= size
            return True
        if not self._cut:
            self._cut = True
            note = "\n… la suite de la sortie a été coupée : elle est trop longue.\n"
            self._add({"output_type": "stream", "name": "stdout", "pieces": [note]})
        return False

    def _add(self, output: dict[str, Any]) -> None:
        if len(self.outputs) < 2 * MAX_OUTPUTS:
            self.outputs.append(output)


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return value if isinstance(value, str) else repr(value)[:MAX_CHARACTERS]


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of the worker."""

    encoding = "utf-8"

    def __init__(self, capture: Capture, name: str) -> None:
        super().__init__()
        self._capture, self._name = capture, name

    @property
    def name(self) -> str:
        return f"<{self._name}>"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._capture.text(self._name, text)
        return len(text)
