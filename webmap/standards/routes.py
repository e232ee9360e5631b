"""What sites lack by a set of standards, today and after an arrival: page, CSV and program's answer."""

import re
from fractions import Fraction
from typing import Any

from flask import Blueprint, Response, json, render_template, request

from geodata import standards
from geodata.problems import InvalidData, NotFound
from webmap.access import allow
from webmap.address import address, addresses, one_of, whole_number
from webmap.chosen_day import ChosenDay, chosen_day
from webmap.data_table import csv_file
from webmap.db import reading
from webmap.i18n import gettext as _
from webmap.i18n import language
from webmap.standards import as_json, page, standard_words, tables
from webmap.standards.gaps import Arriving
from webmap.standards.page import Gaps

blueprint = Blueprint("standards", __name__)
DEFAULT_FAMILY_SIZE, LARGEST_FAMILY_SIZE = 5, 50
MOST_FAMILIES = 1_000_000
SITE_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
WRITTEN_SIZE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")


@blueprint.get("/plan/gaps")
@allow("public")
def index() -> str:
    """How many latrines, showers, litres … are missing, where and in all."""
    set_name, chosen, found = _found()
    address_of = addresses("sites.show", "site_id")
    known = page.worst_first(found)
    return render_template(
        "standards/index.html",
        at=chosen.day,
        why=chosen.why,
        sets=[(code, standard_words.set_name(code)) for code in standards.sets()],
        set_name=set_name,
        sites=found.sites,
        family_size=_family_size(),
        asked=request.args,
        answer=page.answer(found, set_name),
        weak_point=page.weak_point(found),
        totals=tables.totals_table(found.totals, len(found.sites), with_after=found.arriving is not None),
        by_site=tables.sites_table(known, address_of, found.arriving, csv_href=_csv_address()),
        unjudged=_unjudged(found),
        health=tables.health_table(found.health, found.health_limit, address_of),
        health_sentence=tables.far_sentence(found.health, found.health_limit),
        health_set=standard_words.set_name(found.health_limit.set),
        shelter=tables.shelter_table(
            found.shelters, found.transitional, {row.site_id: row for row in found.sites}, address_of
        ),
        limits=tables.limits_table([*found.limits.values()]),
        assumptions=page.assumptions(found),
    )


@blueprint.get("/plan/gaps.csv")
@allow("public")
def index_csv() -> Response:
    """A row for each site and limit, also where nothing is known: those cells are empty."""
    set_name, chosen, found = _found()
    table = tables.sites_table(found.assessed, addresses("sites.show", "site_id"), found.arriving)
    return csv_file(table, f"gaps-{set_name}-{chosen.day.isoformat()}")


@blueprint.get("/api/plan/gaps")
@allow("public")
def api() -> Response:
    set_name, _chosen, found = _found()
    answer = as_json.gaps(found, set_name)
    answer["answer"], answer["assumptions"] = page.answer(found, set_name), [page.age(found), *page.assumptions(found)]
    return Response(json.dumps(answer), content_type="application/json")


def _found() -> tuple[str, ChosenDay, Gaps]:
    set_name = one_of("set", standards.sets(), standards.sets()[0]) or ""
    arriving = _arriving()
    with reading() as connection:
        chosen = chosen_day(connection)
        return set_name, chosen, page.gaps_on(connection, set_name, arriving, chosen.day, language())


def _arriving() -> Arriving | None:
    """Families arriving at a site; None when the address names no site or nobody arrives."""
    families, size = whole_number("families", 0, 0, MOST_FAMILIES), _family_size()
    site_id = request.args.get("site")
    if families and not site_id:
        raise InvalidData(_("Choose the site where these families arrive."), parameter="site")
    if site_id and not SITE_ID.fullmatch(site_id):
        raise NotFound("site", site_id[:80].encode("utf-8", "replace").decode())
    return Arriving(site_id, families, size) if site_id and families else None


def _family_size() -> Fraction:
    asked = request.args.get("family_size") or str(DEFAULT_FAMILY_SIZE)
    size = Fraction(asked) if asked.isascii() and WRITTEN_SIZE.fullmatch(asked) else Fraction(0)
    if not 1 <= size <= LARGEST_FAMILY_SIZE:
        message = _(
            "“%(value)s” does not fit; write persons in a family from 1 to %(largest)s, like 5 or 5.5.",
            value=asked[:40],
            largest=LARGEST_FAMILY_SIZE,
        )
        raise InvalidData(message, parameter="family_size")
    return size


def _csv_address() -> str:
    own = {name: request.args[name] for name in ("set", "site", "families", "family_size") if name in request.args}
    return address("standards.index_csv", **own)


def _unjudged(found: Gaps) -> list[Any]:
    """Sites of which no limit can be judged."""
    judged = {one.site.site_id for one in found.assessed if one.now is not None}
    return [row for row in found.sites if row.site_id not in judged]
