/* The base map: one file, one canvas, one fixed order of drawing. Its names are labels like all others (placing/basemap.js).

   Everything is added at once and in order: layers that are added as their files arrive may paint land over rivers. */
(function (HM) {
  'use strict';

  const COLOURS = { land: '#F6F3EC', glow: '#F8F6F0', border: '#BDB5A4', country: '#8C8676', water: '#A9C4D2' };
  const RIVERS = { 1: 2.6, 2: 1.6, 3: 0.8 };
  const flip = path => path.map(p => [p[1], p[0]]);

  function draw(map, base, renderer) {
    const line = (paths, options) => L.polyline(paths.map(flip), Object.assign({ renderer, interactive: false, smoothFactor: 0.6, lineJoin: 'round' }, options)).addTo(map);
    const area = (paths, colour) => L.polygon(paths.map(flip), { renderer, interactive: false, stroke: false, fill: true, fillColor: colour, fillOpacity: 1, smoothFactor: 0.6 }).addTo(map);
    for (const g of base.governorates) if (g.ninewa) for (const path of g.paths) area([path], COLOURS.land);
    for (const lake of base.lakes) area(lake.paths, COLOURS.water);
    for (const river of base.rivers) line(river.paths, { color: COLOURS.water, weight: RIVERS[river.rank] || 0.8 });
    for (const g of base.governorates) line(g.paths, { color: COLOURS.glow, weight: 4, opacity: 0.9 });
    for (const c of base.countries) line(c.paths, { color: COLOURS.glow, weight: 5, opacity: 0.9 });
    for (const g of base.governorates) line(g.paths, { color: COLOURS.border, weight: g.ninewa ? 1.5 : 1.1 });
    for (const c of base.countries) line(c.paths, { color: COLOURS.country, weight: 1.4, dashArray: '9 3 1.5 3' });
  }

  /* A path is written as [x, y, then steps dx, dy …] in ten-thousandths of a degree, which compresses to two thirds; plain
     [longitude, latitude] pairs are understood too. */
  function unfolded(path) {
    if (typeof path[0] !== 'number') return path;
    const points = [];
    for (let n = 0, x = 0, y = 0; n < path.length; n += 2) points.push([(x += path[n]) / 1e4, (y += path[n + 1]) / 1e4]);
    return points;
  }

  HM.loadBase = function (map, settings) {
    const pane = map.createPane('base');
    pane.style.zIndex = 250;
    // On paper a canvas would be a coarse picture, so the print sheet asks for lines.
    const renderer = settings.vector_base ? L.svg({ pane: 'base', padding: 0.1 }) : L.canvas({ pane: 'base', padding: 0.4 });
    return fetch(settings.basemap_url).then(answer => {
      if (!answer.ok) throw new Error('base map: status ' + answer.status);
      return answer.json();
    }).then(base => {
      for (const group of ['countries', 'governorates', 'lakes', 'rivers']) for (const thing of base[group]) thing.paths = thing.paths.map(unfolded);
      draw(map, base, renderer);
      return base;
    });
  };

  HM.drawing.places = () => {};
})(globalThis.HM);
