"""SQL of rows that name a severe site: told anew as a site becomes severe, ceases to be, or is renamed.

That is seldom, and then all texts are looked through.
"""

from sqlalchemy import Table

from geodata import tables
from geodata.objects import anew
from geodata.public_form import layer_of, texts_of
from geodata.relations import EVERY

# Names of severe sites by the rows, old and new, of a table that holds names.
NAMED = {
    tables.site.name: "SELECT ninewa.anywhere(r.name) FROM {rows} AS r WHERE r.sensitivity = 'severe' UNION ALL"
    " SELECT n.pattern FROM {rows} AS r JOIN ninewa.spelling_of_site n USING (site_id) WHERE r.sensitivity = 'severe'",
    tables.place_name.name: "SELECT ninewa.anywhere(r.name) FROM {rows} AS r"
    " JOIN ninewa.site s ON r.entity_kind = 'site' AND s.site_id = r.entity_id AND s.sensitivity = 'severe'",
}


def named(base: Table, *changed: str) -> list[str]:
    """The steps of a trigger of `base` with these transition tables: what names a severe site is told once more."""
    if base.name not in NAMED:
        return []
    patterns = " UNION ALL ".join(NAMED[base.name].format(rows=rows) for rows in changed)
    return [
        f"""
    named := ARRAY({patterns});
    IF named <> '{{}}' THEN
        INSERT INTO ninewa.written_name (pattern) SELECT DISTINCT unnest(named);
        PERFORM ninewa.tell_named(named);
    END IF;"""
    ]


def sources() -> dict[str, str]:
    """By name: rows with such names are told anew, held, and told anew by whom nobody may wait for."""
    wheres = {relation: _names(relation) for relation in EVERY if texts_of(relation)}
    return {
        "49_named": "".join(
            anew.function(f"{name}(named text[])", [step(*of) for of in wheres.items()])
            for name, step in (
                ("tell_named", anew.of_any),
                ("hold_named", anew.hold),
                ("judge_named", anew.of_any_at_once),
            )
        )
    }


def _names(relation: Table) -> str:
    key = ", ".join(layer_of(relation).key)
    texts = f"nullif(concat_ws('|', {', '.join(texts_of(relation))}), '')"
    return f"({key}) IN (SELECT {key} FROM exact.{relation.name} e WHERE {texts} ILIKE ANY (named))"
