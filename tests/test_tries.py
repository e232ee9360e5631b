"""Tries to come in, many at once: each is counted, none fails, and no more are let through than may be."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import create_engine, text

from geodata.server.logins import Addresses
from webmap import tries

AT_ONCE, EACH = 8, 25


def test_many_at_once_are_counted_one_after_the_other(fresh_database: Addresses) -> None:
    engine = create_engine(fresh_database.app, pool_size=AT_ONCE)
    address = tries.by_address("192.0.2.1", tries.SIGN_IN)

    def attempts(number: int) -> int:
        admitted = 0
        for one in range(EACH):
            with engine.begin() as connection:
                admitted += tries.admit(connection, (tries.by_name(f"nobody {number} {one}"), address))
        return admitted

    with ThreadPoolExecutor(AT_ONCE) as threads:
        assert sum(threads.map(attempts, range(AT_ONCE))) == tries.MOST
    engine.dispose()
    with create_engine(fresh_database.owner).connect() as owner:
        kept = text("SELECT count(*) FROM ninewa.sign_in_attempt WHERE subject = :address")
        assert owner.scalar(kept, {"address": address}) == tries.MOST
