"""Which frozen file stands behind which ending of an address, and what such a page may do in a browser."""

# A page holds its own style and pictures of this host; nothing else is fetched.
POLICY = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# With a place for the language.
ENDINGS = {
    "svg": "wide.{}.svg",
    "png": "picture.{}.png",
    "pdf": "factsheet.{}.pdf",
    "csv": "sites.{}.csv",
    "geojson": "map.{}.geojson",
    "html": "offline.{}.html",
}
