"""An operator's store of recordings and a transcription server, on this machine's loopback, over real HTTP."""

import io
import json
import shutil
import subprocess
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SPOKEN = "Đêm nào cũng có đánh bạc ở thôn Tân Ngọc, xã Bá Hiến"


def speak(words: str, folder: Path) -> bytes:
    """Return somebody saying the words in Vietnamese, as a WAV file."""
    program = shutil.which("espeak-ng")
    assert program is not None, "the tests of recordings need espeak-ng: apt-get install espeak-ng"
    file = folder / "spoken.wav"
    subprocess.run([program, "-v", "vi", "-w", str(file), words], check=True)
    return file.read_bytes()


@dataclass
class LocalOperator:
    """What lies there, what was asked for, and how the transcription server answers."""

    host: str
    recordings: dict[str, bytes] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    accounts: list[str] = field(default_factory=list)
    heard_seconds: list[float] = field(default_factory=list)
    forms: list[dict[str, str]] = field(default_factory=list)
    segments: list[dict[str, object]] = field(
        default_factory=lambda: [{"start": 0.0, "end": 4.0, "text": f" {SPOKEN}", "avg_logprob": -0.1}]
    )
    failures: int = 0
    """How many requests for words fail before one is answered."""

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def transcribe(self, content_type: str, body: bytes) -> tuple[int, bytes]:
        if self.failures:
            self.failures -= 1
            return 503, b""
        message = BytesParser().parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
        parts = {str(part.get_param("name", header="content-disposition")): part for part in message.get_payload()}  # type: ignore[union-attr]
        sound = parts.pop("file").get_payload(decode=True)  # type: ignore[union-attr]
        self.forms.append({name: str(part.get_payload()) for name, part in parts.items()})  # type: ignore[union-attr]
        with wave.open(io.BytesIO(sound)) as read:  # type: ignore[arg-type]
            self.heard_seconds.append(read.getnframes() / read.getframerate())
        text = " ".join(str(segment["text"]) for segment in self.segments)
        return 200, json.dumps({"language": "vietnamese", "text": text, "segments": self.segments}).encode()


@contextmanager
def run_operator() -> Iterator[LocalOperator]:
    """Serve until the context ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            operator.asked.append(self.path)
            operator.accounts.append(self.headers.get("authorization", ""))
            if self.path in operator.redirects:
                self.send_response(302)
                self.send_header("location", operator.redirects[self.path])
                self.send_header("content-length", "0")
                self.end_headers()
                return
            content = operator.recordings.get(self.path)
            self._answer(200 if content is not None else 404, content or b"")

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            operator.asked.append(self.path)
            self._answer(*operator.transcribe(self.headers["content-type"], body))

        def _answer(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    operator = LocalOperator(f"127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=[0.02], name="operator")
    thread.start()
    try:
        yield operator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
