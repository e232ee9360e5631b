"""The field's own terms for what the tables hold as codes, in the reader's language."""

from webmap.words.i18n import gettext as _
from webmap.words.i18n import per_language


@per_language
def site_type(code: str | None) -> str:
    return {
        None: _("type not stated"),
        "camp": _("camp"),
        "emergency_site": _("emergency site"),
        "screening_site": _("screening site"),
        "reception_centre": _("reception centre"),
        "collective_centre": _("collective centre"),
        "informal_site": _("informal site"),
    }[code]


@per_language
def public_form(sensitivity: str) -> str:
    """What the public sees of a site that others see exactly; empty where it sees the same."""
    return {
        "low": "",
        "moderate": _("public: rounded to about 1 km, counts under 10 and under 60 people withheld"),
        "high": _("public: by name only, without position and reports"),
        "severe": _("not public"),
    }[sensitivity]


@per_language
def withheld() -> str:
    """In place of a figure that was stated and is not public: it, or what it would give away, is a count under 10."""
    return _("withheld (under 10)")


@per_language
def freshness(code: str) -> str:
    """Of a site's reports, by geodata.rules.rhythm: the words of the Humanitarian Data Exchange."""
    return {"fresh": _("fresh"), "due": _("due"), "overdue": _("overdue"), "delinquent": _("delinquent")}[code]


@per_language
def frequency(code: str) -> str:
    return {"daily": _("daily"), "weekly": _("weekly"), "monthly": _("monthly")}[code]


def site_status(code: str) -> str:
    """Status on the chosen day, in words that use nothing learnt later."""
    return {
        "open": _("open"),
        "not_open": _("not known to be open yet"),
        "not_stated": _("not stated"),
        "closed": _("closed"),
        "under_construction": _("under construction"),
        "planned": _("planned"),
        "tbc": _("to be confirmed"),
        "no_access": _("no access"),
    }[code]


@per_language
def compass(point: int) -> str:
    """One of eight directions, clockwise from the north, 0."""
    return (
        _("north"),
        _("north-east"),
        _("east"),
        _("south-east"),
        _("south"),
        _("south-west"),
        _("west"),
        _("north-west"),
    )[point]


@per_language
def precision(code: str | None) -> str:
    """How well a point is known."""
    return {
        None: _("position not known"),
        "exact": _("exact"),
        "derived": _("derived"),
        "approximate": _("approximate"),
        "reference_point": _("reference point of an area"),
    }[code]


@per_language
def confidence(code: str) -> str:
    return {"exact": _("as stated"), "derived": _("derived"), "approximate": _("approximate")}[code]


@per_language
def name_form(code: str) -> str:
    return {
        "name": _("name"),
        "alias": _("also written"),
        "former": _("former name"),
        "transliteration": _("our transliteration"),
    }[code]


@per_language
def indicator(code: str) -> str:
    """Service levels by site; an indicator without a term of its own is shown as its plain words."""
    terms = {
        "water_litres_per_person_day": _("Water, litres a person a day"),
        "water_points": _("Water points"),
        "latrines": _("Latrines"),
        "latrines_men": _("Latrines for men"),
        "latrines_women": _("Latrines for women"),
        "showers": _("Showers"),
        "showers_men": _("Showers for men"),
        "showers_women": _("Showers for women"),
        "persons_per_latrine": _("Persons per latrine"),
        "persons_per_shower": _("Persons per shower"),
        "waste_bins": _("Waste bins"),
        "persons_per_tent": _("Persons per tent"),
        "persons_per_shelter": _("Persons per shelter"),
        "covered_area_m2_per_person": _("Covered area, m² a person"),
        "covered_area_m2_per_person_min": _("Covered area, m² a person, least"),
        "covered_area_m2_per_person_max": _("Covered area, m² a person, most"),
        "open_area_m2_per_household": _("Open area, m² a household"),
        "tent_area_m2": _("Area of a tent, m²"),
        "school_tents": _("School tents"),
        "schools": _("Schools"),
        "students_registered": _("Students registered"),
        "school_capacity_students": _("School places"),
        "children_in_formal_school": _("Children in formal school"),
        "children_enrolled": _("Children enrolled"),
        "children_6_11_in_formal_school_pct": _("Children of 6 to 11 in formal school, %"),
        "children_12_17_in_formal_school_pct": _("Children of 12 to 17 in formal school, %"),
        "temporary_learning_spaces": _("Temporary learning spaces"),
        "temporary_learning_spaces_planned": _("Temporary learning spaces planned"),
        "primary_health_consultations_week": _("Health consultations in a week"),
        "primary_health_consultations_day": _("Health consultations in a day"),
        "medical_consultations_week": _("Medical consultations in a week"),
        "project_cost_usd_per_household": _("Project cost, USD a household"),
        "materials_cost_usd_per_household": _("Cost of materials, USD a household"),
        "electricity": _("Electricity on site"),
    }
    return terms.get(code, code.replace("_", " "))


@per_language
def site_metric(code: str) -> str:
    """Figures of a site that have no column in its reports."""
    terms = {
        "plots_planned_first_phase": _("Plots planned, first phase"),
        "plots_unoccupied": _("Plots not occupied, as printed"),
        "plots_occupied": _("Plots occupied, as printed"),
        "plots_total": _("Plots in all, as printed"),
        "plots_available": _("Plots available, as published"),
        "plots_extension_planned": _("Plots planned, extension"),
        "capacity_persons": _("Capacity in persons"),
        "capacity_persons_planned": _("Capacity in persons, planned"),
        "capacity_persons_ready": _("Capacity in persons, ready"),
        "capacity_persons_extension": _("Capacity in persons, extension"),
        "capacity_families": _("Capacity in families"),
        "capacity_families_planned": _("Capacity in families, planned"),
        "capacity_families_ready": _("Capacity in families, ready"),
        "families": _("Families, joint figure"),
        "individuals": _("People, joint figure"),
        "families_change": _("Change in families"),
        "families_transferred_in": _("Families transferred in"),
        "families_registered": _("Families registered"),
        "families_registered_to_return": _("Families registered to return"),
        "families_female_headed": _("Families headed by women"),
        "individuals_awaiting_tent": _("People waiting for a tent"),
        "children_under_5": _("Children under 5"),
        "children_5_17": _("Children of 5 to 17"),
        "students_registered": _("Students registered"),
        "tents_erected": _("Tents erected"),
        "tents_occupied": _("Tents occupied"),
        "tents_planned": _("Tents planned"),
        "tents_ready": _("Tents ready"),
        "tents_ready_families": _("Tents ready, in families"),
        "tents_per_day_erected": _("Tents erected a day"),
        "tents_being_installed": _("Tents being put up"),
        "tents_due": _("Tents due"),
        "tents_reserve": _("Tents in reserve"),
        "tents_contributed_momd": _("Tents given by MoMD"),
        "tents_on_concrete": _("Tents on concrete"),
        "tents_on_ground": _("Tents on the ground"),
        "tents_damaged_by_flood": _("Tents damaged by flood"),
        "tent_bases_laid": _("Tent bases laid"),
        "tented_halls_under_construction": _("Tented halls under construction"),
        "rub_halls": _("Rub halls"),
        "caravans": _("Caravans"),
        "improvised_shelters": _("Improvised shelters"),
        "food_poisoning_cases": _("Cases of food poisoning"),
        "full": _("Said to be full"),
        "near_full": _("Said to be almost full"),
        "open": _("Said to be open"),
    }
    return terms.get(code, code.replace("_", " "))


@per_language
def governorate(name: str | None) -> str:
    """A governorate in the reader's language, however reports or boundaries spell it; "not stated" without one."""
    if not name:
        return _("not stated")
    known = {
        "Ninewa": _("Ninewa"),
        "Dahuk": _("Dahuk"),
        "Duhok": _("Dahuk"),
        "Erbil": _("Erbil"),
        "Kirkuk": _("Kirkuk"),
    }
    return known.get(name, name)


@per_language
def report_figure(column: str) -> str:
    """What a report of a site states, by its column."""
    return {
        "plots_planned": _("Plots planned"),
        "plots_prepared": _("Plots prepared"),
        "plots_ready": _("Plots ready"),
        "plots_occupied": _("Plots occupied"),
        "plots_reserved": _("Plots reserved"),
        "families": _("Families"),
        "individuals": _("People"),
        "families_waiting": _("Families waiting"),
    }[column]


def role(code: str) -> str:
    """What an account is for."""
    return {
        "planner": _("planner"),
        "site_manager": _("site manager"),
        "information_officer": _("information officer"),
        "admin": _("administrator"),
    }[code]
