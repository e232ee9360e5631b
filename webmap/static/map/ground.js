/* What the base map consists of: its areas and lines in their order, in degrees, each with its look. */
(function (HM) {
  'use strict';

  const COLOURS = { land: '#F6F3EC', glow: '#F8F6F0', border: '#BDB5A4', country: '#8C8676', water: '#A9C4D2' };
  const RIVERS = { 1: 2.6, 2: 1.6, 3: 0.8 };

  /* {paths, fill} or {paths, colour, weight in px, opacity, dash, border}, the lowest first. */
  HM.ground = base => [
    ...base.governorates.filter(g => g.ninewa).map(g => ({ paths: g.paths, fill: COLOURS.land })),
    ...base.lakes.map(lake => ({ paths: lake.paths, fill: COLOURS.water })),
    ...base.rivers.map(river => ({ paths: river.paths, colour: COLOURS.water, weight: RIVERS[river.rank] || 0.8, opacity: 1 })),
    ...base.governorates.map(g => ({ paths: g.paths, colour: COLOURS.glow, weight: 4, opacity: 0.9 })),
    ...base.countries.map(c => ({ paths: c.paths, colour: COLOURS.glow, weight: 5, opacity: 0.9 })),
    ...base.governorates.map(g => ({ paths: g.paths, colour: COLOURS.border, weight: g.ninewa ? 1.5 : 1.1, opacity: 1, border: true })),
    ...base.countries.map(c => ({ paths: c.paths, colour: COLOURS.country, weight: 1.4, opacity: 1, dash: '9 3 1.5 3', border: true })),
  ];
  /* Generalised borders are off by a kilometre or two: where that is seen they fade. `perKm`: px. */
  HM.borderFade = perKm => (perKm > 40 ? 0.25 : perKm > 16 ? 0.5 : 1);

  /* A path is written as [x, y, then steps dx, dy …] in ten-thousandths of a degree, which compresses to two thirds; plain
     [longitude, latitude] pairs are understood too. */
  function unfolded(path) {
    if (typeof path[0] !== 'number') return path;
    const points = [];
    for (let n = 0, x = 0, y = 0; n < path.length; n += 2) points.push([(x += path[n]) / 1e4, (y += path[n + 1]) / 1e4]);
    return points;
  }
  /* The base map of the file, with paths as pairs. */
  HM.unfoldedBase = function (base) {
    for (const group of ['countries', 'governorates', 'lakes', 'rivers']) for (const thing of base[group]) thing.paths = thing.paths.map(unfolded);
    return base;
  };

  /* Circles round Mosul; names are labels like all others (placing/basemap.js). */
  HM.drawing.places = function (view, layer) {
    for (const { p, r } of view.distances || []) layer.appendChild(HM.svg('circle', { cx: p.x.toFixed(1), cy: p.y.toFixed(1), r: r.toFixed(1), class: 'hm-distance' }));
  };
})(globalThis.HM);
