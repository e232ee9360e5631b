/* Arrivals as they are drawn: the vessels filled above what is occupied, the lines to them, what finds no place, whom to ask. */
(function (HM) {
  'use strict';

  const svg = HM.svg, near = HM.hundredths;
  const at = p => `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`;

  /* The symbol of a site with what arrives above what was there; `hatch` as of all symbols. */
  HM.arrivedSymbol = function ({ site, part, room, count }, hatch) {
    const full = room.full === null ? 0 : room.full, group = svg('g', { class: 'hm-arrived' }, [HM.siteSymbol(site, hatch)]);
    if (!count) return group;
    const clip = HM.uid('above'), r = site.radius, box = HM.siteExtent(site.type, r), high = box.bottom - box.top;
    const top = box.bottom - high * Math.min(1, full + (part || 1)), low = box.bottom - high * Math.min(1, full);
    group.appendChild(svg('clipPath', { id: clip }, [svg('rect', { x: near(-box.half - 2), width: near(2 * box.half + 4), y: near(top), height: near(Math.max(1.2, low - top)) })]));
    group.appendChild(svg('path', { d: HM.siteShape(site.type, r), class: 'hm-arrived-fill', 'clip-path': `url(#${clip})` }));
    group.appendChild(svg('path', { d: HM.siteShape(site.type, r), class: 'hm-arrived-outline' }));
    return group;
  };

  function marker({ n, p, text, half, box }, scene) {
    const key = 'arrival:' + n, y = p.y - 8 - 22;
    const d = `M${near(p.x)} ${near(p.y)}L${near(p.x - 6)} ${near(p.y - 8)}H${near(p.x - half)}V${near(y)}H${near(p.x + half)}V${near(p.y - 8)}H${near(p.x + 6)}Z`;
    return svg('g', { 'data-key': key, 'data-arrival': n, class: 'hm-button hm-arrival', role: 'button', tabindex: 0, 'aria-label': scene.arrivalName ? scene.arrivalName(n) : text }, [
      svg('rect', { x: near(box.x0 - 6), y: near(box.y0 - 8), width: near(box.x1 - box.x0 + 12), height: near(box.y1 - box.y0 + 14), class: 'hm-hit-box' }),
      svg('path', { d, class: 'hm-ring' }), svg('path', { d, class: 'hm-arrival-plate' }), svg('circle', { cx: near(p.x), cy: near(p.y), r: 2.4, class: 'hm-arrival-tip' }),
      HM.textNode(text, 'number', p.x, y + 15.8, 'middle'),
    ]);
  }

  /* What HM.placing.arriving left in the view. */
  HM.drawArriving = function (view, scene) {
    const { markers, lines, vessels, asked, rings, lacking, own } = view.arrivals, defs = svg('defs'), layer = svg('g', { class: 'hm-arriving' }, [defs, svg('g', { class: 'hm-land-words' }, [HM.drawLabels(Object.assign({}, view, { placed: view.land, pointers: [] }), scene)])]);
    const add = (tag, attributes, content) => layer.appendChild(svg(tag, attributes, content));
    for (const { p, r } of rings) add('circle', { cx: near(p.x), cy: near(p.y), r: near(r), class: 'hm-reach' });
    for (const { place, p } of vessels.concat(asked)) {
      if (!place || Math.hypot(place.x - p.x, place.y - p.y) < 4) continue;
      add('path', { d: `M${near(place.x)} ${near(place.y)}L${near(p.x)} ${near(p.y)}`, class: 'hm-leader' });
      add('circle', { cx: near(place.x), cy: near(place.y), r: 2.4, class: 'hm-place-dot' });
    }
    for (const { a, c, b, width } of lines.slice().sort((one, two) => two.width - one.width)) layer.appendChild(HM.movementSymbol(a, c, b, { width, pattern: 'solid', at: 0.62 }, defs));
    for (const { site, p } of asked) {
      add('g', { transform: at(p), class: 'hm-asked' }, [
        HM.siteSymbol(Object.assign({}, site, { tier: null }), scene.hatch), svg('path', { d: HM.siteShape(site.type, site.radius), class: 'hm-asked-body' }),
        svg('text', { class: 'hm-asked-mark', y: 4.4, 'text-anchor': 'middle' }, '?'),
      ]);
    }
    for (const vessel of vessels) add('g', { transform: at(vessel.p) }, [HM.arrivedSymbol(vessel, scene.hatch)]);
    for (const { each, side } of lacking) {
      for (const { x, y, part } of each) {
        add('rect', { x: near(x), y: near(y), width: side, height: side, class: 'hm-lacking-room' });
        add('rect', { x: near(x), y: near(y), width: near(side * part), height: side, class: 'hm-lacking' });
      }
    }
    layer.appendChild(HM.drawLabels(Object.assign({}, own, { pointers: [] }), scene));
    for (const one of markers) layer.appendChild(marker(one, scene));
    return layer;
  };
})(globalThis.HM);
