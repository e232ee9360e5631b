"""The web map. `create_app` is its table of contents."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from flask.json.provider import DefaultJSONProvider
from flask.typing import ResponseReturnValue

from geodata.rules.names import fold
from webmap import access
from webmap.answers import delivery, errors, exercise, led_on, noted_reading, short_way
from webmap.answers.data_table import followable
from webmap.answers.static_files import static_url
from webmap.asked import address, chosen_day, form, language
from webmap.asked.host import is_readable
from webmap.asked.parameters import Question
from webmap.config import Settings
from webmap.counts import FROM_MEMORY
from webmap.databases import Databases
from webmap.db import acting_now
from webmap.drawing.pictures import Painter
from webmap.layers.layer import Layer
from webmap.layers.registry import LAYERS
from webmap.patience import CAME_AT, came, patiently
from webmap.words import i18n, terms
from webmap.words.abbreviations import with_abbreviations
from webmap.words.parameters import field_name

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Json(DefaultJSONProvider):
    """Arabic as it is, which is a third of its escaped form; the order is that of the code."""

    ensure_ascii = False
    sort_keys = False


class WebMap(Flask):
    """Flask that gives remembered answers at the door, and repeats a read while the database is away (5 s at most)."""

    json_provider_class = Json
    request_class = Question

    def wsgi_app(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        came(environ.get(CAME_AT))
        if not is_readable(environ.get("HTTP_HOST", "")):
            environ["HTTP_HOST"] = ""  # a host that is none, and not this machine either
        known = short_way.remembered(self, environ)
        if known is None:
            return super().wsgi_app(environ, start_response)
        environ[FROM_MEMORY] = True
        status, headers, body = known
        start_response(status, headers)
        return [body]

    def dispatch_request(self) -> ResponseReturnValue:
        errors.refuse_unread_body()
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return super().dispatch_request()
        return patiently(super().dispatch_request)


def create_app(settings: Settings | None = None, layers: Sequence[Layer[Any]] = LAYERS) -> Flask:
    """An application on its own settings, connections and layers; nothing happens at import, so tests make many."""
    settings = settings or Settings()
    app = WebMap(__name__, static_folder=None)
    # Our addresses are paths: no Host that somebody sends is asked for a page, nor stands in an address of ours.
    app.config.update(MAX_CONTENT_LENGTH=1024 * 1024, SERVER_NAME="localhost")
    app.secret_key = settings.secret_key()
    app.extensions["settings"] = settings
    app.extensions["databases"] = Databases(settings)
    app.extensions["layers"] = tuple(layers)
    app.extensions["painter"] = Painter()
    app.extensions["at_hand"] = []  # what features answer before a thread is given to it (front.py)
    errors.init_app(app)
    led_on.init_app(app)
    access.recognise_readers(app)
    address.init_app(app)
    language.init_app(app)
    form.init_app(app)
    access.init_app(app)
    delivery.init_app(app)
    exercise.init_app(app)
    noted_reading.init_app(app)
    chosen_day.init_app(app)
    _prepare_templates(app)
    _add_features(app)
    return app


def _add_features(app: Flask) -> None:
    from webmap import door, health
    from webmap.accounts.openid.routes import blueprint as openid
    from webmap.accounts.people.routes import blueprint as people
    from webmap.accounts.programs.routes import blueprint as programs
    from webmap.accounts.routes import blueprint as accounts
    from webmap.alerts.routes import blueprint as alerts
    from webmap.answers import static_files
    from webmap.audit.routes import blueprint as audit
    from webmap.catchments.routes import blueprint as catchments
    from webmap.changes.on_map import told as compared
    from webmap.changes.routes import blueprint as changes
    from webmap.communities.routes import blueprint as communities
    from webmap.corridors.analysis.frozen import analysed
    from webmap.corridors.analysis.routes import blueprint as analysis
    from webmap.corridors.routes import blueprint as corridors
    from webmap.credits.about.routes import blueprint as about
    from webmap.credits.routes import blueprint as credits
    from webmap.displacement.api import blueprint as figures_api
    from webmap.displacement.routes import blueprint as displacement
    from webmap.embeds.api import blueprint as oembed
    from webmap.embeds.routes import blueprint as embeds
    from webmap.factsheet.routes import blueprint as factsheet
    from webmap.gaps.routes import blueprint as gaps
    from webmap.map_page.offline.routes import blueprint as offline
    from webmap.map_page.picture.routes import blueprint as picture
    from webmap.map_page.routes import blueprint as map_page
    from webmap.map_page.strip.routes import blueprint as strip
    from webmap.movements.routes import blueprint as movements
    from webmap.own_sites.routes import blueprint as own_sites
    from webmap.peacebuilding.routes import blueprint as peacebuilding
    from webmap.planning.api import blueprint as planning_api
    from webmap.planning.on_map.routes import blueprint as on_map
    from webmap.planning.on_map.told import told
    from webmap.planning.reserving.routes import blueprint as reserving
    from webmap.planning.routes import blueprint as planning
    from webmap.planning.saving.routes import blueprint as saving
    from webmap.reporting.guests.routes import blueprint as guests
    from webmap.reporting.kobo.api import blueprint as kobo_api
    from webmap.reporting.kobo.routes import blueprint as kobo
    from webmap.reporting.routes import blueprint as reporting
    from webmap.search.routes import blueprint as search
    from webmap.sites.routes import blueprint as sites
    from webmap.snapshots.drafts.routes import blueprint as drafts
    from webmap.snapshots.embargo.routes import blueprint as embargo
    from webmap.snapshots.listed.routes import blueprint as all_snapshots
    from webmap.snapshots.routes import blueprint as snapshots

    app.extensions["planner"] = told  # the map shows plans and comparisons, and makes none
    app.extensions["comparer"] = compared
    app.extensions["analyser"] = analysed  # snapshots freeze analyses, and make none
    app.register_blueprint(static_files.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(door.blueprint)
    for feature in (
        accounts,
        openid,
        people,
        audit,
        programs,
        own_sites,
        reporting,
        alerts,
        guests,
        kobo,
        kobo_api,
        map_page,
        picture,
        offline,
        strip,
        embeds,
        oembed,
        sites,
        corridors,
        analysis,
        communities,
        displacement,
        planning,
        planning_api,
        on_map,
        saving,
        reserving,
        search,
        changes,
        movements,
        gaps,
        catchments,
        peacebuilding,
        figures_api,
        credits,
        about,
        snapshots,
        all_snapshots,
        factsheet,
        drafts,
        embargo,
    ):
        app.register_blueprint(feature)


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    # Everything is escaped, whatever a template's ending: SVG text comes from the database as well.
    app.jinja_env.autoescape = True
    # The same words as in code; what is put into a sentence is escaped when it is shown.
    app.jinja_env.globals.update(_=i18n.gettext, gettext=i18n.gettext, ngettext=i18n.ngettext)
    app.jinja_env.globals.update(
        address=address.address,
        links=address.links,
        url_for=address.bare_address,
        static_url=static_url,
        followable=followable,
        fold=fold,
        number=i18n.number,
        day=i18n.day,
        weekday=i18n.weekday,
        with_abbreviations=with_abbreviations,
        field_name=field_name,
        km=i18n.km,
        qualified=i18n.qualified,
        isolated=i18n.isolated,
        kept_together=i18n.kept_together,
        site_type=terms.site_type,
        governorate=terms.governorate,
        site_status=terms.site_status,
        precision=terms.precision,
        name_form=terms.name_form,
        role=terms.role,
    )
    app.context_processor(
        lambda: {
            "lang": i18n.language(),
            "dir": i18n.direction(i18n.language()),
            "languages": [(code, i18n.LANGUAGES[code][0]) for code in i18n.offered()],
            "person": acting_now().person,
            "has_own_sites": "own_sites.index" in app.view_functions,
        }
    )
