"""What caches on the way may keep of answers that are the same for everybody, and for how long.

What is told here is heeded by browsers, by nginx (docker/nginx.conf) and by what others put before it.
"""

# Of what follows the data: long enough that many readers at once ask the map once, no longer than a reader waits.
FRESH_SECONDS, WHILE_ASKED_SECONDS = 8, 2
# While the map or its database does not answer: as long as an upgrade takes, as longer shows again what was withdrawn.
AWAY_SECONDS = 300
OF_DATA = (
    f"public, max-age=0, s-maxage={FRESH_SECONDS}, stale-while-revalidate={WHILE_ASKED_SECONDS},"
    f" stale-if-error={AWAY_SECONDS}"
)


def until_withdrawn(seconds: int) -> str:
    """Cache-Control of what may be withdrawn: after `seconds` neither a browser nor one cache before it gives it out.

    Each of the two may keep it for half of that, in which it may also be given out while it is asked for anew.
    """
    half = seconds // 2
    while_asked = half // 6
    return f"public, max-age={half - while_asked}, stale-while-revalidate={while_asked}, stale-if-error={AWAY_SECONDS}"
