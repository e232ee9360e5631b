"""SQL of publishing: triggers on the exact tables keep the published ones in step, all rows of a statement at once.

A statement's changed rows are the transition tables `added` and `gone`. Of each relation that rests on them the public
rows are worked out anew. `= ANY (ARRAY(...))` is read through the index whatever the planner thinks of a transition
table, of one row as of a hundred thousand.
"""

from dataclasses import dataclass

from sqlalchemy import Table

from geodata import relations, tables
from geodata.objects.layers import names
from geodata.public_form import layer_of


@dataclass(frozen=True)
class Rest:
    """Rows of `relation` rest on rows of `base`, found by `where` from the array of their keys `{keys}`."""

    relation: Table
    base: Table
    key: str
    where: str
    # Only a change of these columns matters to them; empty: any.
    columns: tuple[str, ...] = ()


def _named_after(kind: str, base: Table, key: str) -> Rest:
    where = f"entity_kind = '{kind}' AND entity_id = ANY ({{keys}})"
    return Rest(relations.place_names, base, key, where, ("sensitivity",))


_OF_SITES = "site_ids && {keys}"
_SENSITIVITY = ("sensitivity",)
RESTS = (
    *(
        Rest(relation, layer_of(relation).base, key := layer_of(relation).key[0], f"{key} = ANY ({{keys}})")
        for relation in relations.EVERY
    ),
    # A correction changes what is said of the report that it corrects.
    Rest(relations.site_reports, tables.site_report, "corrects", "report_id = ANY ({keys})"),
    Rest(relations.site_reports, tables.site, "site_id", "site_id = ANY ({keys})", _SENSITIVITY),
    Rest(relations.service_reports, tables.site, "site_id", _OF_SITES, _SENSITIVITY),
    Rest(relations.figures, tables.site, "site_id", _OF_SITES, _SENSITIVITY),
    Rest(relations.former_positions, tables.site, "site_id", "site_id = ANY ({keys})", _SENSITIVITY),
    Rest(
        relations.flows,
        tables.site,
        "site_id",
        "(from_site = ANY ({keys}) OR to_site = ANY ({keys}))",
        ("sensitivity", "geom"),
    ),
    Rest(relations.flows, tables.flow_place, "name", "(from_name = ANY ({keys}) OR to_name = ANY ({keys}))"),
    Rest(relations.corridor_points, tables.corridor, "corridor_id", "corridor_id = ANY ({keys})", _SENSITIVITY),
    _named_after("site", tables.site, "site_id"),
    _named_after("corridor", tables.corridor, "corridor_id"),
    _named_after("community", tables.community, "community_id"),
)


def sources() -> dict[str, str]:
    """By name, in order: for each exact table its functions and triggers."""
    bases = {rest.base.name: rest.base for rest in RESTS}
    return {f"50_{name}": _publishing(base) for name, base in bases.items()}


def _publishing(base: Table) -> str:
    rests = [rest for rest in RESTS if rest.base is base]
    some, changed, all_rows = f"publish_{base.name}", f"publish_{base.name}_changed", f"publish_{base.name}_emptied"
    of_some = [_anew(rest, f"SELECT {rest.key} FROM changed") for rest in rests]
    of_changed = [_anew(rest, _keys_of_changed(rest)) for rest in rests]
    everything = [_anew(Rest(relation, base, "", "true"), "") for relation in {r.relation: None for r in rests}]
    on = f"ON {base.fullname}"
    return (
        f"{_function(some, of_some, 'changed')}{_function(changed, of_changed, 'added')}"
        f"{_function(all_rows, everything)}"
        f"CREATE TRIGGER publish_added AFTER INSERT {on} REFERENCING NEW TABLE AS changed{_runs(some)}"
        f"CREATE TRIGGER publish_changed AFTER UPDATE {on} REFERENCING OLD TABLE AS gone NEW TABLE AS added"
        f"{_runs(changed)}"
        f"CREATE TRIGGER publish_gone AFTER DELETE {on} REFERENCING OLD TABLE AS changed{_runs(some)}"
        f"CREATE TRIGGER publish_emptied AFTER TRUNCATE {on}{_runs(all_rows)}"
        f"CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE {on}{_runs('note_change_of_rows')}"
    )


def _keys_of_changed(rest: Rest) -> str:
    """Keys of updated rows, old and new; where only some columns matter, of the rows in which one of these changed."""
    if not rest.columns:
        return f"SELECT {rest.key} FROM gone UNION ALL SELECT {rest.key} FROM added"
    seen = ", ".join((rest.key, *rest.columns))
    before, after = f"SELECT {seen} FROM gone", f"SELECT {seen} FROM added"
    return f"SELECT {rest.key} FROM (({before} EXCEPT {after}) UNION ALL ({after} EXCEPT {before})) AS different"


def _anew(rest: Rest, keys: str) -> str:
    """Take the public rows away and work them out again.

    The first statement waits for another transaction that does the same with one of them, and the second, which sees
    what that one has committed, then overwrites its row.
    """
    name, layer = rest.relation.name, layer_of(rest.relation)
    where = rest.where.format(keys=f"ARRAY({keys})")
    overwritten = ", ".join(
        f"{column.name} = excluded.{column.name}" for column in rest.relation.columns if not column.primary_key
    )
    return f"""
    DELETE FROM published.{name} WHERE {where};
    INSERT INTO published.{name} ({names(rest.relation)})
        SELECT {names(rest.relation)} FROM ninewa.publishable_{name} WHERE {where}
        ON CONFLICT ({", ".join(layer.key)}) DO UPDATE SET {overwritten};"""


def _function(name: str, steps: list[str], unless_empty: str = "") -> str:
    done = f"\n    IF NOT EXISTS (SELECT FROM {unless_empty}) THEN RETURN NULL; END IF;" if unless_empty else ""
    return f"""
CREATE FUNCTION ninewa.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public SET enable_seqscan = off AS $$
BEGIN{done}{"".join(steps)}
    RETURN NULL;
END $$;
"""


def _runs(function: str) -> str:
    return f"\n    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.{function}();\n"
