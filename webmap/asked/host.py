"""The Host that a request names: anybody's word, and not always a name."""

from functools import lru_cache

from werkzeug.urls import uri_to_iri


@lru_cache(maxsize=256)
def is_readable(host: str) -> bool:
    """Whether an address with this host can be written: `a..b`, `.com` and half an IPv6 address are none."""
    try:
        uri_to_iri(f"//{host}/")
    except ValueError:
        return False
    return True
