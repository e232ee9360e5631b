"""SQL of the published sources: of each what may be told is as public as the most public row that cites it.

Triggers on the published tables keep them. A source is written only where what is told of it changes, so that writers
of one source do not wait for one another; before it is taken away its row is held, as each row that cites it holds it.
Two who take away one citation each do not see one another's: at its end a transaction looks again, one after the other,
at the sources that it took a citation from.
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
    return {"15_citing": _cited_at(), "56_citing": _CITE + "".join([_function(relation) for relation in CITED_BY])}


def _cited_at() -> str:
    """0: a low row cites it; 1: others do; NULL: none. Names are looked up when it runs: the tables are made later.

    By the index: where most rows cite one source, the planner expects to meet each soon, and for a source that is cited
    nowhere goes through all of them.
    """
    low = " OR ".join(_cites(relation, low=True) for relation in CITED_BY)
    every = " OR ".join(_cites(relation, low=False) for relation in CITED_BY)
    return f"""
CREATE FUNCTION ninewa.cited_at(source integer) RETURNS integer LANGUAGE plpgsql STABLE
SET enable_seqscan = off AS $$
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


_CITE = f"""
CREATE FUNCTION ninewa.cite(cited integer[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    less integer[] := ARRAY(
        SELECT p.source_id FROM published.sources p LEFT JOIN {_TOLD} t USING (source_id)
        WHERE p.source_id = ANY (cited) AND t.sensitivity IS DISTINCT FROM p.sensitivity);
BEGIN
    IF less <> '{{}}' THEN
        PERFORM FROM ninewa.source WHERE source_id = ANY (less) FOR UPDATE;
        DELETE FROM published.sources WHERE source_id = ANY (less);
    END IF;
    INSERT INTO published.sources ({_ROW})
        SELECT {_ROW} FROM {_TOLD} t WHERE source_id = ANY (cited)
            AND NOT EXISTS (SELECT FROM published.sources p WHERE p.source_id = t.source_id)
        ON CONFLICT (source_id) DO NOTHING;
END $$;

CREATE FUNCTION ninewa.uncited() RETURNS integer[] LANGUAGE sql STABLE
    RETURN coalesce(nullif(current_setting('ninewa.uncited', true), ''), '{{}}')::integer[];

CREATE FUNCTION ninewa.note_uncited(sources integer[]) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    PERFORM set_config(
        'ninewa.uncited', ARRAY(SELECT unnest(ninewa.uncited()) UNION SELECT unnest(sources))::text, true);
END $$;

CREATE FUNCTION ninewa.cite_once_more() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog AS $$
BEGIN
    IF ninewa.uncited() <> '{{}}' THEN
        PERFORM FROM ninewa.source WHERE source_id = ANY (ninewa.uncited()) ORDER BY source_id FOR NO KEY UPDATE;
        PERFORM ninewa.cite(ninewa.uncited());
    END IF;
    RETURN NULL;
END $$;

-- A transaction that changes data adds one row here, so that this runs once, as it ends.
CREATE CONSTRAINT TRIGGER cite_once_more AFTER INSERT ON ninewa.data_change DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION ninewa.cite_once_more();
"""


def _function(relation: Table) -> str:
    name, on = f"ninewa.cite_of_{relation.name}", f"ON published.{relation.name}"
    added, gone = (f"ARRAY({_ids(relation, rows)})" for rows in ("added", "gone"))
    more = f"ARRAY({_ids(relation, 'added', _IS_TOLD_MORE.format(low=_is_low(relation, 'added')))})"
    return f"""{_cite(f"{name}_added", more)}{_cite(f"{name}_gone", "", gone)}{_cite(f"{name}_changed", added, gone)}
CREATE TRIGGER cite_added AFTER INSERT {on} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_added();
CREATE TRIGGER cite_gone AFTER DELETE {on} REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_gone();
CREATE TRIGGER cite_changed AFTER UPDATE {on} REFERENCING OLD TABLE AS gone NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_changed();
"""


# One more row that cites a source makes it only more public: of one that is published as low it changes nothing.
_IS_TOLD_MORE = """ AND NOT EXISTS (
        SELECT FROM published.sources p WHERE p.source_id = {{column}} AND (p.sensitivity = 'low' OR NOT {low}))"""


def _is_low(relation: Table, rows: str) -> str:
    return f"coalesce({rows}.sensitivity = 'low', false)" if "sensitivity" in relation.columns else "true"


def _ids(relation: Table, rows: str, and_when: str = "") -> str:
    return " UNION ".join(
        f"SELECT {column} FROM {rows} WHERE {column} IS NOT NULL{and_when.format(column=f'{rows}.{column}')}"
        for column in CITED_BY[relation]
    )


def _cite(name: str, added: str, gone: str = "") -> str:
    noted = f"\n    PERFORM ninewa.note_uncited({gone});" if gone else ""
    rows = "added" if added else "gone"
    return f"""
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    cited integer[];
BEGIN
    IF NOT EXISTS (SELECT FROM {rows}) THEN RETURN NULL; END IF;{noted}
    cited := {" || ".join(ids for ids in (added, gone) if ids)};
    IF cited <> '{{}}' THEN PERFORM ninewa.cite(cited); END IF;
    RETURN NULL;
END $$;
"""
