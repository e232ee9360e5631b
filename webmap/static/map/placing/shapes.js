/* The shapes of symbols around 0,0 and of curves, as numbers and as SVG paths: what kind of site, how many families, how full. */
(function (HM) {
  'use strict';

  function corners(type, r) {
    if (type === 'emergency_site') { const h = r * 0.886; return [[-h, -h], [h, -h], [h, h], [-h, h]]; }
    if (type === 'screening_site') return [[-1.12 * r, -0.86 * r], [1.12 * r, -0.86 * r], [0, 1.06 * r]];
    if (type === 'reception_centre') return [0, 1, 2, 3, 4, 5].map(n => [1.08 * r * Math.cos(n * Math.PI / 3), 1.08 * r * Math.sin(n * Math.PI / 3)]);
    return null;
  }
  const near = HM.hundredths = number => Math.round(number * 100) / 100;
  const outline = points => 'M' + points.map(p => near(p[0]) + ' ' + near(p[1])).join('L') + 'Z';
  const circle = r => `M${near(-r)} 0A${near(r)} ${near(r)} 0 1 1 ${near(r)} 0A${near(r)} ${near(r)} 0 1 1 ${near(-r)} 0Z`;

  HM.siteShape = function (type, r) {
    const points = corners(type, r);
    return points ? outline(points) : circle(r);
  };
  HM.siteExtent = function (type, r) {
    const points = corners(type, r) || [[-r, -r], [r, r]];
    const xs = points.map(p => p[0]), ys = points.map(p => p[1]);
    return { half: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };
  /* Where the sign of places to ask about stands: on the shoulder at the upper left. Its radius, px. */
  HM.SIGN = 5;
  HM.signAt = function (type, r) {
    const box = HM.siteExtent(type, r);
    return { x: -0.8 * box.half, y: 0.8 * box.top };
  };
  HM.clockAt = function (type, r) {
    const box = HM.siteExtent(type, r);
    return { x: 0.8 * box.half, y: 0.8 * box.bottom };
  };
  /* Room a site needs round its middle: {half, top, bottom} in px, with lid and ring. */
  HM.siteRoom = function (site) {
    const box = HM.siteExtent(site.type, site.radius);
    const more = site.over > 0 ? 5 : site.tier > 2 || site.late ? 4 : 0;
    return { half: box.half + more, top: box.top - more - (site.said_full ? 6 : 0), bottom: box.bottom + more };
  };

  // Of the symbols of a stack the lower two look out this far, px.
  HM.STACK = [[6, -5], [3, -2.5]];
  HM.stackRoom = ({ radius }) => ({ half: radius + 4, top: -radius - 5, bottom: radius });

  /* The part of the shape below the level, and the line of the level itself. */
  HM.vessel = function (type, r, part) {
    const box = HM.siteExtent(type, r), y = box.bottom - (box.bottom - box.top) * Math.min(1, Math.max(0, part));
    const points = corners(type, r);
    if (part >= 1) return { body: HM.siteShape(type, r), line: '' };
    if (!points) {
      const x = Math.sqrt(Math.max(0, r * r - y * y));
      return { body: `M${near(-x)} ${near(y)}A${near(r)} ${near(r)} 0 ${part > 0.5 ? 1 : 0} 0 ${near(x)} ${near(y)}Z`, line: `M${near(-x)} ${near(y)}H${near(x)}` };
    }
    const below = [], cut = [];
    points.forEach((a, n) => {
      const b = points[(n + 1) % points.length];
      if (a[1] >= y) below.push(a);
      if ((a[1] >= y) !== (b[1] >= y)) {
        const share = (y - a[1]) / (b[1] - a[1]), at = [a[0] + share * (b[0] - a[0]), y];
        below.push(at);
        cut.push(at);
      }
    });
    return { body: below.length > 2 ? outline(below) : '', line: cut.length === 2 ? `M${near(cut[0][0])} ${near(y)}H${near(cut[1][0])}` : '' };
  };

  HM.between = (a, b, t) => ({ x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t });
  /* The point at t of the quadratic curve a-c-b. */
  HM.onCurve = (a, c, b, t) => ({ x: (1 - t) * (1 - t) * a.x + 2 * t * (1 - t) * c.x + t * t * b.x, y: (1 - t) * (1 - t) * a.y + 2 * t * (1 - t) * c.y + t * t * b.y });
})(globalThis.HM = globalThis.HM || {});
