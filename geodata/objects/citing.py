"""SQL of the published sources: of each what may be told is as public as the most public row that cites it.

Triggers on the published tables keep them. A source is written only where what is told of it changes, so that writers
of one source do not wait for one another; before it is taken away its row is held, as each row that cites it holds it.
"""

from sqlalchemy import Table

from geodata import relations
from geodata.objects.layers import names

CITED_BY = {
    relation: [column.name for column in relation.columns if column.name in ("source_id", "population_source_id")]
    for relation in relations.EVERY
    if relation is not relations.sources and "source_id" in relation.columns
}
_ROW = names(relations.sources)
_TOLD = f"ninewa.publishable_{relations.sources.name}"


def sources() -> dict[str, str]:
    """By name, in order: how public a source is, and the triggers of each published table that cites some."""
    return {"15_citing": _cited_at(), "56_citing": "".join([_function(relation) for relation in CITED_BY])}


def _cited_at() -> str:
    """0: a low row cites it; 1: others do; NULL: none. Names are looked up when it runs: the tables are made later."""
    low = " OR ".join(_cites(relation, low=True) for relation in CITED_BY)
    every = " OR ".join(_cites(relation, low=False) for relation in CITED_BY)
    return f"""
CREATE FUNCTION ninewa.cited_at(source integer) RETURNS integer LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE WHEN {low} THEN 0 WHEN {every} THEN 1 END;
END $$;
"""


def _cites(relation: Table, *, low: bool) -> str:
    is_low = " AND sensitivity = 'low'" if low and "sensitivity" in relation.columns else ""
    return " OR ".join(
        f"EXISTS (SELECT FROM published.{relation.name} WHERE {column} = source{is_low})"
        for column in CITED_BY[relation]
    )


def _function(relation: Table) -> str:
    name, on = f"ninewa.cite_of_{relation.name}", f"ON published.{relation.name}"
    added, gone, both = (_cite(f"{name}_{which}", _ids(relation, *rows)) for which, rows in _TABLES.items())
    return f"""{added}{gone}{both}
CREATE TRIGGER cite_added AFTER INSERT {on} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_added();
CREATE TRIGGER cite_gone AFTER DELETE {on} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_gone();
CREATE TRIGGER cite_changed AFTER UPDATE {on} REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_changed();
"""


_TABLES = {"added": ("added",), "gone": ("gone",), "changed": ("added", "gone")}


def _ids(relation: Table, *rows: str) -> str:
    return " UNION ".join(f"SELECT {column} FROM {table}" for table in rows for column in CITED_BY[relation])


def _cite(name: str, ids: str) -> str:
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
    cited integer[] := ARRAY({ids});
    less integer[];
BEGIN
    IF cited = '{{}}' THEN RETURN NULL; END IF;
    less := ARRAY(
        SELECT p.source_id FROM published.sources p LEFT JOIN {_TOLD} t USING (source_id)
        WHERE p.source_id = ANY (cited) AND t.sensitivity IS DISTINCT FROM p.sensitivity);
    IF less <> '{{}}' THEN
        PERFORM FROM ninewa.source WHERE source_id = ANY (less) FOR UPDATE;
        DELETE FROM published.sources WHERE source_id = ANY (less);
    END IF;
    INSERT INTO published.sources ({_ROW})
        SELECT {_ROW} FROM {_TOLD} t WHERE source_id = ANY (cited)
            AND NOT EXISTS (SELECT FROM published.sources p WHERE p.source_id = t.source_id)
        ON CONFLICT (source_id) DO NOTHING;
    RETURN NULL;
END $$;
"""
