"""A browser and its push service on this machine's loopback: takes what is pushed, and reads it as a browser would."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class PushedMessage:
    words: str
    headers: dict[str, str]
    path: str


@dataclass
class LocalPush:
    """What was pushed. ``answers`` are given one after the other, then 201."""

    url: str = ""
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    secret: bytes = field(default_factory=lambda: os.urandom(16))
    answers: list[int] = field(default_factory=list)
    pushed: list[PushedMessage] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def subscription(self, name: str = "browser") -> dict[str, str]:
        """What the browser gives the page."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"kind": "push", "where": f"{self.url}/{name}", "p256dh": _text(point), "auth": _text(self.secret)}

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        check_sender(headers["Authorization"], f"{urlsplit(self.url).scheme}://{self.host}")
        words = http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm").decode()
        with self._lock:
            answer = self.answers.pop(0) if self.answers else 201
            if answer < 300:
                self.pushed.append(PushedMessage(words, headers, path))
        return answer


def check_sender(authorization: str, audience: str) -> None:
    """Verify the signature of RFC 8292 by hand, and that it is meant for this service."""
    scheme, _, rest = authorization.partition(" ")
    fields = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid"
    head, claims, signature = fields["t"].split(".")
    raw = _bytes(signature)
    key = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(fields["k"]))
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, f"{head}.{claims}".encode(), ECDSA(SHA256()))
    said = json.loads(_bytes(claims))
    assert said["aud"] == audience
    assert said["sub"].startswith("https://")


@contextmanager
def run_push() -> Iterator[LocalPush]:
    """Serve until the context ends."""
    push = LocalPush()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            self.send_response(push.take(self.path, dict(self.headers), body))
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    push.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.02], name="push")
    thread.start()
    try:
        yield push
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
