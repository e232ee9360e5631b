/* The place that a view is named after, by the rule of webmap/map_of_day/area.py: of the places in the middle of it the largest,
   of equal ones the most central; of a view without any the nearest to its middle. `view`: west, south, east, north in degrees. */
(function (HM) {
  'use strict';

  const MIDDLE = 0.5, EAST_PER_NORTH = 0.8;

  HM.placeInView = function (places, [west, south, east, north], lang) {
    const x = (west + east) / 2, y = (south + north) / 2;
    const right = ({ lon, lat, rank }) => {
      const central = Math.abs(lon - x) <= (east - west) * MIDDLE / 2 && Math.abs(lat - y) <= (north - south) * MIDDLE / 2;
      return [central ? 0 : 1, central ? rank : 0, ((lon - x) * EAST_PER_NORTH) ** 2 + (lat - y) ** 2];
    };
    const before = (a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
    return HM.nameIn(places.map(place => ({ place, is: right(place) })).reduce((best, one) => (before(one.is, best.is) < 0 ? one : best)).place, lang);
  };
})(globalThis.HM = globalThis.HM || {});
