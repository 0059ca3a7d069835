"""A talker whose messages go by the JSON API, as a program's do; what it reads still comes by its socket."""

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx

from escale_client import Lost, Refused
from tests.faults.talker import Talker


@dataclass
class Poster(Talker):
    async def submit(self, message: dict[str, Any]) -> dict[str, Any]:
        asked = {key: value for key, value in message.items() if key != "conversation_id"}
        async with self.person.program(self.url) as client:
            try:
                async with asyncio.timeout(self.answer):
                    answer = await client.post(f"/api/conversations/{self.room}/messages", json=asked)
            except (httpx.TransportError, TimeoutError) as lost:
                raise Lost(str(lost)) from lost
        if answer.status_code in (200, 201):
            return {"message": answer.json()["message"]}
        told = answer.json() if answer.headers.get("content-type", "").startswith("application/json") else {}
        raise Refused(answer.text, told.get("code", f"HTTP {answer.status_code}"))
