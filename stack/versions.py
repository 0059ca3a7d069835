"""The versions that the adaptations here were written against, and the very code that they replace or lean on.

After an upgrade: read what changed in each function that `drift` names, adapt the module beside it, and only then note
the new fingerprint.
"""

import ast
import hashlib
import inspect
from importlib import import_module
from importlib.metadata import version

VERSIONS = {
    "aiosqlite": "0.22.1",
    "asyncpg": "0.32.0",
    "h11": "0.16.0",
    "Hypercorn": "0.18.0",
    "python-engineio": "4.15.1",
    "python-socketio": "5.18.1",
    "Quart": "0.22.0",
    "tortoise-orm": "1.1.9",
    "Werkzeug": "3.1.9",
    "wsproto": "1.3.2",
}

# Where it is leaned on -> what is leaned on -> the first characters of the SHA-256 of its source.
FINGERPRINTS: dict[str, dict[str, str]] = {
    "bounded_forms": {
        "quart.formparser:FormDataParser": "c13a1232c9534524",
        "quart.formparser:MultiPartParser": "0ea9883bd7721391",
        "werkzeug.sansio.multipart:MultipartDecoder": "f4221d5952755cb0",
    },
    "begun_requests": {
        "quart.asgi:ASGIHTTPConnection": "78a7623ffd761da3",
    },
    "engineio_bounds": {
        "engineio.async_socket:AsyncSocket": "84da42f6f3223b0a",
        "engineio.base_socket:BaseSocket": "77c7d2b224267c2b",
        "engineio.async_server:AsyncServer.handle_request": "1a599af57b230def",
        "engineio.async_server:AsyncServer._handle_connect": "a3bc4bce3c42e29a",
        "engineio.async_drivers.asgi:WebSocket": "cc6bccf94ab54912",
    },
    "engineio_environ": {
        "engineio.async_drivers.asgi:translate_request": "66ed8af72b4b0d58",
    },
    "engineio_frames": {
        "engineio.packet:Packet.decode": "030aa5a6e2be73b6",
        "engineio.payload:Payload.decode": "e72f56f7a61b9a99",
    },
    "engineio_refusals": {
        "engineio.base_server:BaseServer._bad_request": "e26b7f5351b4549b",
        "engineio.base_server:BaseServer._method_not_found": "2f04d8430598fe16",
        "engineio.base_server:BaseServer._unauthorized": "9c799ffa1571e854",
        "engineio.async_drivers.asgi:ASGIApp.not_found": "a82011c469794996",
    },
    "hypercorn_http1": {
        "hypercorn.protocol.h11:H11Protocol._check_protocol": "7d44b320f16bf523",
        "hypercorn.protocol:ProtocolWrapper": "9c7b9921e835c0bc",
        "hypercorn.config:Config.response_headers": "2fe6846b25f7a5a8",
        "hypercorn.protocol.h11:H11Protocol.__init__": "59a872bb056c71b2",
        "hypercorn.protocol.h11:H11Protocol.initiate": "15b397c4e6ec1e39",
        "hypercorn.protocol.h11:H11Protocol._handle_events": "c434c80ed4051728",
        "hypercorn.protocol.h11:H11Protocol._send_error_response": "f26977bd69147225",
        "hypercorn.protocol.h11:H11WSConnection": "ef84ce40bdc07d4e",
        "h11._connection:Connection.send": "f1cfa09ef58c49ad",
        "h11._connection:Connection._extract_next_receive_event": "23db2fb5b498cd24",
        "h11._connection:Connection.next_event": "7f2e468cdc849535",
        "h11._receivebuffer:ReceiveBuffer": "f002fafdf447bbc5",
    },
    "hypercorn_websocket": {
        "hypercorn.protocol.ws_stream:Handshake": "bdcac38505d4c0f1",
        "hypercorn.protocol.ws_stream:WebsocketBuffer": "34c9f5fc79b24bfe",
        "hypercorn.protocol.ws_stream:WSStream": "67f5a02c7e6d9b2b",
        "hypercorn.protocol.h11:H11Protocol._create_stream": "6bd0bac8d8001d70",
        "hypercorn.protocol.h11:H11Protocol._maybe_recycle": "d0b6bb6c1e80bba7",
        "hypercorn.protocol.h2:H2Protocol._create_stream": "10eb9d40a119b8ba",
        "hypercorn.asyncio.tcp_server:TCPServer": "636343f1396fe2a8",
        "hypercorn.protocol.h11:H11Protocol.stream_send": "18fbc5f58833f6ab",
        "wsproto.connection:Connection": "6f70c6bd71473420",
        "wsproto.frame_protocol:FrameDecoder": "fbc3e1edfa114100",
        "wsproto.frame_protocol:MessageDecoder": "762b4b33743ecdb6",
    },
    "engineio_websocket": {
        "engineio.async_socket:AsyncSocket._websocket_handler": "dfa7a417e0e9828e",
        "hypercorn.protocol.ws_stream:WSStream.app_send": "fd87727b9d56ef50",
    },
    "socketio_rooms": {
        "socketio.async_manager:AsyncManager.emit": "726120933539c985",
        "socketio.async_pubsub_manager:AsyncPubSubManager.emit": "f5c4a34b374ab3ae",
        "socketio.async_pubsub_manager:AsyncPubSubManager._handle_emit": "2553dacb9e9e7254",
        "socketio.base_manager:BaseManager": "e56ebcffdf3d4eb0",
    },
    "socketio_packets": {
        "socketio.packet:Packet.__init__": "156b2e4ab52d5991",
        "socketio.packet:Packet.decode": "81a70463f017cd00",
        "socketio.async_server:AsyncServer._handle_eio_message": "723927bfa045c8b1",
        "socketio.async_server:AsyncServer._handle_connect": "2495fd869fb1f453",
        "socketio.async_server:AsyncServer._handle_event": "edf10c8573b84891",
        "socketio.async_server:AsyncServer._handle_event_internal": "34b0a3251b5567a6",
        "socketio.base_server:BaseServer._get_event_handler": "fb557e1a3b8d4f45",
    },
    "wire.server": {
        "socketio.async_server:AsyncServer._handle_eio_connect": "2c2f963d1d4925cf",
        "socketio.async_server:AsyncServer._handle_eio_disconnect": "75dff0ca20979416",
    },
    "tortoise_postgres": {
        "tortoise.backends.base.client:TransactionContextPooled": "279f465828363b8e",
        "tortoise.backends.base.client:PoolConnectionWrapper": "086a1b3032c455bd",
        "tortoise.backends.asyncpg.client:AsyncpgDBClient._translate_exceptions": "6c62ea09369e7ea9",
        "tortoise.backends.asyncpg.client:AsyncpgDBClient.execute_many": "6c136881b14bcc8e",
        "tortoise.backends.asyncpg.client:TransactionWrapper": "1e7fdd8f3e972c08",
        "asyncpg.connection:Connection.terminate": "4463922c9b42df23",
        "asyncpg.connection:Connection._reset": "0dae22e8505b0ff1",
        "asyncpg.pool:PoolConnectionHolder.release": "4f735df35fa674a1",
        "asyncpg.pool:Pool._acquire": "6d328b6e898f994d",
        "asyncpg.pool:Pool.release": "c068d91b0f319c0a",
        "asyncpg.transaction:Transaction": "e2bf59ea24faeacc",
    },
    "tortoise_sqlite": {
        "tortoise.backends.base.client:ConnectionWrapper": "63815ef2c38b9b89",
        "tortoise.backends.sqlite.client:SqliteClient": "7ca6f67ba4b25607",
        "tortoise.backends.sqlite.client:SqliteTransactionContext": "d6418c3b3383ce30",
        "tortoise.backends.sqlite.client:SqliteTransactionWrapper": "49108a50183b7bc2",
        "tortoise.connection:ConnectionHandler.set": "50cdf3e02fce0af9",
        "tortoise.connection:ConnectionHandler.reset": "0be75d788502d344",
        "aiosqlite.core:_connection_worker_thread": "77867ba1805e4052",
        "aiosqlite.core:Connection._execute": "7a52ef7f07c51f9d",
    },
    "upload": {
        "hypercorn.protocol.http_stream:HTTPStream": "1de5ebe1815d3752",
        "hypercorn.asyncio.task_group:TaskGroup.spawn_app": "8fd7056015e93a9c",
    },
}


def drift() -> list[str]:
    """One sentence for each thing that is no longer what it was."""
    moved = [
        f"{name} {version(name)} is installed, stack/ was written against {expected}"
        for name, expected in VERSIONS.items()
        if version(name) != expected
    ]
    changed = [
        f"{target} is now {fingerprint(target)}, not {expected}: does {module} still hold?"
        for module, targets in FINGERPRINTS.items()
        for target, expected in targets.items()
        if fingerprint(target) != expected
    ]
    return moved + changed


def fingerprint(target: str) -> str:
    """Read from the library's file, since the live attribute may already be our replacement."""
    module, _, path = target.partition(":")
    source = inspect.getsource(import_module(module))
    node: ast.AST = ast.parse(source)
    for name in path.split("."):
        node = next(child for child in ast.iter_child_nodes(node) if getattr(child, "name", None) == name)
    segment = ast.get_source_segment(source, node) or ""
    return hashlib.sha256(segment.encode()).hexdigest()[:16]
