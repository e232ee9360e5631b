"""The field's terms for services, in the reader's language."""

from functools import cache

from geodata.facts.files import rows
from webmap.words.i18n import countable, ngettext, number, per_language
from webmap.words.i18n import gettext as _


@per_language
def service_kind(code: str) -> str:
    terms = {
        "field_hospital": _("field hospital"),
        "hospital": _("hospital"),
        "maternity": _("maternity"),
        "primary_health_centre": _("primary health centre"),
        "mobile_medical_team": _("mobile medical team"),
        "trauma_stabilisation_point": _("trauma stabilisation point"),
        "psychosocial_support": _("psychosocial support"),
        "school": _("school or learning space"),
        "water_point": _("water and sanitation"),
        "reception_halls": _("reception halls"),
        "transitional_shelters": _("transitional shelters"),
        "emergency_shelter_upgrade": _("shelter upgrade"),
        "low_cost_housing": _("low-cost housing"),
        "community_infrastructure": _("community infrastructure"),
        "social_cohesion": _("social cohesion"),
    }
    return terms.get(code, code.replace("_", " "))


@per_language
def service_status(code: str | None) -> str:
    terms = {
        None: _("not stated"),
        "open": _("open"),
        "active": _("active"),
        "reopened": _("open again"),
        "reactivated": _("active again"),
        "installed": _("installed"),
        "occupied": _("occupied"),
        "registration": _("registration under way"),
        "being_installed": _("being installed"),
        "under_construction": _("under construction"),
        "planned": _("planned"),
        "announced": _("announced"),
        "completed": _("completed"),
        "handed_over": _("handed over"),
        "closed": _("closed"),
    }
    return terms.get(code, str(code).replace("_", " "))


@per_language
def capacity(value: float, unit: str | None) -> str:
    """The size of a service with what it counts, `68 beds`; a unit without a term of its own as its source gives it."""
    term = _units().get(unit or "")
    if term is not None:
        return ngettext(*term, countable(value), count=number(value))
    return f"{number(value)} {unit}" if unit else number(value)


@cache
def _units() -> dict[str, tuple[str, str]]:
    """From reference/capacity_units.csv: for each unit, as its source spells it, the sentences for one and for many."""
    return {row["unit"]: (row["one"], row["many"]) for row in rows("capacity_units")}
