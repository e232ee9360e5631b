"""For how many days movements are not public after they ended, as the database keeps it."""

from sqlalchemy import Connection, insert

from geodata.tables import movement_embargo


def embargo(connection: Connection) -> int:
    """For how many days movements are not public after they ended."""
    days: int = connection.exec_driver_sql("SELECT days FROM published.movement_embargo").scalar_one()
    return days


def set_embargo(connection: Connection, days: int) -> None:
    """From now on; the database lets information officers and administrators do so."""
    connection.execute(insert(movement_embargo).values(days=days))
