/* Movements (curves with a width in people) and corridors (schematic bands). */
(function (HM) {
  'use strict';

  const svg = HM.svg;

  HM.drawing.movements = function (view, layer, scene) {
    for (const { a, c, b, m, at } of view.curves.sort((one, two) => two.m.width - one.m.width)) {
      const d = `M${a.x.toFixed(1)} ${a.y.toFixed(1)}Q${c.x.toFixed(1)} ${c.y.toFixed(1)} ${b.x.toFixed(1)} ${b.y.toFixed(1)}`, key = 'movement:' + m.id;
      layer.appendChild(svg('g', { 'data-key': key, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': m.aria }, [
        svg('title', {}, [m.number, m.detail].filter(Boolean).join('\n') || m.aria),
        svg('path', { d, class: 'hm-ring', 'stroke-width': m.width + 7 }),
        HM.movementSymbol(a, c, b, { width: m.width, pattern: m.pattern, at }, scene.defs),
        svg('path', { d, class: 'hm-hit', 'stroke-width': Math.max(14, m.width) }),
      ]));
      scene.offer(key, Object.assign({ name: m.name || m.aria }, m), HM.onCurve(a, c, b, 0.5));
    }
    for (const p of view.rings.values()) layer.appendChild(svg('circle', { cx: p.x.toFixed(1), cy: p.y.toFixed(1), r: 6, class: 'hm-area-ring' }));
  };

  HM.drawing.corridors = function (view, layer, scene) {
    // Bands first and dots after, or the band of one corridor would cover the dots of another.
    const bands = svg('g'), seen = new Set();
    for (const { corridor, paths } of view.bands) {
      const d = paths.map(path => 'M' + path.map(p => p.x.toFixed(1) + ' ' + p.y.toFixed(1)).join('L')).join(''), key = 'corridor:' + corridor.id;
      bands.appendChild(svg('g', { 'data-key': key, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': corridor.aria }, [
        svg('title', {}, corridor.name), svg('path', { d, class: 'hm-ring', 'stroke-width': 12 }), svg('path', { d, class: 'hm-band' }), svg('path', { d, class: 'hm-hit', 'stroke-width': 14 }),
      ]));
      const longest = paths.reduce((one, two) => (two.length > one.length ? two : one), paths[0]), middle = longest[Math.floor(longest.length / 2)];
      scene.offer(key, corridor, middle);
    }
    layer.appendChild(bands);
    // A stretch shared by several corridors is dotted once.
    for (const { paths } of view.bands) {
      for (const path of paths) {
        for (let n = 1; n < path.length; n += 1) {
          const ends = [path[n - 1], path[n]].map(p => p.x.toFixed(0) + ' ' + p.y.toFixed(0)), d = 'M' + ends.sort().join('L');
          if (seen.has(d)) continue;
          seen.add(d);
          layer.appendChild(svg('path', { d, class: 'hm-dots' }));
        }
      }
    }
  };
})(globalThis.HM);
