"""Pages in frames of other pages: those that may not stand there say so with a link, where a browser asks for a frame.

A browser leaves blank what a policy keeps out of its frames. The newer ones say beforehand that they ask for a frame:
they get a notice that may stand there, has one link and nothing of the page.
"""

from flask import Flask, Response, current_app, g, render_template, request

DESTINATION = "Sec-Fetch-Dest"
FRAMES = ("iframe", "frame")


def init_app(app: Flask) -> None:
    app.before_request(_say_so)


def _say_so() -> Response | None:
    """Only of pages that there are: others are refused as everywhere."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "GET" or view is None or getattr(view, "framed_by", None) or not is_for_frame(request.environ):
        return None
    g.framed_by = "*"
    notice = Response(render_template("framed.html", here=request.full_path.rstrip("?")))
    notice.headers["Cache-Control"] = "no-store"
    notice.vary.add(DESTINATION)
    return notice


def is_for_frame(environ: dict[str, object]) -> bool:
    """Whether a browser says that it will put the answer into a frame."""
    return environ.get("HTTP_SEC_FETCH_DEST") in FRAMES
