"""The field's terms for services, in the reader's language."""

from webmap.i18n import gettext as _
from webmap.i18n import per_language


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
def capacity_unit(code: str | None) -> str:
    """What a capacity of a service counts; a unit without a term of its own is shown as its source gives it."""
    terms = {
        None: "",
        "beds": _("beds"),
        "inpatient beds": _("inpatient beds"),
        "post-operative beds": _("post-operative beds"),
        "consultations in the week": _("consultations in the week"),
        "consultations in the week (more than)": _("consultations in the week or more"),
        "patients treated (total)": _("patients treated in all"),
        "persons covered by a medicine donation": _("persons covered by a donation of medicine"),
        "persons in the area (more than)": _("persons in the area or more"),
        "children (more than)": _("children or more"),
        "students (8 x 480)": _("students (8 × 480)"),
        "students registered": _("students registered"),
        "school spaces": _("school spaces"),
        "learning spaces": _("learning spaces"),
        "families": _("families"),
        "houses": _("houses"),
        "points": _("points"),
        "halls": _("halls"),
        "caravans": _("caravans"),
        "projects": _("projects"),
        "water points": _("water points"),
    }
    return terms.get(code, str(code))
