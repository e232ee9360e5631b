"""The field's terms for services, in the reader's language."""

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
    terms = _capacities(value)
    if unit in terms:
        return terms[unit]
    return f"{number(value)} {unit}" if unit else number(value)


def _capacities(value: float) -> dict[str, str]:
    count, said = countable(value), {"count": number(value)}
    return {
        "beds": ngettext("%(count)s bed", "%(count)s beds", count, **said),
        "inpatient beds": ngettext("%(count)s inpatient bed", "%(count)s inpatient beds", count, **said),
        "post-operative beds": ngettext("%(count)s post-operative bed", "%(count)s post-operative beds", count, **said),
        "consultations in the week": ngettext(
            "%(count)s consultation in the week", "%(count)s consultations in the week", count, **said
        ),
        "consultations in the week (more than)": ngettext(
            "%(count)s consultation in the week or more", "%(count)s consultations in the week or more", count, **said
        ),
        "patients treated (total)": ngettext(
            "%(count)s patient treated in all", "%(count)s patients treated in all", count, **said
        ),
        "persons covered by a medicine donation": ngettext(
            "%(count)s person covered by a donation of medicine",
            "%(count)s persons covered by a donation of medicine",
            count,
            **said,
        ),
        "persons in the area (more than)": ngettext(
            "%(count)s person in the area or more", "%(count)s persons in the area or more", count, **said
        ),
        "children (more than)": ngettext("%(count)s child or more", "%(count)s children or more", count, **said),
        "students (8 x 480)": ngettext("%(count)s student (8 × 480)", "%(count)s students (8 × 480)", count, **said),
        "students registered": ngettext("%(count)s student registered", "%(count)s students registered", count, **said),
        "school spaces": ngettext("%(count)s school space", "%(count)s school spaces", count, **said),
        "learning spaces": ngettext("%(count)s learning space", "%(count)s learning spaces", count, **said),
        "families": ngettext("%(count)s family", "%(count)s families", count, **said),
        "houses": ngettext("%(count)s house", "%(count)s houses", count, **said),
        "points": ngettext("%(count)s point", "%(count)s points", count, **said),
        "halls": ngettext("%(count)s hall", "%(count)s halls", count, **said),
        "caravans": ngettext("%(count)s caravan", "%(count)s caravans", count, **said),
        "projects": ngettext("%(count)s project", "%(count)s projects", count, **said),
        "water points": ngettext("%(count)s water point", "%(count)s water points", count, **said),
    }
