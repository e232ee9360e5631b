"""SQL of publishing: triggers on the exact tables keep the published ones in step, all rows of a statement at once.

A statement's changed rows are the transition tables `added` and `gone`. Of each relation that rests on them the public
rows are worked out anew. `= ANY (ARRAY(...))` is read through the index, of one row as of a hundred thousand.
"""

from sqlalchemy import Table

from geodata import relations, tables
from geodata.objects import few
from geodata.objects.layers import names
from geodata.objects.resting import BESIDE, RESTS, SENSITIVITY, Rest
from geodata.public_form import layer_of, texts_of

# Names of severe sites by the rows, old and new, of a table that holds names.
NAMED = {
    tables.site.name: "SELECT ninewa.anywhere(r.name) FROM {rows} AS r WHERE r.sensitivity = 'severe' UNION ALL"
    " SELECT n.pattern FROM {rows} AS r JOIN ninewa.spelling_of_site n USING (site_id) WHERE r.sensitivity = 'severe'",
    tables.place_name.name: "SELECT ninewa.anywhere(r.name) FROM {rows} AS r"
    " JOIN ninewa.site s ON r.entity_kind = 'site' AND s.site_id = r.entity_id AND s.sensitivity = 'severe'",
}


def sources() -> dict[str, str]:
    """By name, in order: for each exact table its functions and triggers."""
    bases = {rest.base.name: rest.base for rest in RESTS}
    return {f"50_{name}": _publishing(base) for name, base in bases.items()} | {"51_beside": _beside()}


def _beside() -> str:
    """Judging once more what stands beside rows of these sites and days, and the movements from these places."""
    wheres = {relation: where.format(keys="rows") for relation, where in BESIDE.items()}
    wheres[relations.flows] = "from_name = ANY (places)"
    held, free = (
        "".join(
            f"\n    PERFORM FROM published.{of.name} WHERE {where} FOR UPDATE{how};" for of, where in wheres.items()
        )
        for how in ("", " NOWAIT")
    )
    anew = "".join(_anew_where(relation, where) for relation, where in wheres.items())
    return "".join(
        f"""
CREATE FUNCTION ninewa.{name}(rows text[], places text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
BEGIN{steps}
END $$;
"""
        for name, steps in (("hold_beside", held), ("judge_beside", free + anew))
    )


def _publishing(base: Table) -> str:
    rests = [rest for rest in RESTS if rest.base is base]
    some, changed, emptied = (f"publish_{base.name}{which}" for which in ("", "_changed", "_emptied"))
    of_some = [_anew(rest, f"SELECT {rest.key} FROM changed") for rest in rests]
    of_changed = [_anew(rest, _keys_of_changed(rest)) for rest in rests]
    of_all = [_anew_where(relation, "true") for relation in {rest.relation: None for rest in rests}]
    on = f"ON {base.fullname}"
    return "".join(
        (
            _function(
                some,
                [*few.written(base, "changed"), *_held(base, "changed"), *of_some, *_renamed(base, "changed")],
                "changed",
            ),
            _function(
                changed,
                [
                    *few.written(base, "gone", "added"),
                    *_locked(base),
                    *_held(base, "added"),
                    *of_changed,
                    *_renamed(base, "gone", "added"),
                ],
                "added",
            ),
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
    what that one has committed, then overwrites its row. Most reports correct nothing and tell of nobody few: no keys.
    """
    steps = _anew_where(rest.relation, rest.where.format(keys=f"ARRAY({keys})"))
    return f"\n    IF EXISTS (SELECT FROM ({keys}) AS k (key) WHERE key IS NOT NULL) THEN{steps}\n    END IF;"


def _renamed(base: Table, *changed: str) -> list[str]:
    """What names a severe site, in whatever row, once more: seldom, and then all texts are looked through."""
    if base.name not in NAMED:
        return []
    named = " UNION ALL ".join(NAMED[base.name].format(rows=rows) for rows in changed)
    steps = [f"\n    named := ARRAY({named});\n    IF named <> '{{}}' THEN"]
    for relation in relations.EVERY:
        if texts := texts_of(relation):
            key = ", ".join(layer_of(relation).key)
            texts_of_row = f"nullif(concat_ws('|', {', '.join(texts)}), '')"
            found = f"SELECT {key} FROM exact.{relation.name} e WHERE {texts_of_row} ILIKE ANY (named)"
            steps.append(_anew_where(relation, f"({key}) IN ({found})"))
    return [*steps, "\n    END IF;"]


def _anew_where(relation: Table, where: str) -> str:
    name, layer = relation.name, layer_of(relation)
    overwritten = ", ".join(
        f"{column.name} = excluded.{column.name}" for column in relation.columns if not column.primary_key
    )
    return f"""
    DELETE FROM published.{name} WHERE {where};
    INSERT INTO published.{name} ({names(relation)})
        SELECT {names(relation)} FROM ninewa.publishable_{name} WHERE {where}
        ON CONFLICT ({", ".join(layer.key)}) DO UPDATE SET {overwritten};"""


def _function(name: str, steps: list[str], unless_empty: str = "") -> str:
    done = f"\n    IF NOT EXISTS (SELECT FROM {unless_empty}) THEN RETURN NULL; END IF;" if unless_empty else ""
    return f"""
CREATE FUNCTION ninewa.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    named text[];
BEGIN{done}{"".join(steps)}
    RETURN NULL;
END $$;
"""


def _runs(function: str) -> str:
    return f"\n    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.{function}();\n"
