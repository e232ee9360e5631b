"""The exact tables (schema `ninewa`), as SQLAlchemy sees them. The migrations make them; a test compares the two.

Geometry is SRID 4326, longitude/latitude. Every geometry column has a CHECK: not empty, valid, finite and inside the
response area, because PostGIS itself accepts NaN, Infinity and longitude 500 in a typed column.
Dates that a source gives only by month or year are stored as the last day (as_of, opened_on, period_end) or the first
day (period_start) with their precision beside them.
"""

from datetime import timedelta
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import UserDefinedType

from geodata.rules.dates import PRECISIONS_OF_DAYS
from geodata.rules.geometry import RESPONSE_AREA

metadata = MetaData(
    schema="ninewa",
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    },
)


class Xid8(UserDefinedType[str]):
    """The number of a transaction, which never comes twice in one cluster."""

    cache_ok = True

    def get_col_spec(self, **options: object) -> str:
        return "xid8"


def _one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


def _geometry(name: str, kind: str, *, index: bool = True) -> Column[Any]:
    """A nullable SRID 4326 column; its soundness CHECK is added by `_sound`."""
    return Column(name, Geometry(kind, srid=4326, spatial_index=index), nullable=True)


def _sound(name: str) -> CheckConstraint:
    west, south, east, north = RESPONSE_AREA
    return CheckConstraint(
        f"NOT public.ST_IsEmpty({name}) AND public.ST_IsValid({name})"
        f" AND public.ST_XMin({name}) >= {west} AND public.ST_XMax({name}) <= {east}"
        f" AND public.ST_YMin({name}) >= {south} AND public.ST_YMax({name}) <= {north}",
        name=f"{name}_sound",
    )


def _dated(name: str, *, required: bool = False) -> list[Column[Any] | CheckConstraint]:
    """A calendar day in the response's time zone and how precisely the source states it."""
    return [
        Column(name, Date, nullable=not required),
        Column(f"{name}_precision", Text, nullable=not required, server_default="day" if required else None),
        _one_of(f"{name}_precision", PRECISIONS_OF_DAYS),
    ]


def _begins(name: str) -> Column[Any]:
    """The first day that a day of `_dated` may be: whoever states a month leaves open which of its days is meant."""
    of_month = f"date_trunc('month', {name}::timestamp)::date"
    return Column(
        f"{name}_from",
        Date,
        Computed(
            f"CASE {name}_precision WHEN 'month' THEN {of_month} WHEN 'early' THEN {of_month}"
            f" WHEN 'mid' THEN {of_month} + 10 WHEN 'end' THEN {of_month} + 20"
            f" WHEN 'year' THEN date_trunc('year', {name}::timestamp)::date ELSE {name} END",
            persisted=True,
        ),
    )


def _sourced() -> list[Column[Any] | CheckConstraint]:
    return [
        Column("source_id", ForeignKey("ninewa.source.source_id"), nullable=False),
        Column("confidence", Text, nullable=False, server_default="exact"),
        _one_of("confidence", ("exact", "derived", "approximate")),
        Column("note", Text),
    ]


def _sensitivity() -> list[Column[Any] | CheckConstraint]:
    """What is imported or reported is `moderate` unless said; the shipped facts are loaded as `low`."""
    return [
        Column("sensitivity", Text, nullable=False, server_default="moderate"),
        _one_of("sensitivity", ("low", "moderate", "high", "severe")),
    ]


# Rows of the shipped reference files take ids below this, so that loading a newer file replaces just them.
FIRST_RECORDED_ID = 1_000_000


# Of which days a report was recorded only later: the index that finds one of them for a day, for both layers. Its name
# begins with `late_`, because reflection cannot compare an index on an expression.
RECORDED_LATE = (
    "gist (daterange(as_of, greatest(as_of, CAST(recorded_at AT TIME ZONE 'Asia/Baghdad' AS date))))"
    f" WHERE report_id >= {FIRST_RECORDED_ID}"
)


def _recorded_id() -> Identity:
    return Identity(start=FIRST_RECORDED_ID)


PRECISIONS = ("exact", "derived", "approximate", "reference_point")
QUALIFIERS = ("exact", "approx", "more_than", "at_least", "up_to", "flag")

source = Table(
    "source",
    metadata,
    Column("source_id", Integer, Identity(), primary_key=True),
    Column("cited_as", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("publisher", Text),
    Column("url", Text),
    *_dated("published_on"),
    Column("licence", Text),
)

admin_area = Table(
    "admin_area",
    metadata,
    Column("area_id", Text, primary_key=True),
    Column("level", Integer, nullable=False),
    Column("code_set", Text),
    Column("pcode", Text),
    Column("parent_id", ForeignKey("ninewa.admin_area.area_id")),
    Column("name", Text, nullable=False),
    _geometry("geom", "MULTIPOLYGON"),
    _sound("geom"),
    Column("source_id", ForeignKey("ninewa.source.source_id"), nullable=False),
)

place = Table(
    "place",
    metadata,
    Column("place_id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    _geometry("geom", "POINT"),
    _sound("geom"),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("population", Integer),
    Column("pcode", Text),
    Column("code_set", Text),
    Column("country", Text),
    Column("origin", Text, nullable=False, comment="package or list the place was taken from"),
)

place_name = Table(
    "place_name",
    metadata,
    Column("place_name_id", Integer, _recorded_id(), primary_key=True),
    Column("entity_kind", Text, nullable=False),
    _one_of("entity_kind", ("site", "community", "corridor", "corridor_point", "place", "flow_place", "service_point")),
    Column("entity_id", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False, comment="spelling as geodata.names.fold makes it, for the search"),
    Column("form", Text, nullable=False, server_default="name"),
    _one_of("form", ("name", "alias", "former", "transliteration")),
    Column("preferred", Boolean, nullable=False, server_default=text("false")),
    Column("origin", Text),
    Index("ix_place_name_folded", "folded", postgresql_ops={"folded": "text_pattern_ops"}),
    Index(
        "uq_place_name_preferred", "entity_kind", "entity_id", "lang", unique=True, postgresql_where=text("preferred")
    ),
    Index("ix_place_name_entity", "entity_kind", "entity_id"),
    Index("ix_place_name_name", "lang", "name"),
)

import_batch = Table(
    "import_batch",
    metadata,
    Column("import_id", BigInteger, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("file", Text),
    Column("sha256", Text),
    Column("imported_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("imported_by", Text, nullable=False, server_default=text("SESSION_USER")),
    *[Column(f"rows_{state}", Integer) for state in ("read", "rejected", "new", "changed")],
    comment="each import that wrote something; what was not kept of older ones is NULL",
)


def _imported(comment: str | None = None) -> Column[Any]:
    return Column("import_id", ForeignKey("ninewa.import_batch.import_id"), comment=comment)


def _doubted() -> list[Column[Any]]:
    """Rules (geodata/readers/sentences.py) whose warnings a row was written under, open and confirmed ones."""
    comments = {
        "doubts": "while there is one, no free places rest on the row",
        "confirmed": "whoever wrote the row said that it is right all the same",
    }
    return [
        Column(name, ARRAY(Text), nullable=False, server_default=text("'{}'::text[]"), comment=comment)
        for name, comment in comments.items()
    ]


SITE_TYPES = ("camp", "emergency_site", "screening_site", "reception_centre", "collective_centre", "informal_site")
SITE_STATUSES = ("open", "under_construction", "planned", "tbc", "no_access", "closed")

site = Table(
    "site",
    metadata,
    Column("site_id", Text, primary_key=True),
    CheckConstraint("site_id ~ '^[a-z0-9]+(-[a-z0-9]+)*$'", name="site_id_slug"),
    Column("name", Text, nullable=False),
    Column("type", Text),
    _one_of("type", SITE_TYPES),
    Column("status", Text),
    _one_of("status", SITE_STATUSES),
    Column("cccm_ssid", Text),
    _geometry("geom", "POINT"),
    _sound("geom"),
    # Candidates for distances are found on this planar column; geography decides at the edge.
    Column(
        "utm",
        Geometry("POINT", srid=32638),
        Computed("public.ST_Transform(geom, 32638)", persisted=True),
    ),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("coord_source", Text),
    Column("position_as_of", Date, comment="the day of the position, where whoever gave it said one"),
    Column("governorate_stated", Text),
    Column("district_stated", Text),
    Column("adm1_pcode", Text),
    Column("adm1_name", Text),
    Column("adm2_pcode", Text),
    Column("adm2_name", Text),
    Column("adm3_pcode", Text),
    Column("adm3_name", Text),
    Column("builder", Text),
    Column("agency", Text),
    *_dated("agency_as_of"),
    *_dated("opened_on"),
    Column("opened_on_basis", Text),
    *_dated("closed_on"),
    *_dated("as_of", required=True),
    *_sourced(),
    *_sensitivity(),
    _imported("the last import that added or changed it"),
    *_doubted(),
    # For whose names no public text may hold, which each text that is published asks.
    Index("ix_site_severe", "site_id", postgresql_where=text("sensitivity = 'severe'")),
)

former_position = Table(
    "former_position",
    metadata,
    Column("former_position_id", Integer, _recorded_id(), primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id"), nullable=False, index=True),
    _geometry("geom", "POINT", index=False),
    _sound("geom"),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("coord_source", Text),
    Column("as_of", Date, comment="the day of this position; NULL: not stated"),
    _geometry("moved_to", "POINT", index=False),
    _sound("moved_to"),
    Column("moved_to_precision", Text),
    _one_of("moved_to_precision", PRECISIONS),
    Column("moved_on", Date, nullable=False, index=True, comment="the day of the position that took its place"),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("recorded_by", Text, nullable=False, server_default=text("SESSION_USER")),
    Column(
        "source_id",
        ForeignKey("ninewa.source.source_id"),
        nullable=False,
        comment="who gave the position that took its place",
    ),
    *_sensitivity(),
)

AUDITED_OPERATIONS = ("insert", "update", "delete", "truncate", "backup", "restore", "upgrade", "read")
ACCOUNT_ROLES = ("planner", "site_manager", "information_officer", "admin")
# Who acts in this transaction, as webmap.db says it; nobody in those of scripts and of psql.
PERSON_NOW = "CAST(nullif(current_setting('ninewa.person', true), '') AS bigint)"


def _when(name: str, *, now: bool = False) -> Column[Any]:
    """A moment; `now`: that of the transaction, unless said."""
    return Column(name, DateTime(timezone=True), nullable=not now, server_default=func.now() if now else None)


def _by(name: str) -> Column[Any]:
    """Which account did it; NULL: a script did."""
    return Column(name, ForeignKey("ninewa.account.account_id"), server_default=text(PERSON_NOW))


def _of_account() -> Column[Any]:
    return Column("account_id", ForeignKey("ninewa.account.account_id"), nullable=False, index=True)


def _made_by_account(*, index: bool = True) -> Column[Any]:
    """The account whose transaction made the row; a script has to say one."""
    whose = ForeignKey("ninewa.account.account_id")
    return Column("account_id", whose, nullable=False, index=index, server_default=text(PERSON_NOW))


account = Table(
    "account",
    metadata,
    Column("account_id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False),
    Column(
        "folded",
        Text,
        nullable=False,
        unique=True,
        comment="the name as geodata.rules.account_names folds it: one account for all its spellings",
    ),
    Column("role", Text, nullable=False),
    _one_of("role", ACCOUNT_ROLES),
    Column("password_hash", Text, comment="argon2id; NULL: nobody has chosen a password yet"),
    _when("made_at", now=True),
    _by("made_by"),
    _when("disabled_at"),
    Column(
        "signed_in_at",
        DateTime(timezone=True),
        comment="the last time; from the first one on, of whomever, the planner's word opens nothing",
    ),
)

role_grant = Table(
    "role_grant",
    metadata,
    Column("grant_id", BigInteger, Identity(), primary_key=True),
    _of_account(),
    Column("site_id", ForeignKey("ninewa.site.site_id")),
    Column("governorate", Text),
    Column("district", Text),
    CheckConstraint("num_nonnulls(site_id, coalesce(district, governorate)) = 1", name="site_or_area"),
    _when("granted_at", now=True),
    _by("granted_by"),
    _when("revoked_at"),
    comment="the sites that a site manager holds: one, or all of a governorate or of a district",
)

web_session = Table(
    "web_session",
    metadata,
    Column("session_id", BigInteger, Identity(), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _of_account(),
    Column("program", Text, comment="what a browser says of itself, shortened, so that people know theirs"),
    _when("made_at", now=True),
    Column("seen_at", DateTime(timezone=True), nullable=False, server_default=func.now(), comment="to the hour"),
    _when("ended_at"),
    Column(
        "nonce_hash",
        LargeBinary,
        unique=True,
        comment="of the sign-in at an OpenID provider that began it: none begins two",
    ),
)

program_token = Table(
    "program_token",
    metadata,
    Column("token_id", BigInteger, Identity(), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _of_account(),
    Column("name", Text, nullable=False, comment="what its person calls the program"),
    _when("made_at", now=True),
    Column("last_day", Date, comment="on which it opens anything; NULL: until it is revoked"),
    Column("used_on", Date, comment="the last day on which it was used"),
    _when("revoked_at"),
)

openid_identity = Table(
    "openid_identity",
    metadata,
    Column("account_id", ForeignKey("ninewa.account.account_id"), primary_key=True),
    Column("issuer", Text, nullable=False),
    Column("subject", Text),
    Column(
        "email",
        Text,
        comment="folded; counts where the provider has verified it, and until the first sign-in has bound the subject",
    ),
    _when("linked_at", now=True),
    _by("linked_by"),
    _when("bound_at"),
    UniqueConstraint("issuer", "subject"),
    UniqueConstraint("issuer", "email"),
    CheckConstraint("num_nonnulls(subject, email) > 0", name="stated"),
    comment="who may sign in to an account by an OpenID provider; one a person",
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("attempt_id", BigInteger, Identity(), primary_key=True),
    Column(
        "subject",
        LargeBinary,
        nullable=False,
        index=True,
        comment="a hash of the name that was tried, known or not, or of the address it was tried from",
    ),
    Column("tried_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), index=True),
)

one_time_link = Table(
    "one_time_link",
    metadata,
    Column("link_id", BigInteger, Identity(), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _of_account(),
    _when("made_at", now=True),
    _by("made_by"),
    Column("expires_at", DateTime(timezone=True), nullable=False),
    _when("used_at"),
)

SITE_REPORT_FIGURES = (
    "plots_planned",
    "plots_prepared",
    "plots_ready",
    "plots_occupied",
    "plots_reserved",
    "families",
    "individuals",
    "families_waiting",
)
_ALL_FIGURES = ", ".join(SITE_REPORT_FIGURES)


def _figures() -> list[Column[Any] | CheckConstraint]:
    return [
        *[Column(figure, Integer) for figure in SITE_REPORT_FIGURES],
        CheckConstraint(f"least({_ALL_FIGURES}) >= 0", name="figures_not_negative"),
    ]


site_report = Table(
    "site_report",
    metadata,
    Column("report_id", BigInteger, _recorded_id(), primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id"), nullable=False),
    *_dated("as_of", required=True),
    _begins("as_of"),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("recorded_by", Text, nullable=False, server_default=text("CURRENT_USER")),
    *_figures(),
    CheckConstraint(f"num_nonnulls({_ALL_FIGURES}) > 0 OR corrects IS NOT NULL", name="one_figure_stated"),
    Column(
        "stated",
        JSONB,
        nullable=False,
        server_default=text("'{}'::jsonb"),
        comment="per column: qualifier, confidence and note as the source gives them",
    ),
    Column("source_id", ForeignKey("ninewa.source.source_id"), nullable=False),
    Column("note", Text),
    Column("corrects", ForeignKey("ninewa.site_report.report_id"), index=True),
    Column("reason", Text, comment="why it corrects another, as people are told"),
    Column("client_uuid", Uuid, unique=True),
    Column(
        "observed_at",
        DateTime(timezone=True),
        comment="when it was so, where whoever reported said a time; it may be sent much later",
    ),
    Column(
        "account_id",
        ForeignKey("ninewa.account.account_id"),
        server_default=text(PERSON_NOW),
        comment="who reported it here; NULL: it came by a file or by psql",
    ),
    *_sensitivity(),
    _imported(),
    *_doubted(),
    Index("ix_site_report_site_id_as_of", "site_id", "as_of"),
    # For the newest day recorded; one over all reports would be taken, wrongly, to find those of a site.
    Index("ix_site_report_recorded", "as_of", postgresql_where=text(f"report_id >= {FIRST_RECORDED_ID}")),
    Index("ix_site_report_correction", "recorded_at", postgresql_where=text("corrects IS NOT NULL")),
)

FREQUENCIES = ("daily", "weekly", "monthly")

reporting_frequency = Table(
    "reporting_frequency",
    metadata,
    Column("frequency_id", BigInteger, Identity(), primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id"), nullable=False),
    Column("frequency", Text, comment="how often the site is to report; NULL: from then on none is stated"),
    _one_of("frequency", FREQUENCIES),
    Column("since", Date, nullable=False, comment="the first day that it holds for"),
    _when("stated_at", now=True),
    _by("account_id"),
    Index("ix_reporting_frequency_site_id_since", "site_id", "since"),
    comment="what was stated of each site, never changed: the newest stated of the newest day holds",
)

scenario = Table(
    "scenario",
    metadata,
    Column("scenario_id", BigInteger, Identity(), primary_key=True),
    Column("title", Text, nullable=False),
    Column("note", Text),
    Column("asked", Text, nullable=False, comment="the query of its address"),
    Column("asked_on", Date, nullable=False, comment="the day that it was answered for"),
    Column("placed", Integer, nullable=False),
    Column("unplaced", Integer, nullable=False),
    CheckConstraint("placed >= 0 AND unplaced >= 0", name="figures_not_negative"),
    _made_by_account(index=False),
    _when("made_at", now=True),
    Column("client_uuid", Uuid, nullable=False, unique=True),
    _when("removed_at"),
    Column("removed_by", ForeignKey("ninewa.account.account_id")),
    CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed_by_somebody"),
    comment="a question of /plan under a title, with the answer of that moment in two figures",
)

RESERVATION_ENDS = ("cancelled", "arrived")
LONGEST_RESERVATION = timedelta(hours=336)

reservation = Table(
    "reservation",
    metadata,
    Column("reservation_id", BigInteger, Identity(), primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id"), nullable=False, index=True),
    Column("plots", Integer, nullable=False),
    CheckConstraint("plots > 0", name="plots_positive"),
    _when("made_at", now=True),
    Column("holds_until", DateTime(timezone=True), nullable=False, index=True),
    CheckConstraint(
        f"holds_until > made_at AND holds_until <= made_at + INTERVAL '{LONGEST_RESERVATION.days * 24} hours'",
        name="at_most_two_weeks",
    ),
    _made_by_account(),
    Column("note", Text),
    Column("asked", Text, nullable=False, comment="the query of the plan that it comes from"),
    Column("scenario_id", ForeignKey("ninewa.scenario.scenario_id")),
    Column("client_uuid", Uuid, nullable=False, comment="of one plan: sent twice it is reserved once"),
    UniqueConstraint("client_uuid", "site_id"),
    _when("ended_at"),
    Column("ended_by", ForeignKey("ninewa.account.account_id")),
    Column("ended_how", Text),
    _one_of("ended_how", RESERVATION_ENDS),
    CheckConstraint("num_nulls(ended_at, ended_by, ended_how) IN (0, 3)", name="ended_by_somebody"),
    Column("reason", Text),
    CheckConstraint("ended_how <> 'cancelled' OR ended_by = account_id OR reason IS NOT NULL", name="others_say_why"),
    comment="plots of a site that a planner holds for families on their way; beside what reports state as reserved",
)

ALERT_KINDS = ("over_capacity", "nearly_full", "fills", "late", "jump", "conflict")

alert_acknowledgement = Table(
    "alert_acknowledgement",
    metadata,
    Column("acknowledgement_id", BigInteger, Identity(), primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    _one_of("kind", ALERT_KINDS),
    Column("subject", Text, nullable=False, comment="the fact that the alert rests on (geodata/rules/alerts.py)"),
    Column("level", BigInteger, nullable=False, comment="how bad it was: once it is worse, it is open again"),
    Column("on_day", Date, nullable=False, comment="the day on which it was judged"),
    Column("note", Text),
    _when("acknowledged_at", now=True),
    _by("account_id"),
    comment="who knows of an alert, never changed; alerts themselves are derived and kept nowhere",
)

alert_feed = Table(
    "alert_feed",
    metadata,
    Column("feed_id", BigInteger, Identity(), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    _of_account(),
    _when("made_at", now=True),
    _when("ended_at"),
    comment="secret addresses under which a program reads the alerts of a person, for as long as that person may",
)

guest_link = Table(
    "guest_link",
    metadata,
    Column("link_id", BigInteger, Identity(), primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id"), nullable=False, index=True),
    Column("given_to", Text, comment="whom it was given to, in the words of whoever made it"),
    Column("last_day", Date, comment="until when it opens the form; NULL: until it is revoked"),
    _when("made_at", now=True),
    Column("made_by", ForeignKey("ninewa.account.account_id"), nullable=False, server_default=text(PERSON_NOW)),
    _when("revoked_at"),
    UniqueConstraint("link_id", "site_id"),
    comment="who has no account reports a site by such a link; it opens while its maker may report the site",
)

# Apart from the links, so that a backup holds who was given one, and nothing that opens.
guest_token = Table(
    "guest_token",
    metadata,
    Column("link_id", ForeignKey("ninewa.guest_link.link_id"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
)

waiting_report = Table(
    "waiting_report",
    metadata,
    Column("waiting_id", BigInteger, Identity(), primary_key=True),
    Column("link_id", BigInteger, nullable=False),
    Column("site_id", Text, nullable=False),
    ForeignKeyConstraint(["link_id", "site_id"], ["ninewa.guest_link.link_id", "ninewa.guest_link.site_id"]),
    Column("client_uuid", Uuid, nullable=False),
    UniqueConstraint("link_id", "client_uuid"),
    _when("received_at", now=True),
    Column("as_of", Date, nullable=False),
    Column("observed_at", DateTime(timezone=True), comment="when it was so, where the guest said a time"),
    *_figures(),
    CheckConstraint(f"num_nonnulls({_ALL_FIGURES}) > 0", name="one_figure_stated"),
    Column("unknown", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]")),
    Column(
        "levels", JSONB, nullable=False, server_default=text("'{}'::jsonb"), comment="value by indicator of a service"
    ),
    Column("note", Text),
    _when("decided_at"),
    Column("decided_by", ForeignKey("ninewa.account.account_id")),
    Column("reason", Text, comment="why it was returned, as the guest is told"),
    Column("report_id", ForeignKey("ninewa.site_report.report_id"), unique=True, comment="what it was accepted as"),
    CheckConstraint(
        "num_nonnulls(decided_at, decided_by) = 2 * num_nonnulls(reason, report_id)"
        " AND num_nonnulls(reason, report_id) < 2",
        name="accepted_or_returned",
    ),
    Index("ix_waiting_report_undecided", "site_id", postgresql_where=text("decided_at IS NULL")),
    comment="what guests reported; no figure anywhere until somebody who may report the site accepts it",
)

kobo_form = Table(
    "kobo_form",
    metadata,
    Column("form_id", BigInteger, Identity(), primary_key=True),
    Column("name", Text, nullable=False, comment="what the people who look after it call it"),
    Column(
        "account_id",
        ForeignKey("ninewa.account.account_id"),
        nullable=False,
        server_default=text(PERSON_NOW),
        comment="in whose name its submissions are reports: whoever made its present token",
    ),
    Column(
        "site_id", ForeignKey("ninewa.site.site_id"), comment="what all of it is about; NULL: a question of it says so"
    ),
    Column("field_map", JSONB, nullable=False, comment="which question answers what (geodata/readers/kobo_map.py)"),
    _when("made_at", now=True),
    _when("disabled_at"),
    comment="a form of KoboToolbox whose submissions come by a webhook",
)

# Apart from the forms, so that a backup holds no hash of what opens.
kobo_token = Table(
    "kobo_token",
    metadata,
    Column("form_id", ForeignKey("ninewa.kobo_form.form_id"), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
)

kobo_submission = Table(
    "kobo_submission",
    metadata,
    Column("submission_id", BigInteger, Identity(), primary_key=True),
    Column("form_id", ForeignKey("ninewa.kobo_form.form_id"), nullable=False),
    Column("uuid", Uuid, nullable=False, comment="_uuid, which an edit changes"),
    Column("root_uuid", Uuid, comment="meta/rootUuid: that of what it was before all edits"),
    Column("deprecated_uuid", Uuid, comment="meta/deprecatedID: that of what it was before its last edit"),
    Column("submitted_at", DateTime(timezone=True), comment="_submission_time"),
    Column("validation", Text, comment="_validation_status"),
    _when("received_at", now=True),
    Column("answers", JSONB, nullable=False, comment="to the questions of the map, by name; no other answer is kept"),
    Column(
        "dropped", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]"), comment="names of other questions"
    ),
    Column(
        "problems", JSONB, nullable=False, server_default=text("'[]'::jsonb"), comment="why it is no report, as codes"
    ),
    Column("report_id", ForeignKey("ninewa.site_report.report_id"), unique=True, comment="what it became"),
    Column("replaced_by", ForeignKey("ninewa.kobo_submission.submission_id"), comment="what it was edited into"),
    _when("dismissed_at"),
    UniqueConstraint("form_id", "uuid"),
    Index(
        "ix_kobo_submission_aside",
        "form_id",
        # One that was a report, and was sent again as something that is none, is kept aside as well.
        postgresql_where=text(
            "replaced_by IS NULL AND dismissed_at IS NULL AND (report_id IS NULL OR problems <> '[]'::jsonb)"
        ),
    ),
    comment="what came by a webhook: a report, or kept aside with the reason until somebody mends it or dismisses it",
)

movement_embargo = Table(
    "movement_embargo",
    metadata,
    Column("embargo_id", BigInteger, Identity(), primary_key=True),
    Column("days", Integer, nullable=False),
    CheckConstraint("days BETWEEN 0 AND 365", name="a_year_at_most"),
    _by("set_by"),
    _when("set_at", now=True),
    comment="for how many days movements are not public after they ended; the newest row counts",
)

SNAPSHOT_STATES = ("draft", "waiting", "published", "withdrawn")

snapshot = Table(
    "snapshot",
    metadata,
    Column("snapshot_id", BigInteger, Identity(), primary_key=True),
    Column("token", Text, nullable=False, unique=True, comment="128 random bits, base64url: its address"),
    CheckConstraint("token ~ '^[A-Za-z0-9_-]{22}$'", name="token_of_128_bits"),
    Column("state", Text, nullable=False, server_default="draft"),
    _one_of("state", SNAPSHOT_STATES),
    Column("title", Text, nullable=False),
    Column("note", Text),
    Column("day", Date, nullable=False),
    Column("known", DateTime(timezone=True), nullable=False, comment="nothing recorded later is in it"),
    Column("data_version", BigInteger, nullable=False),
    Column("layers", ARRAY(Text), nullable=False),
    Column("bbox", ARRAY(Numeric), comment="west, south, east, north in degrees; NULL: around Mosul"),
    CheckConstraint("cardinality(bbox) = 4", name="bbox_of_four"),
    Column("series", Text, comment="by which later ones are found"),
    Column(
        "asked",
        JSONB,
        nullable=False,
        server_default=text("'{}'"),
        comment="what it shows beside the map of its day, by names of addresses: arrive, max_km, from, look, analysis",
    ),
    Column(
        "strictest",
        Text,
        nullable=False,
        server_default="severe",
        comment="of what is known of its day, by the database: above low a second person approves",
    ),
    _one_of("strictest", ("low", "moderate", "high", "severe")),
    _by("made_by"),
    _when("made_at", now=True),
    Column("approved_by", ForeignKey("ninewa.account.account_id")),
    _when("published_at"),
    _when("withdrawn_at"),
    Column("withdrawn_reason", Text),
    Column("successor", ForeignKey("ninewa.snapshot.snapshot_id")),
    CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_at_a_moment"),
    CheckConstraint("state <> 'withdrawn' OR coalesce(withdrawn_reason, '') <> ''", name="withdrawn_with_a_reason"),
    CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_at_a_moment"),
    Index("ix_snapshot_series", "series", "day"),
    comment="a map of a day, frozen with its data as the public sees them; what may change is its state",
)

frozen_bytes = Table(
    "frozen_bytes",
    metadata,
    Column("sha256", LargeBinary, primary_key=True),
    Column("mimetype", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    CheckConstraint("sha256 = pg_catalog.sha256(bytes)", name="named_by_its_hash"),
    comment="what snapshots are made of, each once; nothing is ever changed or deleted here",
)

snapshot_file = Table(
    "snapshot_file",
    metadata,
    Column("snapshot_id", ForeignKey("ninewa.snapshot.snapshot_id"), primary_key=True),
    Column("name", Text, primary_key=True),
    Column("sha256", ForeignKey("ninewa.frozen_bytes.sha256"), nullable=False, index=True),
    comment="the files of a snapshot by their names; nothing is ever changed or deleted here",
)

alert_mail_wish = Table(
    "alert_mail_wish",
    metadata,
    Column("account_id", ForeignKey("ninewa.account.account_id"), primary_key=True),
    Column("mail_address", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("confirmed_at", DateTime(timezone=True), comment="NULL: no alert is sent there yet"),
    Column("token_hash", LargeBinary, comment="of the link that confirms it"),
    Column("asked_at", DateTime(timezone=True), comment="when that link was last sent"),
    comment="who asked for alerts by e-mail; nobody else is sent any, and with the wish the address is gone",
)

alert_mail = Table(
    "alert_mail",
    metadata,
    Column("account_id", ForeignKey("ninewa.alert_mail_wish.account_id", ondelete="CASCADE"), primary_key=True),
    Column("fact", Text, primary_key=True, comment="the site, kind and subject of the alert, and how grave it was"),
    _when("sent_at", now=True),
    comment="what was mailed, for as long as it holds, so that nobody is told of one alert twice",
)

service_report = Table(
    "service_report",
    metadata,
    Column("report_id", BigInteger, _recorded_id(), primary_key=True),
    Column("site_ids", ARRAY(Text), nullable=False, comment="several ids: one figure of these sites together"),
    *_dated("as_of", required=True),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("indicator", Text, nullable=False),
    Column("value", Numeric),
    Column("unit", Text),
    Column("qualifier", Text),
    _one_of("qualifier", QUALIFIERS),
    *_sourced(),
    *_sensitivity(),
    _imported(),
    Column("suspect", Boolean, nullable=False, server_default=text("false")),
    Column(
        "site_report_id",
        ForeignKey("ninewa.site_report.report_id"),
        index=True,
        comment="the report that it came with: corrected and undone with it; NULL: it came by itself, as by a file",
    ),
    Column(
        "observed_at",
        DateTime(timezone=True),
        comment="when it was so, where whoever reported said a time; it may be sent much later",
    ),
    Index("ix_service_report_site_ids", "site_ids", postgresql_using="gin"),
)

service_point = Table(
    "service_point",
    metadata,
    Column("service_id", Text, primary_key=True),
    Column("site_id", ForeignKey("ninewa.site.site_id")),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    _geometry("geom", "POINT"),
    _sound("geom"),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("operator", Text),
    Column("status", Text),
    *_dated("from_date"),
    *_dated("to_date"),
    Column("capacity", Numeric),
    Column("capacity_unit", Text),
    *_dated("as_of", required=True),
    *_sourced(),
    *_sensitivity(),
)

corridor = Table(
    "corridor",
    metadata,
    Column("corridor_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    *_dated("period_start"),
    *_dated("period_end"),
    Column("schematic", Boolean, nullable=False, server_default=text("true")),
    _geometry("axis", "MULTILINESTRING"),
    _sound("axis"),
    _geometry("area", "MULTIPOLYGON"),
    _sound("area"),
    *_dated("as_of", required=True),
    *_sourced(),
    *_sensitivity(),
)

corridor_point = Table(
    "corridor_point",
    metadata,
    Column("corridor_id", ForeignKey("ninewa.corridor.corridor_id"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("site_id", ForeignKey("ninewa.site.site_id")),
    Column("place_id", ForeignKey("ninewa.place.place_id")),
    Column("role", Text, nullable=False),
    _one_of("role", ("origin", "waypoint", "screening", "destination")),
    _geometry("geom", "POINT"),
    _sound("geom"),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("coord_source", Text),
    Column("adm2_pcode", Text),
    Column("adm2_name", Text),
    Column("note", Text),
)

flow_place = Table(
    "flow_place",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    _one_of("kind", ("site", "point", "place", "several", "area", "unspecific")),
    Column("site_id", ForeignKey("ninewa.site.site_id"), index=True),
    Column("place_id", ForeignKey("ninewa.place.place_id")),
    _geometry("geom", "POINT"),
    _sound("geom"),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("reason", Text, nullable=False),
)

FLOW_KINDS = (
    "arrival",
    "departure",
    "displacement",
    "passage",
    "transfer",
    "transit",
    "secondary_movement",
    "return",
    "cross_border",
)

flow = Table(
    "flow",
    metadata,
    Column("flow_id", BigInteger, _recorded_id(), primary_key=True),
    Column("from_name", ForeignKey("ninewa.flow_place.name"), nullable=False),
    Column("to_name", ForeignKey("ninewa.flow_place.name"), nullable=False),
    Column("via", Text),
    *_dated("period_start", required=True),
    *_dated("period_end", required=True),
    CheckConstraint("period_start <= period_end", name="period_runs_forward"),
    Column("families", Integer),
    Column("individuals", Integer),
    CheckConstraint("families >= 0 AND individuals >= 0", name="figures_not_negative"),
    Column("kind", Text, nullable=False),
    _one_of("kind", FLOW_KINDS),
    Column("qualifier", Text),
    _one_of("qualifier", QUALIFIERS),
    Column("provider", Text, nullable=False),
    Column("relayed_by", Text, comment="who quotes the provider, as in `IOM DTM via UNHCR`"),
    Column("corridor_id", ForeignKey("ninewa.corridor.corridor_id")),
    *_dated("as_of", required=True),
    *_sourced(),
    *_sensitivity(),
    Index("ix_flow_period_end", "period_end"),
    # Whether anybody left a place, or came there, since a day: without going through all movements of that place.
    Index("ix_flow_from_name_period_end", "from_name", "period_end"),
    Index("ix_flow_to_name_period_end", "to_name", "period_end"),
)

FIGURE_TYPES = ("stock", "cumulative", "returned", "flow", "statement", "share", "ratio")

figure = Table(
    "figure",
    metadata,
    Column("figure_id", BigInteger, _recorded_id(), primary_key=True),
    Column(
        "site_ids",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'::text[]"),
        comment="empty: of no site; one: of that site; several: one joint figure of these sites together",
    ),
    Column("metric", Text, nullable=False),
    Column("type", Text, nullable=False),
    _one_of("type", FIGURE_TYPES),
    *_dated("as_of", required=True),
    *_dated("period_start"),
    Column("unit", Text, nullable=False),
    Column("value", Numeric),
    Column("qualifier", Text),
    _one_of("qualifier", QUALIFIERS),
    Column("multiplier", Numeric, comment="persons per family, where individuals are families times this"),
    Column("scope", Text),
    Column("provider", Text),
    Column("relayed_by", Text, comment="who quotes the provider, as in `IOM DTM via UNHCR`"),
    Column("suspect", Boolean, nullable=False, server_default=text("false")),
    *_sourced(),
    *_sensitivity(),
    Index("ix_figure_site_ids", "site_ids", postgresql_using="gin"),
    Index("ix_figure_metric_as_of", "metric", "as_of"),
)

community = Table(
    "community",
    metadata,
    Column("community_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_in_press_release", Text),
    _geometry("geom", "POINT"),
    _sound("geom"),
    Column("precision", Text),
    _one_of("precision", PRECISIONS),
    Column("coord_source", Text),
    Column("district_stated", Text),
    Column("adm2_pcode", Text),
    Column("adm2_name", Text),
    Column("adm3_pcode", Text),
    Column("adm3_name", Text),
    Column("description", Text),
    Column("population", Integer),
    Column("population_year", Text),
    Column("population_kind", Text),
    Column("population_source_id", ForeignKey("ninewa.source.source_id")),
    *_dated("as_of", required=True),
    *_sourced(),
    *_sensitivity(),
)

activity = Table(
    "activity",
    metadata,
    Column("activity_id", Integer, _recorded_id(), primary_key=True),
    Column("record", Text, nullable=False),
    _one_of("record", ("activity", "training", "component")),
    Column("kind", Text, nullable=False),
    Column("community_id", ForeignKey("ninewa.community.community_id"), index=True),
    Column("held", Integer, comment="how many took place; empty where the source gives no count"),
    Column("held_qualifier", Text),
    _one_of("held_qualifier", QUALIFIERS),
    *_dated("starts_on"),
    *_dated("ends_on"),
    Column("expected", Integer),
    Column("participants", Integer, comment="direct participants; never added to reached"),
    Column("participants_qualifier", Text),
    _one_of("participants_qualifier", QUALIFIERS),
    Column("reached", Integer),
    Column("reached_qualifier", Text),
    _one_of("reached_qualifier", QUALIFIERS),
    *_dated("as_of", required=True),
    *_sourced(),
)

reference_file = Table(
    "reference_file",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

data_change = Table(
    "data_change",
    metadata,
    Column("change_id", BigInteger, Identity(), primary_key=True),
    Column("changed_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    Column("xid", Xid8, nullable=False, server_default=func.pg_current_xact_id(), index=True),
    Column("made_by", Text, nullable=False, server_default=text("SESSION_USER")),
    comment="one row for each transaction that changed data; nothing is ever changed or deleted here",
)

audit_event = Table(
    "audit_event",
    metadata,
    Column("event_id", BigInteger, Identity(), primary_key=True),
    Column("change_id", BigInteger, comment="of data_change; NULL: nothing that pages of the map show has changed"),
    Column("xid", Xid8, nullable=False, server_default=func.pg_current_xact_id(), index=True),
    Column("happened_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp()),
    # No foreign keys: the log stands by itself, and nobody waits for it.
    Column(
        "account_id",
        BigInteger,
        server_default=text(PERSON_NOW),
        index=True,
        comment="who did it; NULL: whoever had this login",
    ),
    Column("login", Text, nullable=False, server_default=text("SESSION_USER")),
    Column("program", Text, server_default=text("nullif(current_setting('application_name', true), '')")),
    Column("operation", Text, nullable=False),
    _one_of("operation", AUDITED_OPERATIONS),
    Column("table_name", Text, nullable=False),
    Column("row_key", Text, comment="of several rows the first"),
    Column("last_key", Text, comment="of several rows the last"),
    Column("row_count", Integer, nullable=False, server_default=text("1")),
    Column("site_ids", ARRAY(Text), nullable=False, server_default=text("'{}'::text[]"), comment="a hundred at most"),
    Column("of_account", BigInteger, index=True, comment="whom it is about"),
    Column(
        "changes",
        JSONB,
        nullable=False,
        server_default=text("'{}'::jsonb"),
        comment="by column [before, after]; []: what it was is nobody's to read",
    ),
    Index("ix_audit_event_table_name", "table_name", "event_id"),
    Index("ix_audit_event_happened_at", "happened_at"),
    Index("ix_audit_event_site_ids", "site_ids", postgresql_using="gin"),
    comment="one row for each change of what people write; nothing is ever changed or deleted here",
)

audit_seal = Table(
    "audit_seal",
    metadata,
    Column("seal_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed_at", DateTime(timezone=True), nullable=False),
    Column(
        "floor_id", BigInteger, nullable=False, comment="up to here all events were sealed at once, after a restore"
    ),
    Column("last_id", BigInteger, nullable=False),
    Column("up_to", Xid8, comment="NULL: events of all transactions"),
    Column("event_count", BigInteger, nullable=False),
    Column("sha256", LargeBinary, nullable=False),
    comment="events numbered up to last_id of transactions before up_to that no earlier seal covers, by their hash",
)

written_day = Table(
    "written_day",
    metadata,
    Column("written_id", BigInteger, Identity(), primary_key=True),
    Column("xid", Xid8, nullable=False, server_default=func.pg_current_xact_id(), index=True),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), index=True),
    Column("place", Text, nullable=False, index=True),
    Column("begins", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("few", Boolean, nullable=False),
    comment="what transactions wrote of a site, or from a place of movements, and whether of few; kept for two days",
)

written_name = Table(
    "written_name",
    metadata,
    Column("written_id", BigInteger, Identity(), primary_key=True),
    Column("xid", Xid8, nullable=False, server_default=func.pg_current_xact_id(), index=True),
    Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.clock_timestamp(), index=True),
    Column("pattern", Text, nullable=False),
    comment="names whose rows transactions told anew, as a site became severe or ceased to be; kept for two days",
)

data_change_fold = Table(
    "data_change_fold",
    metadata,
    Column("fold_id", BigInteger, Identity(), primary_key=True),
    Column("last_id", BigInteger, nullable=False),
    Column("up_to", Xid8, nullable=False),
    Column("counted", BigInteger, nullable=False),
    Column("moment", DateTime(timezone=True), nullable=False),
    comment="how many changes numbered up to last_id, of transactions before up_to, there are",
)

database_object = Table(
    "database_object",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    comment="the sources in geodata/objects that views, functions and triggers were made from",
)
