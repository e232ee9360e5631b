"""The Host that a request names: anybody's word, and not always a name; and the addresses that settings name."""

from functools import lru_cache
from urllib.parse import urlsplit

from werkzeug.urls import uri_to_iri

LOOPBACK = ("127.0.0.1", "::1", "localhost")


@lru_cache(maxsize=256)
def is_readable(host: str) -> bool:
    """Whether an address with this host can be written: `a..b`, `.com` and half an IPv6 address are none."""
    try:
        uri_to_iri(f"//{host}/")
    except ValueError:
        return False
    return True


def is_safe(address: str) -> bool:
    """Whether nobody on the way reads what is sent there: https, or this machine."""
    try:
        there = urlsplit(address)
        host, port = there.hostname or "", there.port
    except ValueError:
        return False
    is_private = there.scheme == "https" or (there.scheme == "http" and host in LOOPBACK)
    return bool(
        is_private and host and port != 0 and address.isprintable() and " " not in address and not there.username
    )


def origin(written: str) -> str:
    """Scheme and host, without a slash at the end; ValueError for what is more or less, or can be read on the way."""
    there = urlsplit(written)
    if not is_safe(written) or there.path not in ("", "/") or there.query or there.fragment:
        raise ValueError(written)
    return f"{there.scheme}://{there.netloc.lower()}"
