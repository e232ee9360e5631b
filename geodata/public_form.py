"""The forms in which a column of an exact relation may be public, and how a relation is put together from columns."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import ARRAY, Boolean, Column, DateTime, MetaData, Table, Text
from sqlalchemy.types import TypeEngine

from geodata.tables import SITE_REPORT_FIGURES

RELATIONS = MetaData()

# SQL over the exact row `e`; open.rank is its sensitivity: 0 low, 1 moderate, 2 high, 3 severe.
AS_IS = "e.{name}"
# A grid of 0.01 degrees, about 1 km, for what is moderate; nothing for what is high.
GRID = "CASE open.rank WHEN 0 THEN e.{name} WHEN 1 THEN public.ST_SnapToGrid(e.{name}, 0.01) END::{type}"
GRID_OF_GEOM_IN_UTM = (
    "public.ST_Transform(CASE open.rank WHEN 0 THEN e.geom WHEN 1 THEN public.ST_SnapToGrid(e.geom, 0.01) END, 32638)"
    "::{type}"
)
# A count under 10, or from which one could be worked out, is withheld in what is moderate. `small`: whether it is so.
COUNTED = "CASE WHEN open.rank = 0 OR ({small}) IS NOT TRUE THEN e.{name} END"
# Which of the row's counts are withheld, by the names of their columns: withheld is not absent.
WITHHELD = "CASE WHEN open.rank = 0 THEN e.{name} ELSE array_remove(ARRAY[{small}]::text[], NULL) END"
# Which counts are `small`; `beside` (geodata/objects/few.py) tells of what else is stated of the same sites and days.
# People and families tell each other, about six to a family; with families on plots all of them tell those waiting.
# So people are few where the families that they would be are.
AS_FAMILIES = "{}individuals / public.persons_per_family()"
FEW_PEOPLE = f"least(e.families, {AS_FAMILIES.format('e.')}) < 10 OR beside.people"
# Of one activity those who were there tell of those expected, and of those reached.
FEW_AT_ONCE = "least(e.expected, e.participants, e.reached) < 10"
# That nobody waits and nothing is reserved tells of nobody, and is what most reports say; 12_few.sql says so as well.
NOBODY_AT_ZERO = ("plots_reserved", "families_waiting")
# Families live on a plot or wait for one. Where these lie few apart families are withheld: free places rest on plots.
TOLD_OF_FAMILIES = ("families", "individuals", "plots_occupied", "families_waiting")
_APART = (
    f"ninewa.fewest_apart({', '.join(f'e.{one}' for one in TOLD_OF_FAMILIES)}) < 10 OR 'people' = ANY (beside.apart)"
)
FEW_REPORTED = (
    {figure: f"e.{figure} < 10" for figure in SITE_REPORT_FIGURES}
    | {figure: f"e.{figure} BETWEEN 1 AND 9" for figure in NOBODY_AT_ZERO}
    | dict.fromkeys(("families", "individuals"), f"beside.people OR {_APART}")
    | {"plots_occupied": "e.plots_occupied < 10 OR beside.places OR 'occupied' = ANY (beside.apart)"}
    | {"families_waiting": "e.families_waiting BETWEEN 1 AND 9 OR 'waiting' = ANY (beside.apart)"}
)
# A rate, a measure, a share or a flag counts nobody; a unit that nobody knows may. What several sites have together is
# withheld however large it is: without the parts that are told it gives back the one that is not.
FEW_OF_A_UNIT = (
    "(e.value < ninewa.few_under(e.unit) OR cardinality(e.site_ids) > 1)"
    " AND coalesce(e.unit, '') !~ '^((l|persons|m2|USD)/.*|m2|%|percent|flag)$' OR beside.few"
)
ONLY_LOW = "CASE WHEN open.rank = 0 THEN e.{name} END"
APPROXIMATE_UNLESS_LOW = "CASE WHEN open.rank = 0 THEN e.{name} ELSE 'approximate' END"
# A name of a severe site is public nowhere: not in a text about something else either. Asked once a statement.
NAMES_A_SEVERE_SITE = "ILIKE ANY ((SELECT n.patterns FROM ninewa.names_of_severe n)::text[])"
TEXT = f"CASE WHEN (e.{{name}} {NAMES_A_SEVERE_SITE}) IS NOT TRUE THEN e.{{name}} END"
TEXT_ONLY_LOW = f"CASE WHEN open.rank = 0 AND (e.{{name}} {NAMES_A_SEVERE_SITE}) IS NOT TRUE THEN e.{{name}} END"
EMPTY_UNLESS_LOW = (
    f"CASE WHEN open.rank = 0 AND (e.{{name}}::text {NAMES_A_SEVERE_SITE}) IS NOT TRUE THEN e.{{name}}"
    " ELSE '{{}}'::jsonb END"
)
# A file is called by its day: its name is somebody's, and its mark tells which rows came together.
_BY_DAY = "regexp_replace(e.{}, '^.* [(](?:file|sha256) [0-9a-f]+, (imported on [-0-9]+)[)]$', 'a file \\1')"
ONLY_LOW_NO_FILE = f"CASE WHEN open.rank = 0 THEN {_BY_DAY.format('{name}')} END"
# What a source is called, all of it or nothing: its address repeats its title.
_FILE = """WHEN e.cited_as ~ '^(file|sha256):'
    THEN concat('a file ', coalesce(substring(e.title FROM '(imported on [-0-9]+)[)]$'), 'that was imported'))"""
_IS_TOLD = (
    f"open.rank = 0 AND (concat_ws('|', e.cited_as, e.title, e.publisher, e.url) {NAMES_A_SEVERE_SITE}) IS NOT TRUE"
)
CITATION = f"CASE WHEN {_IS_TOLD} THEN e.{{name}} END"
CITATION_OR_WORDS = f"CASE {_FILE} WHEN {_IS_TOLD} THEN e.{{name}} ELSE 'a source that is not public' END"
HIDDEN = "NULL::{type}"

_POINT = Geometry("POINT", srid=4326, spatial_index=False)
# Columns that are not the base table's own of that name.
_TYPES: Mapping[str, TypeEngine[Any]] = {
    **dict.fromkeys(("from_geom", "to_geom"), _POINT),
    **dict.fromkeys(("from_kind", "from_site", "from_place", "from_precision"), Text()),
    **dict.fromkeys(("to_kind", "to_site", "to_place", "to_precision"), Text()),
    **dict.fromkeys(("superseded", "doubted"), Boolean()),
    **dict.fromkeys(("superseded_at", "told_at"), DateTime(timezone=True)),
    "sensitivity": Text(),
    "withheld": ARRAY(Text),
}


@dataclass(frozen=True)
class Layer:
    """How a relation is read from the exact tables, and which of its rows are public."""

    base: Table
    key: tuple[str, ...]
    joins: str = ""
    hidden_from: int | None = None  # the rank from which on a row is not public; None: all rows are
    public_when: str = "true"
    naming: tuple[str, ...] = ()  # texts over `e`; a row that names a severe site in one of them is not public
    indexes: tuple[str, ...] = ()  # of the published table


def relation(name: str, layer: Layer, *groups: Iterable[Column[Any]]) -> Table:
    """A relation that both layers hold, its columns in the order given; one with counts says which are withheld."""
    columns_in_order = [column for group in groups for column in group]
    columns_in_order += _withheld([column for column in columns_in_order if column.info["form"] == COUNTED])
    for column in columns_in_order:
        column.primary_key = column.name in layer.key
        column.type = _TYPES.get(column.name) or layer.base.c[column.name].type
    return Table(name, RELATIONS, *columns_in_order, info={"layer": layer})


def columns(form: str, *names: str, **expressions: str) -> list[Column[Any]]:
    """Columns of one public form: the base table's own by their names, others with the SQL that they are."""
    read_as = {name: f"b.{name}" for name in names} | expressions
    return [Column(name, info={"form": form, "exact": exact}) for name, exact in read_as.items()]


def counted(**small: str) -> list[Column[Any]]:
    """The base table's own counts by their names, each with the SQL over the exact row `e` that tells whether it is
    withheld. What is not stated is not withheld, whatever that SQL says."""
    return [
        Column(name, info={"form": COUNTED, "exact": f"b.{name}", "small": f"e.{name} IS NOT NULL AND ({when})"})
        for name, when in small.items()
    ]


def _withheld(counts: Iterable[Column[Any]]) -> list[Column[Any]]:
    named = [f"CASE WHEN {count.info['small']} THEN '{count.name}' END" for count in counts]
    if not named:
        return []
    # The planner sees that no row of the exact layer has any.
    return [Column("withheld", info={"form": WITHHELD, "exact": "'{}'::text[]", "small": ", ".join(named)})]


def stricter(*levels: str) -> dict[str, str]:
    """The sensitivity of a row that is as sensitive as the strictest of several."""
    return {"sensitivity": f"ninewa.stricter({', '.join(levels)})"}


def names_no_severe_site(texts: Iterable[str]) -> str:
    """SQL: whether no severe site is named in any of these texts of an exact row `e`."""
    return f"(concat_ws('|', {', '.join(texts)}) {NAMES_A_SEVERE_SITE}) IS NOT TRUE"


def texts_of(table: Table) -> list[str]:
    """SQL over the exact row `e`: what of it may name a site that it does not stand on."""
    free = [column for column in table.columns if NAMES_A_SEVERE_SITE in column.info["form"]]
    return [*layer_of(table).naming, *(f"nullif(e.{column.name}::text, '{{}}')" for column in free)]


def on_sites(kind: str, thing: str) -> str:
    """The rank of the strictest site that a thing stands on, as a corridor does on each that its axis runs through."""
    return f"""(SELECT max(ninewa.sensitivity_rank(s.sensitivity)) FROM ninewa.stands_on_site o
            JOIN ninewa.site s ON s.site_id = o.site_id WHERE o.entity_kind = {kind} AND o.entity_id = {thing})"""  # noqa: S608


def layer_of(table: Table) -> Layer:
    """What was said of a relation beside its columns."""
    layer: Layer = table.info["layer"]
    return layer
