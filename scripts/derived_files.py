"""Makes the files that serving reads but does not make: compiled translations and the map's rendered frame."""

from webmap.folium_map.page import render_shells
from webmap.layers.registry import LAYERS
from webmap.words.i18n import compile_catalogues

if __name__ == "__main__":
    compile_catalogues()
    render_shells(LAYERS)
