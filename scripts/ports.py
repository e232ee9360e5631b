"""The port to serve on. Asked before anything is installed, so this needs Python alone:

python -m scripts.ports [--host H] [--port N]
"""

from __future__ import annotations

import argparse
import errno
import socket
import sys

from geodata.server.setup_problem import SetupProblem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)


def ip_of(host: str) -> str:
    """The IP address of a host name, which granian needs; IPv4 where there is a choice. Raises SetupProblem."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError as error:
        raise SetupProblem(f"--host {host}: this is not an address of this machine ({error.strerror}).") from None
    return str(min(found, key=lambda entry: entry[0] != socket.AF_INET)[4][0])


def need_free_port(host: str, port: int) -> None:
    """Raise SetupProblem unless `host`:`port` can be listened on."""
    ip = ip_of(host)
    with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ip, port))
        except OSError as error:
            raise SetupProblem(_why_not(error, host, port)) from None


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use by another program. Take another one (scripts/serve --port {port + 1}) "
            f"or end that program (ss -ltnp 'sport = :{port}' shows it)."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is open to root only; take one above 1023 (scripts/serve --port 8000)."
    return f"Cannot listen on {host}, port {port}: {error.strerror or error}."


def main() -> int:
    """Exit status 1, with the reason, where the port is taken; what else is asked is judged later."""
    parser = argparse.ArgumentParser(add_help=False)
    add_arguments(parser)
    asked, _ = parser.parse_known_args()
    try:
        need_free_port(asked.host, asked.port)
    except SetupProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
