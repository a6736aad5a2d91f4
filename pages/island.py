"""The one part of a public page that is Dash in the browser: the Leaflet map inside the picture's box.

Used by pages with a map. Shapes and colours are set by `assets/js/map.js` through `set_props`; React owns the
map and nothing else.
"""

from __future__ import annotations

import dash_leaflet as dl
from dash.development.base_component import Component

from components import ids

#: dash-leaflet finds functions by their path from `window`.
_STYLE = {"variable": "matokeo.map.style"}
_EACH = {"variable": "matokeo.map.each"}
_NOTHING = {"type": "FeatureCollection", "features": []}


def live_map(tile_url: str = "") -> Component:
    """An empty map without tiles (unless a tile address is set), without controls, still until somebody zooms."""
    shapes = dl.GeoJSON(
        id=ids.GEO,
        data=_NOTHING,
        hideout={"paints": {}},
        style=_STYLE,
        onEachFeature=_EACH,
        bubblingMouseEvents=False,
    )
    made: Component = dl.MapContainer(
        [dl.TileLayer(url=tile_url), shapes] if tile_url else [shapes],
        id=ids.LIVE_MAP,
        className="livemap",
        center=[0, 0],
        zoom=2,
        zoomSnap=0,
        zoomControl=False,
        attributionControl=bool(tile_url),
        scrollWheelZoom=False,
        doubleClickZoom=False,
        boxZoom=False,
        dragging=False,
        keyboard=False,
        zoomAnimation=False,
        fadeAnimation=False,
        markerZoomAnimation=False,
        preferCanvas=False,
        maxZoom=14,
    )
    return made
