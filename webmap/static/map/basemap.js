/* The base map: one file, one canvas, one fixed order of drawing, and the names that belong to it.

   Everything is added at once and in order: layers that are added as their files arrive may paint land over rivers. */
(function () {
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

  HM.loadBase = function (map) {
    const pane = map.createPane('base');
    pane.style.zIndex = 250;
    // On paper a canvas would be a coarse picture, so the print sheet asks for lines.
    const renderer = HM.settings.vector_base ? L.svg({ pane: 'base', padding: 0.1 }) : L.canvas({ pane: 'base', padding: 0.4 });
    return fetch(HM.settings.basemap_url).then(answer => {
      if (!answer.ok) throw new Error('base map: status ' + answer.status);
      return answer.json();
    }).then(base => {
      for (const group of ['countries', 'governorates', 'lakes', 'rivers']) for (const thing of base[group]) thing.paths = thing.paths.map(unfolded);
      draw(map, base, renderer);
      return base;
    });
  };

  const nameIn = (thing, lang) => thing['name_' + lang] || (lang === 'ckb' ? thing.name_ar : '') || thing.name;
  const span = path => path.length ? { x0: Math.min(...path.map(p => p.x)), x1: Math.max(...path.map(p => p.x)), y0: Math.min(...path.map(p => p.y)), y1: Math.max(...path.map(p => p.y)) } : null;
  function holds(path, p) {
    let odd = false;
    for (let i = 0, j = path.length - 1; i < path.length; j = i, i += 1) {
      if ((path[i].y > p.y) !== (path[j].y > p.y) && p.x < (path[j].x - path[i].x) * (p.y - path[i].y) / (path[j].y - path[i].y) + path[i].x) odd = !odd;
    }
    return odd;
  }

  HM.kinds.places = () => ({
    place(view) {
      if (!view.base) return;
      const ninewa = [].concat(...view.base.governorates.filter(g => g.ninewa).map(g => g.paths.map(path => path.map(p => view.to(p[0], p[1])))));
      view.onLand = p => ninewa.some(path => holds(path, p));
      this.rivers(view);
      this.towns(view);
      this.regions(view);
    },
    rivers(view) {
      const named = new Map();
      for (const river of view.base.rivers) {
        const points = [].concat(...river.paths.map(path => path.map(p => view.to(p[0], p[1])))).filter(p => view.inside(p, -20));
        for (const p of points) view.soft.push({ x0: p.x - 3, x1: p.x + 3, y0: p.y - 3, y1: p.y + 3 });
        const name = river.name && nameIn(river, HM.settings.lang);
        if (name && river.rank < 3) named.set(name, (named.get(name) || []).concat(points.filter(p => view.inside(p, 30))));
      }
      for (const [name, points] of named) {
        if (points.length < 6) continue;
        const width = HM.textWidth(name, 'water') / 2 + 8, free = [];
        for (let n = 1; n < 30; n += 1) {
          const p = points[Math.floor(points.length * n / 30)];
          for (const sign of [-1, 1]) free.push({ x: p.x + sign * width, y: p.y, far: Math.abs(n - 15) });
        }
        free.sort((a, b) => a.far - b.far);
        view.labels.push({ key: 'river:' + name, rank: 90, order: 0, free, lines: [{ text: name, look: 'water' }] });
      }
    },
    towns(view) {
      // Further in, smaller places have room.
      const least = view.narrow ? (view.perKm > 5 ? 3 : 1) : view.perKm > 9 ? 5 : view.perKm > 3.4 ? 3 : 2;
      for (const place of view.base.places) {
        if (place.rank > least) continue;
        const at = view.to(place.lon, place.lat), name = nameIn(place, HM.settings.lang);
        if (!view.inside(at, 4)) continue;
        const first = place.rank === 0, known = (view.data.communities || []).some(c => Math.hypot(view.to(c.lon, c.lat).x - at.x, view.to(c.lon, c.lat).y - at.y) < 16);
        if (known && view.scene.parts.communities) continue;
        const ringed = first && view.labels.some(label => label.key.startsWith('area:') && Math.hypot(label.at.x - at.x, label.at.y - at.y) < 22);
        view.labels.push({
          key: 'town:' + place.name, rank: first ? 5 : 70 + place.rank, order: 0, at, room: ringed ? { half: 9, top: -9, bottom: 9 } : { half: 4, top: -4, bottom: 4 }, mark: !ringed,
          lines: [{ text: name, look: first ? 'mosul' : place.rank === 1 ? 'town-large' : 'town' }], first: first ? 'NW' : 'E',
        });
      }
    },
    regions(view) {
      for (const region of view.base.governorates) {
        const name = nameIn(region, HM.settings.lang), half = name ? HM.textWidth(name, 'region') / 2 : 0;
        for (const path of name ? region.paths.map(points => points.map(p => view.to(p[0], p[1]))) : []) {
          const box = span(path);
          const x0 = Math.max(box.x0, 10) + half, x1 = Math.min(box.x1, view.width - 10) - half, y0 = Math.max(box.y0, 14), y1 = Math.min(box.y1, view.height - 14);
          if (x1 <= x0 || y1 <= y0) continue;
          const free = [];
          for (let i = 0; i <= 12; i += 1) {
            for (let j = 0; j <= 12; j += 1) {
              const p = { x: x0 + (x1 - x0) * i / 12, y: y0 + (y1 - y0) * j / 12, far: Math.hypot(i - 6, j - 6) };
              if ([-half - 6, 0, half + 6].every(dx => [-9, 9].every(dy => holds(path, { x: p.x + dx, y: p.y + dy })))) free.push(p);
            }
          }
          free.sort((a, b) => a.far - b.far);
          if (free.length) view.labels.push({ key: 'region:' + region.name, rank: 95, order: 0, free, lines: [{ text: name, look: 'region' }] });
        }
      }
    },
    draw() {},
  });
})();
