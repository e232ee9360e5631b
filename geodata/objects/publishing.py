"""SQL of publishing: triggers on the exact tables keep the published ones in step, all rows of a statement at once.

A statement's changed rows are the transition tables `added` and `gone`. Of each relation that rests on them the public
rows are worked out anew. `= ANY (ARRAY(...))` is read through the index, of one row as of a hundred thousand.
"""

from collections.abc import Iterable
from itertools import groupby

from sqlalchemy import Table

from geodata.objects import anew, few, naming
from geodata.objects.resting import RESTS, SENSITIVITY, Rest
from geodata.public_form import layer_of


def sources() -> dict[str, str]:
    """By name, in order: for each exact table its functions and triggers."""
    bases = {rest.base.name: rest.base for rest in RESTS}
    return {f"50_{name}": _publishing(base) for name, base in bases.items()}


def _publishing(base: Table) -> str:
    rests = [rest for rest in RESTS if rest.base is base]
    some, changed, emptied = (f"publish_{base.name}{which}" for which in ("", "_changed", "_emptied"))
    of_some = [_anew(keys, of_keys) for keys, of_keys in groupby(rests, lambda rest: f"SELECT {rest.key} FROM changed")]
    of_changed = [_anew(keys, of_keys) for keys, of_keys in groupby(rests, _keys_of_changed)]
    of_all = [
        (anew.of_own if layer_of(relation).base is base else anew.of_any)(relation, "true")
        for relation in {rest.relation: None for rest in rests}
    ]
    on = f"ON {base.fullname}"
    return "".join(
        (
            _function(
                some,
                [*few.written(base, "changed"), *_held(base, "changed"), *of_some, *naming.named(base, "changed")],
                "changed",
            ),
            _function(
                changed,
                [
                    *few.written(base, "gone", "added"),
                    *_locked(base),
                    *_held(base, "added"),
                    *of_changed,
                    *naming.named(base, "gone", "added"),
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


def _anew(keys: str, rests: Iterable[Rest]) -> str:
    """The public rows of these keys anew. Most reports correct nothing and tell of nobody few: no keys."""
    steps = "".join(_steps(rest, rest.where.format(keys=f"ARRAY({keys})")) for rest in rests)
    return f"\n    IF EXISTS (SELECT FROM ({keys}) AS k (key) WHERE key IS NOT NULL) THEN{steps}\n    END IF;"


def _steps(rest: Rest, where: str) -> str:
    if not rest.is_own:
        return anew.of_any(rest.relation, where)
    if len(layer_of(rest.relation).key) == 1:
        return anew.of_own(rest.relation, where)
    return anew.hold(rest.relation, where) + anew.of_own(rest.relation, where)  # its neighbours too: all of a corridor


def _function(name: str, steps: list[str], unless_empty: str = "") -> str:
    done = f"\n    IF NOT EXISTS (SELECT FROM {unless_empty}) THEN RETURN NULL; END IF;" if unless_empty else ""
    done += "\n    PERFORM ninewa.note_writing();"
    return f"""
CREATE FUNCTION ninewa.{name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    named text[];
    keys_held text[];
BEGIN{done}{"".join(steps)}
    RETURN NULL;
END $$;
"""


def _runs(function: str) -> str:
    return f"\n    FOR EACH STATEMENT EXECUTE FUNCTION ninewa.{function}();\n"
