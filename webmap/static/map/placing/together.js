/* Where the bracket of a count stands that a source gives for several sites together: a bar beside them with a leg to each, on
   the side and at the distance where it covers least. */
(function (HM) {
  'use strict';

  const DISTANCES = [20, 30, 42], CLEAR = 9, LEAST = 16, STEP = 6;
  const OFF_ENDS = [[1, 0], [0.7, 0.7], [0.7, -0.7]];   // which way words may stand from the right end of the bar

  const along = (a, b, n) => (b.x - a.x) * n.x + (b.y - a.y) * n.y;
  const moved = (p, n, by) => ({ x: p.x + n.x * by, y: p.y + n.y * by });
  const between = (a, b, t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });

  /* The two that are farthest apart, from left to right. */
  function ends(points) {
    let best = null;
    for (const a of points) for (const b of points) {
      const far = Math.hypot(a.x - b.x, a.y - b.y);
      if (a.x <= b.x && (!best || far > best.far)) best = { a, b, far };
    }
    return best;
  }
  function bracket(points, sign, distance) {
    const { a, b, far } = ends(points), u = far < 1 ? { x: 1, y: 0 } : { x: (b.x - a.x) / far, y: (b.y - a.y) / far };
    const n = { x: u.y * sign, y: -u.x * sign }, off = Math.max(...points.map(p => along(a, p, n))) + distance;
    const wider = Math.max(0, (LEAST - far) / 2);
    const bar = [moved(moved(a, u, -wider), n, off), moved(moved(b, u, wider), n, off - along(a, b, n))];
    const legs = points.map(p => [moved(p, n, CLEAR), moved(p, n, off - along(a, p, n))]);
    return { n, bar, legs };
  }
  function boxes({ bar, legs }) {
    return [bar].concat(legs).flatMap(([a, b]) => {
      const steps = Math.max(1, Math.ceil(Math.hypot(a.x - b.x, a.y - b.y) / STEP));
      return Array.from({ length: steps + 1 }, (one, s) => HM.around(between(a, b, s / steps), 2));
    });
  }
  const cost = (view, found) => boxes(found).reduce((sum, box) => sum + view.hard.near(box).reduce((all, other) => all + HM.overlap(box, other), 0), 0);

  /* Only where all of its sites are in the view. Without room for its words it is not drawn (drawTogether). */
  HM.placing.together = function (view) {
    view.brackets = [];
    const at = new Map((view.data.sites || []).map(site => [site.id, view.to(site.lon, site.lat)]));
    for (const count of view.data.together || []) {
      const points = count.sites.map(id => at.get(id));
      if (!points.every(p => p && view.inside(p, 4))) continue;
      const tried = DISTANCES.flatMap(distance => [1, -1].map(sign => bracket(points, sign, distance)));
      const found = tried.map(one => ({ one, cost: cost(view, one) })).reduce((best, other) => (other.cost < best.cost ? other : best)).one;
      const key = 'together:' + count.sites.join('+');
      view.brackets.push({ key, count, bar: found.bar, legs: found.legs });
      for (const box of boxes(found)) view.hard.add(Object.assign(box, { line: true }));
      const { bar, n } = found, beside = [0.5, 0.25, 0.75, 0, 1].map(t => ({ p: between(bar[0], bar[1], t), nx: n.x, ny: n.y }));
      view.labels.push({
        key, rank: 8, order: 0, gap: 8, near: false, shorter: true,
        spots: beside.concat(OFF_ENDS.flatMap(([nx, ny]) => [{ p: bar[0], nx: -nx, ny }, { p: bar[1], nx, ny }])),
        lines: [{ text: count.text, look: 'name' }, { text: count.detail, look: 'detail' }],
      });
    }
  };
})(globalThis.HM = globalThis.HM || {});
