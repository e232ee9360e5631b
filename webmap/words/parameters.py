"""What readers call the parameters of addresses, as their forms label them."""

from collections.abc import Callable

from webmap.words.i18n import gettext as _

_NAMES: dict[str, Callable[[], str]] = {
    "at": lambda: _("Day"),
    "from": lambda: _("First day"),
    "to": lambda: _("Last day"),
    "week": lambda: _("Week"),
    "known": lambda: _("As known on"),
    "q": lambda: _("Place, by name or coordinates"),
    "lat": lambda: _("Latitude"),
    "lon": lambda: _("Longitude"),
    "families": lambda: _("Families"),
    "people": lambda: _("People"),
    "family_size": lambda: _("People in a family"),
    "strategy": lambda: _("How they are sent"),
    "max_km": lambda: _("Kilometres, straight"),
    "within_km": lambda: _("Distance, km"),
    "days": lambda: _("In the last days"),
    "origin": lambda: _("From"),
    "destination": lambda: _("To"),
    "kind": lambda: _("Kind"),
    "exclude": lambda: _("Nobody is sent to"),
    "close": lambda: _("This site closes"),
    "plots": lambda: _("New plots here"),
    "new_plots": lambda: _("Number of plots"),
    "ready": lambda: _("Plots that become ready"),
    "corridor": lambda: _("Corridor"),
    "community": lambda: _("Community"),
    "site": lambda: _("Site"),
    "set": lambda: _("Standards"),
    "arrive": lambda: _("Families who arrive"),
    "inflow": lambda: _("Families arriving a day"),
    "outflow": lambda: _("Families leaving a day"),
    "horizon_days": lambda: _("Days looked ahead"),
    "include_unknown": lambda: _("Sites of unknown capacity"),
    "limit": lambda: _("How many are listed"),
    "a": lambda: _("A: address of a plan"),
    "b": lambda: _("B: address of another; empty: A without its scenario"),
    "type": lambda: _("Type"),
    "status": lambda: _("Status"),
    "district": lambda: _("District"),
    "sort": lambda: _("Order of the rows"),
    "order": lambda: _("Order of the rows"),
    "layers": lambda: _("Layers shown"),
    "bbox": lambda: _("The part of the map"),
    "lang": lambda: _("Language"),
    "provider": lambda: _("Provider"),
    "scope": lambda: _("Scope"),
    "title": lambda: _("Title"),
    "note": lambda: _("Note"),
}


def field_name(parameter: str) -> str:
    """The words for a parameter; empty where only programs use it."""
    found = _NAMES.get(parameter)
    return found() if found else ""
