"""SQL of the two layers that pages read: schema `exact` (views, for people's routes) and `published` (tables).

Both hold relations of the same names and columns, so one statement serves both; which layer it reads is decided by the
search path of the login. Only what may be public is ever stored in `published`, in the form in which it may be public:
a view would leak hidden rows through a cheap function, and a security-barrier view would lose the spatial index.
"""

from sqlalchemy import Column, Table
from sqlalchemy.dialects import postgresql

from geodata.objects.few import BESIDE
from geodata.public_form import layer_of, names_no_severe_site
from geodata.relations import EVERY

SOURCES = "sources"  # public as far as a row of another relation cites them


def sources(*, security_invoker: bool) -> dict[str, str]:
    """By name, in order. `security_invoker`: whoever reads an exact view needs the right to its tables as well."""
    found = {}
    for relation in EVERY:
        found[f"20_{relation.name}"] = f"{_exact(relation, security_invoker)};\n{_publishable(relation)};\n"
        found[table_source(relation.name)] = _published(relation)
    return found


def table_source(relation: str) -> str:
    """The name of the source that makes a published table and fills it."""
    return f"30_{relation}"


def sources_of_rows(relation: str) -> set[str]:
    """The names of all sources that a published row comes from: while they are the same, so are the rows."""
    own = {"10_sensitivity", "11_days", "12_few", "13_few_apart", f"20_{relation}", table_source(relation)}
    if relation != SOURCES:
        return own
    return own.union({"15_citing"}, *(sources_of_rows(other.name) for other in EVERY if other.name != SOURCES))


def names(relation: Table) -> str:
    """Its columns, as a list in SQL."""
    return ", ".join(column.name for column in relation.columns)


def _exact(relation: Table, security_invoker: bool) -> str:
    layer = layer_of(relation)
    chosen = ",\n    ".join(f"{column.info['exact']} AS {column.name}" for column in relation.columns)
    rights = " WITH (security_invoker)" if security_invoker else ""
    return (
        f"CREATE VIEW exact.{relation.name}{rights} AS SELECT\n    {chosen}\nFROM {layer.base.fullname} b {layer.joins}"
    )


def _publishable(relation: Table) -> str:
    layer = layer_of(relation)
    chosen = ",\n    ".join(f"{_public(column)} AS {column.name}" for column in relation.columns)
    rows = f"SELECT\n    {chosen}\nFROM exact.{relation.name} e"
    if layer.hidden_from is not None:
        # Ranked once a row. A sensitivity that nobody knows has no rank, and is in no layer but the exact one.
        rows += "\nCROSS JOIN LATERAL (SELECT ninewa.sensitivity_rank(e.sensitivity) AS rank OFFSET 0) AS open"
        if told := BESIDE.get(layer.base):
            each = ", ".join(f"CASE WHEN open.rank = 1 THEN {what} END AS {name}" for name, what in told.items())
            rows += f"\nCROSS JOIN LATERAL (SELECT {each} OFFSET 0) AS beside"
        rows += f"\nWHERE open.rank < {layer.hidden_from} AND ({layer.public_when})"
        if layer.naming:
            rows += f" AND {names_no_severe_site(layer.naming)}"
    return f"CREATE VIEW ninewa.publishable_{relation.name} AS {rows}"


def _public(column: Column[object]) -> str:
    form: str = column.info["form"]
    kind = column.type.compile(dialect=postgresql.dialect())
    return form.format(name=column.name, type=kind, small=column.info.get("small"))


def _published(relation: Table) -> str:
    layer, name = layer_of(relation), f"published.{relation.name}"
    cited = "source_id" in relation.columns and relation.name != SOURCES
    by_source = ["btree (source_id, sensitivity)" if "sensitivity" in relation.columns else "btree (source_id)"]
    indexes = "".join(f"CREATE INDEX ON {name} USING {index};\n" for index in (*layer.indexes, *by_source[:cited]))
    return f"""CREATE TABLE {name} AS SELECT {names(relation)} FROM ninewa.publishable_{relation.name};
ALTER TABLE {name} ADD PRIMARY KEY ({", ".join(layer.key)});
{indexes}DO $$ BEGIN IF EXISTS (SELECT FROM {name}) THEN ANALYZE {name}; END IF; END $$;
"""
