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
    """Public rows of `relation` rest on rows of `base`: found by `where` from the array of their `key`, `{keys}`."""

    relation: Table
    base: Table
    key: str
    where: str
    # Only a change of these columns matters to them; empty: any.
    columns: tuple[str, ...] = ()
    # The other way: rows of `base` that changed `{rows}` of the relation's own table rest on, and how they are held.
    holds: str = ""
    strength: str = "KEY SHARE"


def _named_after(base: Table, key: str) -> Rest:
    return Rest(
        relations.place_names,
        base,
        key,
        f"entity_kind = '{base.name}' AND entity_id = ANY ({{keys}})",
        SENSITIVITY,
        f"SELECT entity_id FROM {{rows}} WHERE entity_kind = '{base.name}'",
    )


SENSITIVITY = ("sensitivity",)
OF_SITE = "site_id = ANY ({keys})"
OF_SITES = "site_ids && {keys}"
ENDS = "SELECT {end} FROM {{rows}} AS r JOIN ninewa.flow_place f ON f.name IN (r.from_name, r.to_name)"
RESTS = (
    *(
        Rest(relation, layer_of(relation).base, key := layer_of(relation).key[0], f"{key} = ANY ({{keys}})")
        for relation in relations.EVERY
    ),
    # A correction changes what is said of the report that it corrects.
    Rest(relations.site_reports, tables.site_report, "corrects", "report_id = ANY ({keys})"),
    Rest(relations.site_reports, tables.site, "site_id", OF_SITE, SENSITIVITY, "SELECT site_id FROM {rows}"),
    Rest(relations.former_positions, tables.site, "site_id", OF_SITE, SENSITIVITY, "SELECT site_id FROM {rows}"),
    Rest(
        relations.service_reports, tables.site, "site_id", OF_SITES, SENSITIVITY, "SELECT unnest(site_ids) FROM {rows}"
    ),
    Rest(relations.figures, tables.site, "site_id", OF_SITES, SENSITIVITY, "SELECT unnest(site_ids) FROM {rows}"),
    Rest(
        relations.flows,
        tables.site,
        "site_id",
        "(from_site = ANY ({keys}) OR to_site = ANY ({keys}))",
        ("sensitivity", "geom"),
        ENDS.format(end="f.site_id"),
        "SHARE",  # a move matters too
    ),
    Rest(
        relations.flows,
        tables.flow_place,
        "name",
        "(from_name = ANY ({keys}) OR to_name = ANY ({keys}))",
        holds=ENDS.format(end="f.name"),
        strength="SHARE",
    ),
    Rest(
        relations.corridor_points,
        tables.corridor,
        "corridor_id",
        "corridor_id = ANY ({keys})",
        SENSITIVITY,
        "SELECT corridor_id FROM {rows}",
    ),
    _named_after(tables.site, "site_id"),
    _named_after(tables.community, "community_id"),
    _named_after(tables.corridor, "corridor_id"),
)


def sources() -> dict[str, str]:
    """By name, in order: for each exact table its functions and triggers."""
    bases = {rest.base.name: rest.base for rest in RESTS}
    return {f"50_{name}": _publishing(base) for name, base in bases.items()}


def _publishing(base: Table) -> str:
    rests = [rest for rest in RESTS if rest.base is base]
    some, changed, emptied = (f"publish_{base.name}{which}" for which in ("", "_changed", "_emptied"))
    of_some = [_anew(rest, f"SELECT {rest.key} FROM changed") for rest in rests]
    of_changed = [_anew(rest, _keys_of_changed(rest)) for rest in rests]
    of_all = [_anew(Rest(relation, base, "", "true"), "") for relation in {rest.relation: None for rest in rests}]
    on = f"ON {base.fullname}"
    return "".join(
        (
            _function(some, [*_held(base, "changed"), *of_some], "changed"),
            _function(changed, [*_locked(base), *_held(base, "added"), *of_changed], "added"),
            _function(emptied, of_all),
            f"CREATE TRIGGER publish_added AFTER INSERT {on} REFERENCING NEW TABLE AS changed{_runs(some)}",
            f"CREATE TRIGGER publish_changed AFTER UPDATE {on} REFERENCING OLD TABLE AS gone NEW TABLE AS added",
            _runs(changed),
            f"CREATE TRIGGER publish_gone AFTER DELETE {on} REFERENCING OLD TABLE AS changed{_runs(some)}",
            f"CREATE TRIGGER publish_emptied AFTER TRUNCATE {on}{_runs(emptied)}",
            f"CREATE TRIGGER note_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE {on}",
            _runs("note_change_of_rows"),
        )
    )


def _locked(base: Table) -> list[str]:
    """Rows whose sensitivity changed wait for whoever is writing rows that rest on them, and those for us.

    Else neither would see the other's rows, and a report of a site that is no longer public would be published.
    """
    rest = next((rest for rest in RESTS if rest.base is base and rest.columns == SENSITIVITY), None)
    if rest is None:
        return []
    keys = _keys_of_changed(rest)
    return [f"\n    PERFORM FROM {base.fullname} WHERE {rest.key} = ANY (ARRAY({keys})) FOR UPDATE;"]


def _held(base: Table, rows: str) -> list[str]:
    """What the changed rows rest on, held against such a change until we end; nobody else waits for this."""
    return [
        f"\n    PERFORM FROM {rest.base.fullname} WHERE {rest.key} = ANY (ARRAY({rest.holds.format(rows=rows)}))"
        f" FOR {rest.strength};"
        for rest in RESTS
        if rest.holds and layer_of(rest.relation).base is base
    ]


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
SET search_path = pg_catalog SET enable_seqscan = off AS $$
BEGIN{done}{"".join(steps)}
    RETURN NULL;
END $$;
"""


def _runs(function: str) -> str:
    return f"\n    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.{function}();\n"
