"""SQL that works public rows out anew: taken away, and written as what is there now says.

Two who tell one row anew for reasons of their own (its words, few beside it, its site) follow one another by the exact
row, which each holds: whoever hides that row or takes it away holds it as well. Else the second, which saw the first
one's public row neither before it waited nor after, would leave it there.
"""

from sqlalchemy import Table

from geodata.objects.layers import names
from geodata.public_form import layer_of


def of_own(relation: Table, where: str) -> str:
    """Of rows that this transaction has written itself, and so holds."""
    layer = layer_of(relation)
    overwritten = ", ".join(
        f"{column.name} = excluded.{column.name}" for column in relation.columns if not column.primary_key
    )
    return f"""
    DELETE FROM published.{relation.name} WHERE {where};
    INSERT INTO published.{relation.name} ({names(relation)})
        SELECT {names(relation)} FROM ninewa.publishable_{relation.name} WHERE {where}
        ON CONFLICT ({", ".join(layer.key)}) DO UPDATE SET {overwritten};"""


def of_any(relation: Table, where: str) -> str:
    """Of rows that others may be writing: whoever does is waited for. Needs a variable `keys_held text[]`."""
    return _of_held(relation, where, "")


def of_any_at_once(relation: Table, where: str) -> str:
    """The same, and lock_not_available where somebody has not ended."""
    return _of_held(relation, where, " NOWAIT")


def hold(relation: Table, where: str) -> str:
    """The exact rows of what is told anew are held until we end."""
    return f"""
    PERFORM FROM {_rows(relation, where)};"""


def function(signature: str, steps: list[str]) -> str:
    """A function of these steps."""
    return f"""
CREATE FUNCTION ninewa.{signature} RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    keys_held text[];
BEGIN{"".join(steps)}
END $$;
"""


def _of_held(relation: Table, where: str, how: str) -> str:
    key = layer_of(relation).key
    if len(key) == 1:
        column = layer_of(relation).base.columns[key[0]]
        of_held = f"{key[0]} = ANY (keys_held::{column.type.compile()}[])"
    else:
        of_held = f"{_as_text(key)} = ANY (keys_held)"
    return f"""
    keys_held := ARRAY(SELECT {_as_text(key)} FROM {_rows(relation, where)}{how});{of_own(relation, of_held)}"""


def _as_text(key: tuple[str, ...]) -> str:
    return f"{key[0]}::text" if len(key) == 1 else f"concat_ws(' ', {', '.join(key)})"


def _rows(relation: Table, where: str) -> str:
    key = ", ".join(layer_of(relation).key)
    exact = f"SELECT {key} FROM exact.{relation.name} WHERE {where}"
    return f"{layer_of(relation).base.fullname} WHERE ({key}) IN ({exact}) ORDER BY {key} FOR NO KEY UPDATE"
