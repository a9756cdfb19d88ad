"""An editor in a few lines: starts `memattr lsp`, and talks JSON-RPC with it over its streams."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from time import monotonic, sleep
from typing import Any

PATIENCE = 30.0


class Client:
    """One session. Positions are (line, character) from 0, in the units of the encoding."""

    def __init__(self, folder: Path, encodings: list[str] | None = None) -> None:
        self.folder = folder
        environment = {**os.environ, "MEMATTR_CACHE": str(folder.parent / f"{folder.name}-cache")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "memattr", "lsp"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
        )
        self.versions: dict[str, int] = {}
        self.diagnostics: dict[str, list[dict[str, Any]]] = {}
        self.notes: list[dict[str, Any]] = []
        self._number = 0
        self._came: Queue[dict[str, Any]] = Queue()
        self._answers: dict[int, dict[str, Any]] = {}
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        general = {"positionEncodings": encodings} if encodings else {}
        result = self.ask(
            "initialize",
            processId=None,
            rootUri=folder.as_uri(),
            capabilities={"general": general, "workspace": {"codeLens": {"refreshSupport": True}}},
        )
        self.capabilities = result["capabilities"]
        self.tell("initialized")

    # ---- Messages

    def tell(self, method: str, **params: Any) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def begin(self, method: str, **params: Any) -> int:
        """Sends a request and does not wait."""
        self._number += 1
        message = {"jsonrpc": "2.0", "id": self._number, "method": method}
        self._send({**message, **({"params": params} if params else {})})
        return self._number

    def answer(self, number: int) -> dict[str, Any]:
        """The whole response to a request."""
        self.until(lambda: number in self._answers)
        return self._answers.pop(number)

    def ask(self, method: str, **params: Any) -> Any:
        response = self.answer(self.begin(method, **params))
        assert "error" not in response, response
        return response["result"]

    def refused(self, method: str, **params: Any) -> str:
        response = self.answer(self.begin(method, **params))
        return str(response["error"]["message"])

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = 0
            while (line := stream.readline().strip()) != b"":
                length = int(line.split(b":")[1]) if line.startswith(b"Content-Length") else length
            if not length:
                return
            self._came.put(json.loads(stream.read(length)))

    def until(self, condition: Callable[[], bool], patience: float = PATIENCE) -> None:
        """Takes in what comes until the condition holds."""
        while not condition():
            try:
                message = self._came.get(timeout=patience)
            except Empty:
                raise AssertionError(f"nothing came; so far {self.diagnostics}") from None
            if "id" in message and "method" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
                self.notes.append(message)
            elif "id" in message:
                self._answers[message["id"]] = message
            elif message["method"] == "textDocument/publishDiagnostics":
                params = message["params"]
                self.diagnostics[params["uri"]] = params["diagnostics"]
                self.notes.append(message)
            else:
                self.notes.append(message)

    # ---- Texts

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str | None = None) -> str:
        content = text if text is not None else (self.folder / name).read_text()
        uri = self.uri(name)
        self.versions[uri] = 1
        document = {"uri": uri, "languageId": "memattr", "version": 1, "text": content}
        self.notes.clear()
        self.tell("textDocument/didOpen", textDocument=document)
        return uri

    def change(self, uri: str, text: str) -> None:
        self.versions[uri] += 1
        document = {"uri": uri, "version": self.versions[uri]}
        self.notes.clear()
        self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])

    def decided(self) -> None:
        """Waits until all is decided of what was changed last."""
        method = "workspace/codeLens/refresh"
        self.until(lambda: any(note["method"] == method for note in self.notes))

    def published(self, uri: str) -> list[dict[str, Any]]:
        """Waits for diagnostics of the text."""

        def came() -> bool:
            return any((note.get("params") or {}).get("uri") == uri for note in self.notes)

        self.until(came)
        return self.diagnostics[uri]

    def at(self, method: str, uri: str, line: int, character: int, **more: Any) -> Any:
        position = {"line": line, "character": character}
        return self.ask(
            f"textDocument/{method}", textDocument={"uri": uri}, position=position, **more
        )

    def lenses(self, uri: str) -> dict[int, str]:
        """The verdicts by line, from 0."""
        found = self.ask("textDocument/codeLens", textDocument={"uri": uri})
        return {lens["range"]["start"]["line"]: lens["command"]["title"] for lens in found}

    def becomes(self, uri: str, verdicts: dict[int, str]) -> None:
        """Waits until these are the verdicts."""
        waited = monotonic() + PATIENCE
        while self.lenses(uri) != verdicts:
            assert monotonic() < waited, self.lenses(uri)
            sleep(0.1)

    def end(self) -> tuple[int, str]:
        """The exit status, and what was said on standard error."""
        self.ask("shutdown")
        self._send({"jsonrpc": "2.0", "method": "exit"})
        return self.closed()

    def closed(self) -> tuple[int, str]:
        """The editor is gone: the status and what was said, once the server is gone too."""
        process = self.process
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        with suppress(BrokenPipeError):
            process.stdin.close()
        said = process.stderr.read().decode()
        status = process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        process.stdout.close()
        process.stderr.close()
        return status, said
