"""Exercise mode: whatever leaves says that its figures are invented, pages, pictures, files and data alike.

Pages carry the banner of base.html; here are the answers that have no template. It is done in one place, after the
views, so that a feature can neither forget it nor needs to know of it.
"""

import csv
import io
import re

from flask import Flask, Response, json

from webmap.words.i18n import gettext as _

COLUMN = "exercise"
PREFIX = "exercise-"


def init_app(app: Flask) -> None:
    """Called after `delivery.init_app`: what is registered later runs earlier, so answers are remembered as marked."""
    is_exercise = app.extensions["settings"].webmap_exercise
    app.jinja_env.globals["exercise"] = is_exercise
    if is_exercise:
        # No page that a browser kept of the facts may pass for one of the exercise.
        app.extensions["build"] = f"exercise {app.extensions['build']}"
        app.after_request(_mark)


def _mark(response: Response) -> Response:
    if response.direct_passthrough or response.is_streamed or response.headers.get("Content-Encoding"):
        return response
    kind = response.mimetype or ""
    if kind == "text/csv" and "Content-Disposition" in response.headers:
        _mark_csv(response)
    elif kind.endswith("json") and "Access-Control-Allow-Origin" not in response.headers:
        _mark_json(response)
    elif kind == "image/svg+xml":
        _mark_svg(response)
    return response


def _mark_csv(response: Response) -> None:
    """`exercise-` before the file's name, and a last column `exercise` that says yes in every row."""
    disposition = response.headers["Content-Disposition"]
    if f'filename="{PREFIX}' in disposition:
        return
    response.headers["Content-Disposition"] = disposition.replace('filename="', f'filename="{PREFIX}')
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, row in enumerate(csv.reader(io.StringIO(response.get_data(as_text=True), newline=""))):
        writer.writerow([*row, "yes" if number else COLUMN])
    response.set_data(buffer.getvalue())


def _mark_json(response: Response) -> None:
    content = json.loads(response.get_data())
    if isinstance(content, dict) and COLUMN not in content:
        response.set_data(json.dumps({**content, COLUMN: True}, separators=(",", ":")))


def _mark_svg(response: Response) -> None:
    """A drawing without a title of its own, as it stands in a page, is named by the mark."""
    drawn, mark = response.get_data(as_text=True), _("Exercise: invented figures")
    if mark not in drawn:
        response.set_data(re.sub(r"(<svg\b[^>]*>)", rf"\1<title>{mark}</title>", drawn, count=1))
