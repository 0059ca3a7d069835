"""A device with passkeys, as far as a server can tell: it makes keys and signs with them, and lies when it is told to."""

import hashlib
import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """`origin` is what the browser says, `host` what the key is bound to; `verified` whether the person was recognised."""

    origin: str
    host: str = "localhost"
    verified: bool = True
    count: int = 0
    counts: bool = True  # those that are synced between devices do not
    id: bytes = field(default_factory=lambda: token_bytes(32))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, question: str) -> str:
        """The answer to the page's question for a new passkey."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": self.data(ATTESTED) + credential})
        return self.answer(clientDataJSON=self.client("webauthn.create", question), attestationObject=attestation)

    def get(self, question: str) -> str:
        """The answer to the log-in's question."""
        self.count += self.counts
        client, data = self.client("webauthn.get", question), self.data()
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self.answer(clientDataJSON=client, authenticatorData=data, signature=signature)

    def data(self, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verified else 0) | more
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")

    def client(self, kind: str, question: str) -> bytes:
        return json.dumps({"type": kind, "challenge": json.loads(question)["challenge"], "origin": self.origin}).encode()

    def answer(self, **parts: bytes) -> str:
        response: dict[str, Any] = {name: text(part) for name, part in parts.items()}
        return json.dumps({"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response})


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
