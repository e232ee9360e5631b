"""Coordinates in metres back to degrees (WGS 84): UTM zone 38 north, which Ninewa lies in, and Web Mercator."""

from math import asin, atan, atan2, atanh, cos, cosh, degrees, exp, pi, sin, sinh, sqrt, tanh

from geodata.rules.geometry import inside_response_area

_RADIUS, _FLATTENING = 6_378_137.0, 1 / 298.257223563
_SCALE, _FALSE_EASTING, _CENTRAL_MERIDIAN = 0.9996, 500_000.0, 45.0
UTM_38N, WEB_MERCATOR = "UTM 38N", "Web Mercator"


def from_metres(one: float, other: float) -> tuple[str, float, float] | None:
    """Projection, latitude and longitude of a pair in either order, where it lies in the response area; else None."""
    for easting, northing in ((one, other), (other, one)):
        for projection, unprojected in ((UTM_38N, _utm_38n), (WEB_MERCATOR, _web_mercator)):
            # Beyond these bounds a series diverges, and no point of the area lies.
            if not (abs(easting) < 2e7 and abs(northing) < 2e7):
                continue
            lat, lon = unprojected(easting, northing)
            if inside_response_area(lon, lat):
                return projection, lat, lon
    return None


def _utm_38n(easting: float, northing: float) -> tuple[float, float]:
    """Krüger's series to the third order of the third flattening: exact to a millimetre within the zone."""
    n = _FLATTENING / (2 - _FLATTENING)
    meridian = _RADIUS / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    xi, eta = northing / (_SCALE * meridian), (easting - _FALSE_EASTING) / (_SCALE * meridian)
    if abs(eta) > 1:
        return 0.0, 0.0
    betas = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    xi_sphere = xi - sum(b * sin(2 * j * xi) * cosh(2 * j * eta) for j, b in enumerate(betas, start=1))
    eta_sphere = eta - sum(b * cos(2 * j * xi) * sinh(2 * j * eta) for j, b in enumerate(betas, start=1))
    conformal = asin(max(-1.0, min(1.0, sin(xi_sphere) / cosh(eta_sphere))))
    lon = _CENTRAL_MERIDIAN + degrees(atan2(sinh(eta_sphere), cos(xi_sphere)))
    return degrees(_geodetic(conformal)), lon


def _geodetic(conformal: float) -> float:
    """The latitude on the ellipsoid of one on the conformal sphere, both in radians."""
    eccentricity = sqrt(_FLATTENING * (2 - _FLATTENING))
    isometric, latitude = atanh(sin(conformal)), conformal
    for _ in range(6):
        latitude = asin(tanh(isometric + eccentricity * atanh(eccentricity * sin(latitude))))
    return latitude


def _web_mercator(x: float, y: float) -> tuple[float, float]:
    return degrees(2 * atan(exp(y / _RADIUS)) - pi / 2), degrees(x / _RADIUS)
