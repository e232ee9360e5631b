/* The base map: one file, one canvas, one fixed order of drawing. Its names are labels like all others (placing/basemap.js).

   Everything is added at once and in order: layers that are added as their files arrive may paint land over rivers. */
(function (HM) {
  'use strict';

  const flip = path => path.map(p => [p[1], p[0]]);

  function draw(map, base, renderer) {
    const shared = { renderer, interactive: false, smoothFactor: 0.6 };
    const borders = [];
    for (const { paths, fill, colour, weight, opacity, dash, border } of HM.ground(base)) {
      if (fill) for (const path of paths) L.polygon([flip(path)], { ...shared, stroke: false, fill: true, fillColor: fill, fillOpacity: 1 }).addTo(map);
      else {
        const line = L.polyline(paths.map(flip), { ...shared, lineJoin: 'round', color: colour, weight, opacity, dashArray: dash || null }).addTo(map);
        if (border) borders.push(line);
      }
    }
    let faded = 1;
    const fade = () => {
      const wanted = HM.borderFade(256 * Math.pow(2, map.getZoom()) * 1000 / (40075016.686 * Math.cos(map.getCenter().lat * Math.PI / 180)));
      if (wanted !== faded) for (const line of borders) line.setStyle({ opacity: wanted });
      faded = wanted;
    };
    map.on('zoomend', fade);
    fade();
  }

  HM.loadBase = function (map, settings) {
    const pane = map.createPane('base');
    pane.style.zIndex = 250;
    // On paper a canvas would be a coarse picture, so the print sheet asks for lines.
    const renderer = settings.vector_base ? L.svg({ pane: 'base', padding: 0.1 }) : L.canvas({ pane: 'base', padding: 0.4 });
    const fetched = settings.basemap ? Promise.resolve(settings.basemap) : fetch(settings.basemap_url).then(answer => {
      if (!answer.ok) throw new Error('base map: status ' + answer.status);
      return answer.json();
    });
    return fetched.then(base => {
      draw(map, HM.unfoldedBase(base), renderer);
      return base;
    });
  };
})(globalThis.HM);
