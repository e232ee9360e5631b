"""A map of a day becomes files: what the public sees of it, in every language, as read in one transaction."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from flask import Flask, render_template
from sqlalchemy import Connection

from webmap.answers import hxl
from webmap.answers.data_table import DataTable, csv_file
from webmap.answers.json_answers import GEOJSON, JSON, json_answer
from webmap.answers.static_files import joined
from webmap.asked.address import linking, links_of
from webmap.asked.chosen_day import ChosenDay
from webmap.asked.known import moment_in_words
from webmap.data_version import version_now
from webmap.db import acting, reading, reading_once
from webmap.drawing.pictures import Picture
from webmap.drawing.qr import qr_code
from webmap.drawing.question import Question
from webmap.headlines import displaced
from webmap.layers import movements
from webmap.layers.layer import Layer
from webmap.layers.seen import seen_by
from webmap.map_of_day import embed_code, headline, many_sites
from webmap.map_of_day.analysed import Place
from webmap.map_of_day.day import Links, file_of_day, read_day, tables
from webmap.map_of_day.embed_page import Choices, Where, parts_of, written
from webmap.map_of_day.links import address_of
from webmap.map_of_day.living import FORM
from webmap.map_of_day.offline import Live, bundle
from webmap.map_of_day.pictured import Shown, question
from webmap.map_of_day.queries import are_more_than
from webmap.map_of_day.sizes import ALONE, PREVIEW, Size
from webmap.map_of_day.told import told_of_day
from webmap.person import PUBLIC
from webmap.sheets.factsheet import About
from webmap.snapshots import on_paper, queries, since_previous
from webmap.snapshots.beside import Analysis, Beside
from webmap.snapshots.citing import bibtex
from webmap.snapshots.contents import geojson, sources_of
from webmap.snapshots.exploring import DATA, TOLD, words_around
from webmap.snapshots.frozen import Frozen, View, frozen_file
from webmap.snapshots.rows import FrozenFile
from webmap.words.i18n import day as in_words
from webmap.words.i18n import gettext as _
from webmap.words.i18n import offered, speaking

TOKEN_BYTES = 16
PICTURES = {"wide": ALONE[PREVIEW], "narrow": ALONE[360]}
IN_FRAMES = {width: Size(width, height) for width, height, _most in embed_code.PICTURES}
STYLES = ("snapshots/frozen.css", "symbols.css", "road.css")  # the others where roads are drawn
CSV, HTML = "text/csv; charset=utf-8", "text/html; charset=utf-8"
THUMBNAILS = (360, 720)  # px wide: what sites show of an address that somebody pasted


def freeze(app: Flask, view: View, token: str = "") -> Frozen:
    """The files of a view, whoever asks for them read as the public; NotDrawn where no picture is to be had.

    `token`: of one whose address is the same everywhere; without, one that nobody can guess.
    """
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    databases = app.extensions["databases"]
    with app.app_context(), acting(databases, PUBLIC), reading(consistent=True) as connection, reading_once(connection):
        queries.be_patient(connection)
        known, version = min(queries.moment(connection), view.known), version_now(connection).number
        files: list[FrozenFile] = []
        for lang in offered():
            from_map = links_of(app, "map_page.index", {"at": view.day.isoformat(), "lang": lang})
            with speaking(lang), linking(from_map):
                in_language = _InLanguage(app, connection, view.told_in(lang), lang, token, known, version)
                files += (
                    frozen_file(f"{name}.{lang}.{ending}", kind, body) for name, ending, kind, body in in_language
                )
    return Frozen(token, known, version, files)


@dataclass(frozen=True)
class _InLanguage:
    """The files of a view in one language, as they are made: name, ending, media type, bytes."""

    app: Flask
    connection: Connection
    view: View
    lang: str
    token: str
    known: datetime
    version: int

    def __iter__(self) -> Iterator[tuple[str, str, str, bytes]]:
        files = {layer.name: self._file_table(layer) for layer in self._layers}
        written = {name: csv_file(table, name).get_data() for name, table in files.items()}
        drawn = {name: self._drawn(self._question(size, stands_alone=True)) for name, size in PICTURES.items()}
        for name, picture in drawn.items():
            yield name, "svg", "image/svg+xml", picture.svg.encode()
        yield "picture", "png", "image/png", self.app.extensions["painter"].png(drawn["wide"], 1.0)
        for name, contents in written.items():
            yield name, "csv", CSV, contents
            yield name, "hxl", CSV, hxl.row_for(name, contents)
        yield "map", "geojson", GEOJSON, geojson(files, self.view.title, self.view.day, self.known)
        numbers = displaced.numbers(self.connection, self.view.day)
        yield since_previous.FIGURES, "json", JSON, since_previous.written(numbers.triple)
        yield "page", "html", HTML, self._page(files, written.get("sites"), drawn, numbers)
        for one in self._analyses:
            yield from one.made
        # Without words round it the map is asked alike in every size, so it is read once.
        asked = self._question(IN_FRAMES[max(IN_FRAMES)], stands_alone=False)
        for width, size in IN_FRAMES.items():
            in_size = replace(asked, map=replace(asked.map, width=size.width, height=size.height))
            picture = widest = self._drawn(in_size)
            yield f"map-{width}", "svg", "image/svg+xml", picture.svg.encode()
            if width in THUMBNAILS:
                yield f"map-{width}", "png", "image/png", self.app.extensions["painter"].png(picture, 1.0)
        yield from self._explored()
        yield "embed", "html", HTML, self._embed()
        if self.view.is_plain:
            yield "offline", "html", HTML, self._one_file(widest)
        yield from self._on_paper()

    def _on_paper(self) -> Iterator[tuple[str, str, str, bytes]]:
        """Its figures are those of the day; the layers chosen are those of its map."""
        shown = replace(self._shown(), seen=self._public_layers, arriving=None, changed=None)
        about = About(
            title=self.view.title,
            kind=_("Factsheet"),
            moment=self._as_of(),
            made=self._made,
            address=f"{self._there}/s/{self.token}?lang={self.lang}",
            note=self.view.note or "",
        )
        return on_paper.files(self.app.extensions["painter"], self.connection, self._chosen, shown, about)

    @cached_property
    def _beside(self) -> Beside:
        """With the moment of the freeze: what takes a connection of its own reads what is read here."""
        return Beside(self.app, self.connection, self.view, ChosenDay(self.view.day, self.known), self.lang)

    @cached_property
    def _analyses(self) -> list[Analysis]:
        place = Place(self.token, self.lang, self._there, self._as_of(), self._made, self._is_exercise)
        return [self._beside.analysed(asked, place) for asked in self.view.analyses]

    @property
    def _made(self) -> str:
        return _("Snapshot, version %(number)s of the data: it never changes.", number=self.version)

    @cached_property
    def _layers(self) -> list[Layer[Any]]:
        return [layer for layer in self._public_layers if layer.name in self.view.layers]

    @cached_property
    def _public_layers(self) -> list[Layer[Any]]:
        return seen_by(PUBLIC.role, self.app.extensions["layers"])

    def _question(self, size: Size, *, stands_alone: bool) -> Question:
        return question(self.connection, self._chosen, self._shown(), size, stands_alone=stands_alone)

    def _shown(self) -> Shown:
        return Shown(
            self._layers,
            self.view.layers,
            self.lang,
            self.view.box,
            by_view=self._are_many,
            is_exercise=self._is_exercise,
            arriving=self._beside.arriving,
            changed=self._beside.changed,
        )

    def _drawn(self, asked: Question) -> Picture:
        picture: Picture = self.app.extensions["painter"].picture(asked)
        return picture

    @property
    def _is_exercise(self) -> bool:
        return bool(self.app.extensions["settings"].webmap_exercise)

    @property
    def _there(self) -> str:
        """Where people open the map; empty where nobody has said so."""
        return self.app.extensions["settings"].webmap_address or ""

    @property
    def _chosen(self) -> ChosenDay:
        return ChosenDay(self.view.day, self.view.known)

    @property
    def _links(self) -> Links:
        return Links(address_of, partial(_file_of, self.token))

    def _file_table(self, layer: Layer[Any]) -> DataTable:
        return file_of_day(self.connection, layer, self._chosen, self.lang, address_of(layer))

    def _one_file(self, drawn: Picture) -> bytes:
        """The living map of the frozen data for where no network is; it leads to the frozen page."""
        live = Live(f"{self._there}/s/{self.token}?lang={self.lang}", self._there)
        told = bundle(self.connection, self._chosen, self._shown(), self._links, live, drawn)
        return render_template("map_of_day/offline.html", **told | {"title": self.view.title}).encode()

    @cached_property
    def _are_many(self) -> bool:
        return are_more_than(self.connection, many_sites.MANY)

    @property
    def _is_explored(self) -> bool:
        """Nobody arrives on the living map of a frame, and nothing is compared there."""
        return self.view.is_plain and not self._are_many

    def _explored(self) -> Iterator[tuple[str, str, str, bytes]]:
        """What the living map draws, and the words around it; of very many sites none: too much at once."""
        if not self._is_explored:
            return
        layers = self._layers
        drawn = told_of_day(self.connection, layers, self._chosen, self.lang, self._links, None)
        yield DATA, "json", JSON, json_answer(drawn, is_compact=True).get_data()
        about = self._told(Choices(self.view.layers))
        view = self.view
        yield TOLD, "json", JSON, words_around(about, view.day, layers, view.box, view.title, self._as_of())

    def _told(self, choices: Choices) -> dict[str, Any]:
        """What embeds say of the day."""
        asked = (self.connection, self._layers, self._chosen, self.lang, choices, self._links)
        return parts_of(*asked, is_exercise=self._is_exercise)

    def _as_of(self) -> str:
        day, moment = in_words(self.view.day), moment_in_words(self.known)
        return _("As it was on %(day)s, as known on %(moment)s.", day=day, moment=moment)

    def _embed(self) -> bytes:
        """What stands in other people's pages: title, picture, key, tables; it leads to the frozen page."""
        told = self._told(Choices(self.view.layers, legend=True, table=True, theme="auto"))
        told |= {
            "title": self.view.title,
            "title_short": self.view.title,
            "sentence_short": "",
            "remark": self._as_of(),
        }
        if sentences := self._beside.sentences():
            told["sentence"] = sentences
        told |= {name: value for name, value in self._beside.roads.items() if name not in ("title", "title_short")}
        where = Where(
            page=f"/s/{self.token}?lang={self.lang}",
            other_way="" if not self._is_explored else f"/embed/{self.token}?lang={self.lang}&explore=1",
            languages={code: f"/embed/{self.token}?lang={code}" for code in offered()},
            pictures={width: f"/s/{self.token}/map-{width}.svg?lang={self.lang}" for width in IN_FRAMES},
        )
        return render_template("map_of_day/embed.html", where=where, form=FORM, **told).encode()

    def _page(
        self,
        files: dict[str, DataTable],
        sites: bytes | None,
        drawn: dict[str, Picture],
        numbers: displaced.Numbers,
    ) -> bytes:
        """`sites`: their file, in CSV."""
        view, day = self.view, self.view.day
        found = read_day(self.connection, self._layers, day, view.known, self.lang)
        said = headline.of_page(day, bool(files.get("sites")), self._is_exercise)
        here, lang = f"{self._there}/s/{self.token}", f"lang={self.lang}"
        picture = f"{here}.png?{lang}"
        page = render_template(
            "snapshots/frozen.html",
            style=joined(*STYLES).plain.decode() if self._beside.roads else joined(STYLES[0]).plain.decode(),
            view=view,
            token=self.token,
            address_of_page=here,
            picture=picture,
            wide=drawn["wide"],
            narrow=drawn["narrow"],
            alternative=said["title"],
            numbers=numbers,
            form=FORM if self._is_explored else None,
            said=self._beside.said(),
            roads=self._beside.roads.get("roads", []),
            analyses=self._analyses,
            swap=written("snapshots/explore.js"),
            since=since_previous.of(self.connection, view.series, day, sites, numbers.triple, self.lang),
            tables=tables(found, self._links),
            files=list(files),
            sources=sources_of(files),
            credited=headline.sources(numbers, found.of(movements.LAYER)),
            frozen=moment_in_words(self.known),
            frame=embed_code.frame(f"{self._there}/embed/{self.token}?{lang}", view.title, embed_code.frame_size()),
            link=embed_code.picture_with_link(picture, f"{here}?{lang}", said["title"]),
            frozen_utc=f"{self.known:%Y-%m-%d %H:%M} UTC",
            known=self.known,
            data_version=self.version,
            entry=bibtex(self.token, view.title, day, self.known.year, here),
            code=qr_code(here, _("The address of this snapshot")) if self._there else None,
        )
        return page.encode()


def _file_of(token: str, layer: Layer[Any]) -> str:
    return f"/s/{token}/{layer.name}.csv"
