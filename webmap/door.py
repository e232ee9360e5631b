"""The address that `scripts/serve` prints for planners: it gives their browser the cookie and goes on to the map."""

from flask import Blueprint, Response, current_app, redirect, request

from webmap.access import allow
from webmap.answers.delivery import lasting
from webmap.asked.address import bare_address
from webmap.asked.parameters import asks
from webmap.planners_word import WordIsOver

blueprint = Blueprint("door", __name__)


@blueprint.get("/planner")
@allow("public")
@asks("word")
@lasting(0)
def come_in() -> Response:
    """`word=` is the whole question; nothing of it is in the address of the next page."""
    word = current_app.extensions["planners_word"]
    if not word.is_word(request.args.get("word", "")):
        word.refuse()
    if current_app.extensions["sessions"].is_in_use():
        raise WordIsOver
    answer: Response = redirect(bare_address("map_page.index"), 303)  # type: ignore[assignment]
    word.give_cookie(answer, request)
    return answer


@blueprint.after_request
def _tell_nobody(response: Response) -> Response:
    """A mistyped word is nearly the word: it goes to nobody as the address that somebody came from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
