"""How a question and its answer go through a socket: the length, then so many bytes."""

import socket
import struct

LARGEST = 8 * 1024 * 1024
LENGTH = struct.Struct(">I")


def send(connection: socket.socket, content: bytes) -> None:
    """ValueError for more than `LARGEST` bytes."""
    if len(content) > LARGEST:
        raise ValueError("too large")
    connection.sendall(LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket) -> bytes:
    """ValueError where it is too large or ends too early."""
    (length,) = LENGTH.unpack(_exactly(connection, LENGTH.size))
    if length > LARGEST:
        raise ValueError("too large")
    return _exactly(connection, length)


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts, missing = [], length
    while missing:
        part = connection.recv(min(missing, 65536))
        if not part:
            raise ValueError("ended early")
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)
