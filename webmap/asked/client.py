"""From where and how a request came, as far as proxies say so and are believed."""

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from flask import current_app
from flask import request as asked
from werkzeug.wrappers import Request

Networks = Sequence[IPv4Network | IPv6Network]


def is_https(request: Request) -> bool:
    """Whether the browser came by https. The scheme that a proxy tells is believed, as it only narrows."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https"


def networks(written: str) -> Networks:
    """Addresses and networks, as 127.0.0.1 or 10.0.0.0/8, with commas between them. ValueError for anything else."""
    return [ip_network(part) for part in re.split(r"[\s,]+", written) if part]


def address(request: Request, trusted: Networks) -> str:
    """The address that a request came from: the last one of X-Forwarded-For that no trusted proxy has.

    Whoever is not trusted may write what they like there, so that their own address counts.
    """
    nearest = request.remote_addr or ""
    forwarded = re.split(r"\s*,\s*", request.headers.get("X-Forwarded-For", "").strip())
    while forwarded and _is_trusted(nearest, trusted):
        nearest = forwarded.pop() or nearest
    return _network_of_one(nearest)


def address_asked_from() -> str:
    """That of this request, by the proxies that are trusted."""
    return address(asked, networks(current_app.extensions["settings"].webmap_trusted_proxies))


def whole_address(path: str) -> str:
    """An address of ours with the scheme and the host that the browser came by."""
    return f"{'https' if is_https(asked) else asked.scheme}://{asked.host}{path}"


def _is_trusted(written: str, trusted: Networks) -> bool:
    found = _read(written)
    return found is not None and any(found in network for network in trusted)


def _network_of_one(written: str) -> str:
    """Of IPv6 the 64 bits that one subscriber has; what is no address stays as it is, shortened."""
    found = _read(written)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found) if found is not None else written[:100]


def _read(written: str) -> IPv4Address | IPv6Address | None:
    """An address, also with the port that some proxies add; an IPv4 one in the clothes of IPv6 is itself."""
    bare = re.sub(r"^\[(.*)\](?::\d+)?$|^([\d.]+):\d+$", lambda found: found[1] or found[2], written.strip())
    try:
        found = ip_address(bare)
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
