"""What a form says of a map that is to be frozen; InvalidData names the field."""

from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from geodata.problems import InvalidData
from webmap.asked import moments
from webmap.asked.chosen_day import EVERYTHING, parse_day, parse_known
from webmap.asked.places import box
from webmap.snapshots.beside import with_beside
from webmap.snapshots.frozen import LONGEST, View
from webmap.words.i18n import gettext as _


def view(typed: MultiDict[str, str], offered: Sequence[str]) -> View:
    """`offered`: the names of the layers that can be frozen."""
    title = words(typed, "title")
    if title is None:
        raise InvalidData(_("Give it a title that others will know it by."), parameter="title")
    day = parse_day(typed.get("at", ""))
    known = parse_known(typed["known"]) if typed.get("known", "").strip() else EVERYTHING
    layers = chosen(typed, offered)
    if not layers:
        raise InvalidData(_("Choose at least one layer."), parameter="layers")
    if not set(layers) <= set(offered):
        message = _("Unknown layer; use some of: %(layers)s.", layers=", ".join(offered))
        raise InvalidData(message, parameter="layers")
    note, series = words(typed, "note"), words(typed, "series")
    return with_beside(View(title, day, layers, box(typed), note, series, known=known), typed)


def words(typed: MultiDict[str, str], name: str) -> str | None:
    """Free text; what is to stand in one line stands in one."""
    said = typed.get(name, "")
    text, wrong = moments.words(said if name in ("note", "reason") else " ".join(said.split()), LONGEST[name])
    if wrong:
        raise InvalidData(wrong, parameter=name)
    return text


def chosen(typed: MultiDict[str, str], offered: Sequence[str]) -> tuple[str, ...]:
    """The layers that boxes, or one address with commas, name."""
    named = {part for said in typed.getlist("layers") for part in said.split(",") if part}
    return (*(name for name in offered if name in named), *sorted(named - set(offered)))
