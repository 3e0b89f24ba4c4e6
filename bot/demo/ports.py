"""The port of the hub: the one asked for, or the next free one."""

import os
import socket

HOST = "127.0.0.1"
PORTS_TO_TRY = 20
HIGHEST_PORT = 65535


def listen(port: int) -> socket.socket:
    """Return a socket bound to `port` on this machine, or to one of the next; 0 means any.

    Raises SystemExit with one sentence when all of them are taken.
    """
    last = min(port + PORTS_TO_TRY, HIGHEST_PORT) if port else 0
    for number in range(port, last + 1):
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # elsewhere it would let two programs share the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((HOST, number))
        except OSError:
            opened.close()
        else:
            return opened
    raise SystemExit(
        f"The ports {port} to {last} are all in use; give another one: python -m bot demo --port N"
    )
