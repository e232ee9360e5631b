"""The field's terms for movements and corridors, in the reader's language."""

from webmap.words.i18n import gettext as _
from webmap.words.i18n import isolated, language, per_language
from webmap.words.stated_names import in_words

# Arabic duals that begin names of places (two camps, districts, areas …): as they stand alone, and after a preposition.
DUALS = {
    "مخيما": "مخيمي",
    "قضاءا": "قضاءي",
    "منطقتا": "منطقتي",
    "ناحيتا": "ناحيتي",
    "نقطتا": "نقطتي",
}


@per_language
def flow_kind(code: str) -> str:
    """Kinds of movement; people counted in transit are passages and may be counted twice."""
    return {
        "arrival": _("arrival"),
        "departure": _("departure"),
        "displacement": _("displacement"),
        "passage": _("passages"),
        "transit": _("passages"),
        "transfer": _("transfer"),
        "secondary_movement": _("secondary movement"),
        "return": _("return"),
        "cross_border": _("across the border"),
    }[code]


@per_language
def way(name: str) -> str:
    """By which place or with what people moved; one without a term of its own is shown as its source gives it."""
    return in_words("way", name)


def after_preposition(name: str) -> str:
    """A name of the database as it stands after "from" or "to": in Arabic a dual takes another ending there."""
    first, blank, rest = name.partition(" ")
    return DUALS.get(first, first) + blank + rest if language() == "ar" else name


def from_to(origin: str, destination: str) -> str:
    """Between which places of the database people moved."""
    return _(
        "%(origin)s to %(destination)s",
        origin=isolated(after_preposition(origin)),
        destination=isolated(after_preposition(destination)),
    )


@per_language
def drawn_as(pattern: str) -> str:
    """How the map draws a movement."""
    return {
        "solid": _("drawn"),
        "double": _("drawn as passages"),
        "dashed": _("drawn, estimated"),
        "dotted": _("drawn without a number"),
        "hollow": _("drawn as return"),
    }[pattern]


@per_language
def not_located(kind: str) -> str:
    """Why one end of a movement has no position."""
    return {
        "site": _("the site has no position"),
        "point": _("the point has no position"),
        "place": _("the place has no position"),
        "several": _("several places together"),
        "area": _("an area without a reference point"),
        "unspecific": _("no place is named"),
    }[kind]


@per_language
def qualifier(code: str | None) -> str:
    """What the source says of a figure's exactness."""
    return {
        None: _("not stated"),
        "exact": _("exact"),
        "approx": _("about"),
        "more_than": _("more than"),
        "at_least": _("at least"),
        "up_to": _("up to"),
        "flag": _("a statement"),
    }[code]


@per_language
def corridor_role(code: str) -> str:
    return {
        "origin": _("origin"),
        "waypoint": _("waypoint"),
        "screening": _("screening"),
        "destination": _("destination"),
    }[code]


@per_language
def corridor_state(code: str) -> str:
    """Use of a corridor on the chosen day, in words that use nothing learnt later."""
    return {
        "in_use": _("in use"),
        "ended": _("no longer in use"),
        "not_begun": _("not known to be in use by then"),
        "not_stated": _("not stated"),
    }[code]
