/* The names of the base map: rivers, towns and governorates, and where they may stand. */
(function (HM) {
  'use strict';

  const nameIn = HM.nameIn = (thing, lang) => thing['name_' + lang] || (lang === 'ckb' ? thing.name_ar : '') || thing.name;
  const span = path => path.length ? { x0: Math.min(...path.map(p => p.x)), x1: Math.max(...path.map(p => p.x)), y0: Math.min(...path.map(p => p.y)), y1: Math.max(...path.map(p => p.y)) } : null;
  function holds(path, p) {
    let odd = false;
    for (let i = 0, j = path.length - 1; i < path.length; j = i, i += 1) {
      if ((path[i].y > p.y) !== (path[j].y > p.y) && p.x < (path[j].x - path[i].x) * (p.y - path[i].y) / (path[j].y - path[i].y) + path[i].x) odd = !odd;
    }
    return odd;
  }

  function rivers(view) {
    const named = new Map();
    for (const river of view.base.rivers) {
      const points = [].concat(...river.paths.map(path => path.map(p => view.to(p[0], p[1])))).filter(p => view.inside(p, -20));
      for (const p of points) view.soft.add(HM.around(p, 3));
      const name = river.name && nameIn(river, view.lang);
      if (name && river.rank < 3) named.set(name, (named.get(name) || []).concat(points.filter(p => view.inside(p, 30))));
    }
    for (const [name, points] of named) {
      if (points.length < 6) continue;
      const width = view.textWidth(name, 'water') / 2 + 8, free = [];
      for (let n = 1; n < 30; n += 1) {
        const p = points[Math.floor(points.length * n / 30)];
        for (const sign of [-1, 1]) free.push({ x: p.x + sign * width, y: p.y, far: Math.abs(n - 15) });
      }
      free.sort((a, b) => a.far - b.far);
      view.labels.push({ key: 'river:' + name, rank: 90, order: 0, free, lines: [{ text: name, look: 'water' }] });
    }
  }

  function towns(view) {
    // Further in, smaller places have room.
    const least = view.narrow ? (view.perKm > 5 ? 3 : 1) : view.perKm > 9 ? 5 : view.perKm > 3.4 ? 3 : 2;
    const communities = (view.data.communities || []).map(c => view.to(c.lon, c.lat));
    for (const place of view.base.places) {
      if (place.rank > least) continue;
      const at = view.to(place.lon, place.lat), name = nameIn(place, view.lang);
      if (!view.inside(at, 4)) continue;
      const first = place.rank === 0, known = communities.some(p => Math.hypot(p.x - at.x, p.y - at.y) < 16);
      if (known && view.kinds.has('communities')) continue;
      const ringed = first && view.labels.some(label => label.key.startsWith('area:') && Math.hypot(label.at.x - at.x, label.at.y - at.y) < 22);
      view.labels.push({
        key: 'town:' + place.name, rank: first ? 5 : 70 + place.rank, order: 0, at, room: ringed ? { half: 9, top: -9, bottom: 9 } : { half: 4, top: -4, bottom: 4 }, mark: !ringed,
        lines: [{ text: name, look: first ? 'mosul' : place.rank === 1 ? 'town-large' : 'town' }], first: first ? 'NW' : 'E',
      });
    }
  }

  function regions(view) {
    for (const region of view.base.governorates) {
      const name = nameIn(region, view.lang), half = name ? view.textWidth(name, 'region') / 2 : 0;
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
  }

  /* Close up, circles round Mosul every 10 km, where they are seen. */
  const CLOSE = 9, STEP_KM = 10, TURNS = 72;
  function distances(view) {
    const mosul = view.perKm >= CLOSE && view.base.places.find(place => place.rank === 0), p = mosul && view.to(mosul.lon, mosul.lat);
    view.distances = [];
    if (!p) return;
    const corners = [0, view.width].flatMap(x => [0, view.height].map(y => Math.hypot(x - p.x, y - p.y)));
    const nearest = Math.hypot(Math.max(-p.x, p.x - view.width, 0), Math.max(-p.y, p.y - view.height, 0));
    for (let km = Math.max(1, Math.ceil(nearest / view.perKm / STEP_KM)) * STEP_KM; km * view.perKm < Math.max(...corners); km += STEP_KM) {
      const r = km * view.perKm, text = HM.words(view.km || '{n} km', { n: km });
      const free = Array.from({ length: TURNS }, (_, n) => ({ x: p.x + r * Math.cos(n * 2 * Math.PI / TURNS), y: p.y + r * Math.sin(n * 2 * Math.PI / TURNS) })).filter(at => view.inside(at, 20));
      view.distances.push({ p, r });
      if (free.length) view.labels.push({ key: 'distance:' + km, rank: 92, order: km, free, lines: [{ text, look: 'ring' }] });
    }
  }

  HM.placing.places = function (view) {
    if (!view.base) return;
    const ninewa = [].concat(...view.base.governorates.filter(g => g.ninewa).map(g => g.paths.map(path => path.map(p => view.to(p[0], p[1])))));
    view.onLand = p => ninewa.some(path => holds(path, p));
    distances(view);
    rivers(view);
    towns(view);
    regions(view);
  };
})(globalThis.HM = globalThis.HM || {});
