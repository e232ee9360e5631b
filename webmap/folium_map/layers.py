"""Our elements of a Folium map: the map without foreign libraries, one element a layer, one a control."""

from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

LEAFLET = "vendor/leaflet/1.9.4/"
MODULES = ("frame", "symbols", "basemap", "sites", "lines", "marks", "labels", "popups", "controls", "slider")
OPTIONS: dict[str, Any] = {
    "zoom": 9,
    "min_zoom": 6,
    "max_zoom": 14,
    "zoom_snap": 0,
    "zoom_delta": 0.75,
    "zoom_control": False,
    "attribution_control": False,
    "bounce_at_zoom_limits": False,
}


class ResponseMap(folium.Map):
    """folium.Map with our files in place of its content delivery networks, and without its inline styles."""

    default_js = [("leaflet", LEAFLET + "leaflet.js")] + [(f"map_{name}", f"map/{name}.js") for name in MODULES]
    # map.css holds the few rules of leaflet.css that are needed.
    default_css = [("map_css", "map/map.css")]  # noqa: RUF012 - the attribute is Folium's

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.words.map|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        HM.say = {{ this.words|tojson }};
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__(location=(36.2, 43.3), tiles=None, zoom_control=False)
        # Set here and not above: Folium keeps some of these names for a tile layer and drops them without one.
        self.options = dict(OPTIONS)
        self.words = words


class Layer(MacroElement):
    """A layer of the scene: emits HM.layer(map, {kind, title, …}); its data come by address, never in the page."""

    _template = Template(
        "{% macro script(this, kwargs) %}HM.layer({{ this._parent.get_name() }}, {{ this.spec|tojson }});{% endmacro %}"
    )

    def __init__(self, spec: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Layer"
        self.spec = spec


class Control(MacroElement):
    """A control: emits HM.control(map, kind, options)."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "HM.control({{ this._parent.get_name() }}, {{ this.kind|tojson }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, kind: str, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Control"
        self.kind = kind
        self.options = options
