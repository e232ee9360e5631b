/* Where movements (curves with a width in people) and corridors (schematic bands) lie, and the room they take. */
(function (HM) {
  'use strict';

  /* The part t0..t1 of a quadratic curve is again one: de Casteljau twice, no sampling, no kinks. */
  function part(a, c, b, t0, t1) {
    const start = HM.onCurve(a, c, b, t0), end = HM.onCurve(a, c, b, t1);
    return { a: start, c: HM.between(HM.between(a, c, t0), HM.between(c, b, t0), t1), b: end };
  }
  /* t at which the curve is `distance` px from its start (or, backwards, from its end). */
  function after(a, c, b, distance, backwards) {
    const origin = backwards ? b : a;
    for (let n = 1; n < 60; n += 1) {
      const t = backwards ? 1 - n / 120 : n / 120, p = HM.onCurve(a, c, b, t);
      if (Math.hypot(p.x - origin.x, p.y - origin.y) >= distance) return t;
    }
    return 0.5;
  }

  /* The data say to which side a movement bends and in which order several of one pair lie; on a small map they are spread
     until no line covers another, and their heads do not stand side by side. */
  HM.fanned = function (view) {
    const pairs = new Map(), all = (view.data.movements || []).map(m => {
      const a = view.to(...m.from), b = view.to(...m.to), c = view.to(...m.control), back = a.x > b.x || (a.x === b.x && a.y > b.y);
      const [p, q] = back ? [b, a] : [a, b], long = Math.hypot(q.x - p.x, q.y - p.y) || 1, nx = -(q.y - p.y) / long, ny = (q.x - p.x) / long;
      const one = { m, a, b, c, nx, ny, bend: ((c.x - (p.x + q.x) / 2) * nx + (c.y - (p.y + q.y) / 2) * ny) / 2 };
      const key = [p, q].map(end => Math.round(end.x) + ',' + Math.round(end.y)).join(' ');
      if (!pairs.has(key)) pairs.set(key, []);
      pairs.get(key).push(one);
      return one;
    });
    for (const pair of pairs.values()) {
      pair.sort((one, two) => one.bend - two.bend);
      const middle = pair.reduce((best, one, n) => (Math.abs(one.bend) < Math.abs(pair[best].bend) ? n : best), 0);
      const apart = (one, two) => (one.m.width + two.m.width) / 2 + 5;
      for (let n = middle + 1; n < pair.length; n += 1) push(pair[n], Math.max(0, pair[n - 1].bend + apart(pair[n - 1], pair[n]) - pair[n].bend));
      for (let n = middle - 1; n >= 0; n -= 1) push(pair[n], Math.min(0, pair[n + 1].bend - apart(pair[n], pair[n + 1]) - pair[n].bend));
      pair.forEach((one, n) => { one.at = 0.6 - 0.09 * (n % 2); });
    }
    return all;
  };
  function push(one, by) {
    one.bend += by;
    one.c = { x: one.c.x + 2 * by * one.nx, y: one.c.y + 2 * by * one.ny };
  }

  const CHIPS = Array.from({ length: 41 }, (_, n) => 0.5 + (n % 2 ? -1 : 1) * Math.ceil(n / 2) * 0.024);

  // The line stops short of the symbol it leads to, or of the dot when the place is crowded.
  function reach(view, p) {
    const found = HM.siteAt(view, p, 6);
    return found ? HM.siteRoom(found.site).half : 4;
  }
  function ring(view, name, p) {
    const key = name + Math.round(p.x) + ',' + Math.round(p.y);
    if (view.rings.has(key)) return;
    view.rings.set(key, p);
    view.hard.add({ x0: p.x - 8, x1: p.x + 8, y0: p.y - 8, y1: p.y + 8, key: 'area:' + key });
    if (view.inside(p, 0)) view.labels.push({ key: 'area:' + key, rank: 25, order: 0, at: p, room: { half: 8, top: -8, bottom: 8 }, lines: [{ text: name, look: 'town' }], first: 'W', optional: view.narrow });
  }
  function obstacles(view, { a, c, b, m }) {
    const half = m.width / 2 + 1.5, long = Math.hypot(a.x - b.x, a.y - b.y), steps = Math.max(6, Math.ceil(long / 7));
    for (let n = 0; n <= steps; n += 1) {
      const p = HM.onCurve(a, c, b, n / steps);
      view.hard.add({ x0: p.x - half, x1: p.x + half, y0: p.y - half, y1: p.y + half, line: true });
    }
  }
  /* The longest part of a curve that is in the view, [from, to]; null where none is. */
  HM.seenPart = function (view, { a, c, b }) {
    let best = null, start = null;
    for (let n = 0; n <= 51; n += 1) {
      const inside = n < 51 && view.inside(HM.onCurve(a, c, b, n / 50), 12);
      if (inside && start === null) start = n;
      if (inside || start === null) continue;
      if (!best || n - 1 - start > best[1] - best[0]) best = [start, n - 1];
      start = null;
    }
    return best && best.map(n => n / 50);
  };
  /* Its number and kind beside the line if it is `named`, else a chip on the line, which a line under the map explains. */
  function label(view, curve, named) {
    const { a, c, b, m, at } = curve, seen = HM.seenPart(view, curve);
    if (!seen) return;
    const along = share => seen[0] + (seen[1] - seen[0]) * share, tip = HM.onCurve(a, c, b, at);
    const spots = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74].map(along).map(t => {
      const p = HM.onCurve(a, c, b, t), q = HM.onCurve(a, c, b, t + 0.02), long = Math.hypot(q.x - p.x, q.y - p.y) || 1;
      return { p, nx: -(q.y - p.y) / long, ny: (q.x - p.x) / long };
    });
    // Not on the head, which says where to.
    const chips = CHIPS.map(share => HM.onCurve(a, c, b, along(share))).filter(p => Math.hypot(p.x - tip.x, p.y - tip.y) > 12 + m.width / 2);
    view.labels.push({
      key: 'movement:' + m.id, rank: named ? 10 : 11, order: -(m.people || 0), spots, gap: m.width / 2 + 6, chip: m.n && { m, spots: chips },
      lines: named ? [{ text: m.number, look: 'number' }].concat(m.detail ? [{ text: m.detail, look: 'flow' }] : []) : [], shorter: true, near: view.narrow,
    });
  }

  HM.placing.movements = function (view) {
    view.curves = [];
    view.rings = new Map();
    const most = view.narrow ? 2 : view.perKm < 3.2 ? 4 : view.perKm < 9 ? 6 : 12, numbers = [];
    for (const { m, a, b, c, at } of HM.fanned(view)) {
      if (Math.max(a.x, b.x, c.x) < -200 || Math.min(a.x, b.x, c.x) > view.width + 200) continue;
      const t0 = after(a, c, b, m.from_area ? 9 : reach(view, a) + 3, false);
      const t1 = after(a, c, b, m.to_area ? 15 : reach(view, b) + 8, true);
      if (m.from_area) ring(view, m.from_area, a);
      if (m.to_area) ring(view, m.to_area, b);
      const curve = Object.assign(part(a, c, b, t0, Math.max(t1, t0 + 0.05)), { m, at });
      view.curves.push(curve);
      obstacles(view, curve);
      if (m.number && HM.seenPart(view, curve)) numbers.push(curve);
    }
    numbers.sort((one, two) => two.m.people - one.m.people).forEach((curve, n) => label(view, curve, n < most));
  };

  HM.placing.corridors = function (view) {
    view.bands = (view.data.corridors || []).map(corridor => ({ corridor, paths: corridor.paths.map(path => path.map(p => view.to(p[0], p[1]))) }));
    for (const { paths } of view.bands) {
      for (const path of paths) {
        for (let n = 1; n < path.length; n += 1) {
          const a = path[n - 1], b = path[n], steps = Math.min(80, Math.max(1, Math.ceil(Math.hypot(a.x - b.x, a.y - b.y) / 9)));
          for (let s = 0; s <= steps; s += 1) view.soft.add(HM.around(HM.between(a, b, s / steps), 4));
        }
      }
    }
  };
})(globalThis.HM = globalThis.HM || {});
