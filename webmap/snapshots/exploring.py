"""The living map of frozen data, as long as the product's scripts read data of its form; and choices of its frame."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import json, render_template
from sqlalchemy import Connection

from webmap.asked.address import bare_address
from webmap.asked.choices import one_of
from webmap.asked.places import box
from webmap.drawing.question import Box
from webmap.layers.layer import Layer
from webmap.map_of_day.embed_code import PICTURES
from webmap.map_of_day.embed_page import HEIGHT_TOLD, THEMES, Choices, Where, key_of, style, written
from webmap.map_of_day.living import FORM, Living, living, policy
from webmap.snapshots import queries
from webmap.words.i18n import offered

DATA, TOLD = f"data-{FORM}", "told"
YES_NO = ("1", "0")
CHOICES = ("legend", "table", "theme", "layers", "bbox")
TABLES = re.compile(rb"<details>.*</details>", re.DOTALL)


class Explored(NamedTuple):
    page: str
    policy: str


def choices_of(args: Mapping[str, str]) -> dict[str, str]:
    """What an address asks of the frame, as links keep it; InvalidData for what cannot be read."""
    for name in ("legend", "table", "explore", "bare"):
        one_of(args, name, YES_NO, "0")
    one_of(args, "theme", THEMES, "auto")
    box(args)
    return {name: args[name] for name in CHOICES if args.get(name)}


def as_chosen(page: bytes, token: str, chosen: Mapping[str, str]) -> bytes:
    """The frozen page for frames as it is asked for; its very bytes where nothing is."""
    if not chosen:
        return page
    marks = [f'data-theme="{chosen.get("theme", "auto")}"']
    marks += [f'data-{name}="{chosen[name]}"' for name in ("legend", "table") if name in chosen]
    page = page.replace(b'data-theme="auto"', " ".join(marks).encode(), 1)
    kept = urlencode(chosen, safe=",").replace("&", "&amp;")
    return page.replace(f'"/embed/{token}?'.encode(), f'"/embed/{token}?{kept}&amp;'.encode())


def words_around(
    about: Mapping[str, Any], day: date, layers: Sequence[Layer[Any]], edges: Box | None, title: str, remark: str
) -> bytes:
    """What a frozen map keeps for this page beside its data. `about`: what embeds say of a day; `edges` in degrees."""
    sentence = getattr(about["sentence"], "striptags", lambda: about["sentence"])()
    told = {"at": day.isoformat(), "layers": [layer.name for layer in layers], "box": edges, "title": title}
    told |= {"sentence": sentence, "remark": remark, "sources": about["sources"]}
    told["numbered"] = list(about["numbered"])
    return json.dumps(told, ensure_ascii=False).encode()


def _late(data: bytes) -> set[str]:
    """Which marks of late reports the frozen map has."""
    return {site["late"] for site in json.loads(data).get("sites", ()) if site.get("late")}


def page(
    connection: Connection, token: str, lang: str, args: Mapping[str, str], every: Sequence[Layer[Any]]
) -> Explored | None:
    """The page with the living map; None of a snapshot that is not published, or whose data is of another form."""
    told_then = queries.file(connection, token, f"{TOLD}.{lang}.json")
    data_then = queries.file(connection, token, f"{DATA}.{lang}.json")
    if told_then is None or data_then is None:
        return None
    chosen, then = choices_of(args), json.loads(told_then.bytes)
    layers = [layer for layer in every if layer.name in then["layers"]]
    names = [layer.name for layer in layers]
    shown = [name for name in names if name in chosen.get("layers", "").split(",")] or names
    told: dict[str, Any] = {
        **then,
        "title_short": then["title"],
        "sentence_short": "",
        "key": key_of(layers, _late(data_then.bytes)) if chosen.get("legend") != "0" else [],
        "numbered": then["numbered"] if "movements" in shown else [],
        "frozen_tables": _tables(connection, token, lang) if chosen.get("table") == "1" else "",
        "choices": Choices(shown, theme=chosen.get("theme", "auto")),
        "bare": args.get("bare") == "1",
        "sizes": PICTURES,
        "style": style(has_key=True),
        "tell": written(HEIGHT_TOLD),
    }
    edges = box(chosen) or (tuple(then["box"]) if then["box"] else None)
    data = f"/s/{token}/data.json?lang={lang}"
    told |= living(Living(lang, layers, shown, then["at"], edges, data, bare_address("planning.index", lang=lang)))
    kept = "".join(f"&{name}={value}" for name, value in chosen.items())
    where = Where(
        page=f"/s/{token}?lang={lang}",
        other_way=f"/embed/{token}?lang={lang}{kept}",
        languages={code: f"/embed/{token}?lang={code}&explore=1{kept}" for code in offered()},
        pictures={},
    )
    return Explored(render_template("map_of_day/embed.html", where=where, **told), policy(told))


def _tables(connection: Connection, token: str, lang: str) -> str:
    kept = queries.file(connection, token, f"embed.{lang}.html")
    found = TABLES.search(kept.bytes) if kept else None
    return found[0].decode() if found else ""
