"""Our elements of a Folium map: the map without foreign libraries, one element a layer, one a control."""

from typing import Any

import folium
from branca.element import MacroElement
from folium.template import Template

from webmap.painting.map_files import LEAFLET, MODULES, RBUSH

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

    default_js = [("leaflet", LEAFLET), ("rbush", RBUSH)] + [(f"map_{name}", f"map/{name}.js") for name in MODULES]
    # map.css holds the few rules of leaflet.css that are needed.
    default_css = [("symbols_css", "symbols.css"), ("map_css", "map/map.css")]  # noqa: RUF012 - the attribute is Folium's

    _template = Template(
        """
        {% macro html(this, kwargs) %}
        <div class="folium-map" id="{{ this.get_name() }}" role="region" aria-label="{{ this.words.map|e }}"></div>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        var {{ this.get_name() }}_scene = HM.scene({{ this.get_name() }}, Object.assign(HM.written("map-settings"), {
        say: {{ this.words|tojson }} }));
        {% endmacro %}
        """
    )

    def __init__(self, words: dict[str, str]) -> None:
        super().__init__(location=(36.2, 43.3), tiles=None, zoom_control=False)
        # Set here and not above: Folium keeps some of these names for a tile layer and drops them without one.
        self.options = dict(OPTIONS)
        self.words = words


class Part(MacroElement):
    """A layer of the scene: emits scene.layer({kind, title, …}); its data come by address, never in the page."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{{ this._parent.get_name() }}_scene.layer({{ this.spec|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, spec: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Part"
        self.spec = spec


class Control(MacroElement):
    """A control: emits scene.control(kind, options)."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "{{ this._parent.get_name() }}_scene.control({{ this.kind|tojson }}, {{ this.options|tojson }});"
        "{% endmacro %}"
    )

    def __init__(self, kind: str, options: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Control"
        self.kind = kind
        self.options = options
