"""What caches on the way may keep of answers that are the same for everybody, and for how long.

What is told here is heeded by browsers, by nginx (docker/nginx.conf) and by what others put before it.
"""

# Of what follows the data: many readers at once ask the map once, and nobody waits while it is asked. While the map is
# away a day, as readers have nothing else; as long as its own memory (webmap/latest_version.py).
FRESH_SECONDS, WHILE_ASKED_SECONDS, HELD_SECONDS = 2, 30, 24 * 3600
# Of what may be withdrawn, as long as an upgrade takes: longer would show again what was withdrawn.
AWAY_SECONDS = 300
KNOWN_LATE_SECONDS = 2  # webmap/latest_version.py
OF_PAGES = (
    f"public, max-age=0, s-maxage={FRESH_SECONDS}, stale-while-revalidate={WHILE_ASKED_SECONDS},"
    f" stale-if-error={HELD_SECONDS}"
)
# Browsers heed stale-while-revalidate too: what a page brings would be older than the page, and asked for twice.
OF_PARTS = f"public, max-age=0, s-maxage={FRESH_SECONDS}, stale-if-error={HELD_SECONDS}"
OF_A_READER = "private, no-cache"


def of_data(mimetype: str | None) -> str:
    """Cache-Control of an answer that follows the data."""
    return OF_PAGES if mimetype == "text/html" else OF_PARTS


def until_withdrawn(seconds: int) -> str:
    """Cache-Control of what may be withdrawn: after `seconds` neither a browser nor one cache before it gives it out.

    Our own memory may know of it two seconds late. Each of the two may keep it for half of the rest, in which it may
    also be given out while it is asked for anew.
    """
    half = max(0, seconds - KNOWN_LATE_SECONDS) // 2
    while_asked = half // 6
    return f"public, max-age={half - while_asked}, stale-while-revalidate={while_asked}, stale-if-error={AWAY_SECONDS}"
