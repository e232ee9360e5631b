/* The symbols, drawn around 0,0. The map, the trays and the legend all call these, so the legend cannot disagree with the map.

   Each quality of a site has one channel: type = shape, families = area, occupancy = level of the fill, unknown = hatch,
   age = dashes, "said to be full" = a lid, over capacity = a second ring and "!", places to ask about = a sign at the upper
   left: "≠" where a count changed since, "+" where a site was only said to be ready; a clock at the lower right where the
   next report of a site that reports regularly is due (pale), overdue, or has not come for long (black). */
(function (HM) {
  'use strict';

  const svg = HM.svg, el = HM.el, near = HM.hundredths, shape = HM.siteShape;

  HM.hatch = id => svg('pattern', { id, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, [
    svg('rect', { width: 5, height: 5, class: 'hm-white' }),
    svg('path', { d: 'M2.5 0V5', class: 'hm-hatch-line' }),
  ]);

  /* The signs of the tiers that somebody has to be asked about (geodata/rules/tiers.py). */
  const SIGNS = { 3: 'M-2.8 -1.3H2.8M-2.8 1.3H2.8M-1.7 3.2L1.7 -3.2', 4: 'M-3 0H3M0 -3V3' };
  function tierSign({ tier, type, radius }) {
    const at = HM.signAt(type, radius);
    return svg('g', { class: 'hm-ask', transform: `translate(${near(at.x)} ${near(at.y)})` }, [svg('circle', { r: HM.SIGN }), svg('path', { d: SIGNS[tier] })]);
  }

  function clock({ late, type, radius }) {
    const at = HM.clockAt(type, radius);
    return svg('g', { class: 'hm-clock hm-' + late, transform: `translate(${near(at.x)} ${near(at.y)})` }, [svg('circle', { r: HM.SIGN }), svg('path', { d: 'M0 -2.9V0H2.3' })]);
  }

  /* What a comparison marks: the level of the earlier day, hatching where nobody had counted then, a second outline if new. */
  function was(group, site, hatch) {
    const { type, radius: r, fill } = site, { was: old } = site;
    if (old.first && fill !== null && fill > 0) group.appendChild(svg('path', { d: HM.vessel(type, r, fill).body, fill: `url(#${hatch})` }));
    if (old.fill !== null && old.fill > 0) group.appendChild(svg('path', { d: HM.vessel(type, r, Math.min(old.fill, 0.97)).line, class: 'hm-was' }));
    if (old.new) group.appendChild(svg('path', { d: shape(type, r + 3.6), class: 'hm-new' }));
  }

  HM.siteSymbol = function (site, hatch) {
    const r = site.radius, d = shape(site.type, r), known = site.state === 'counted' && site.fill !== null && site.fill !== undefined;
    const grey = site.state === 'nothing' || site.state === 'not_open';
    const group = svg('g', { class: 'hm-site' + (site.old ? ' hm-old' : '') + (site.still ? ' hm-still' : '') + (grey ? ' hm-grey' : '') });
    group.appendChild(svg('path', { d, class: 'hm-casing' }));
    if (site.over > 0) {
      group.appendChild(svg('path', { d: shape(site.type, r + 4.6), class: 'hm-casing' }));
      group.appendChild(svg('path', { d: shape(site.type, r + 4.6), class: 'hm-over' }));
    }
    if (site.state === 'unknown') group.appendChild(svg('path', { d, fill: `url(#${hatch})` }));
    if (known) {
      const level = HM.vessel(site.type, r, site.over > 0 ? 1 : site.fill);
      if (site.fill > 0 && level.body) group.appendChild(svg('path', { d: level.body, class: 'hm-fill' }));
      if (level.line && site.fill > 0) group.appendChild(svg('path', { d: level.line, class: 'hm-level' }));
    }
    if (site.was) was(group, site, hatch);
    group.appendChild(svg('path', { d, class: 'hm-outline' }));
    // People only pass a screening site: it has no fullness to ask about, so it gets no question mark.
    if (grey && site.type !== 'screening_site') group.appendChild(svg('text', { class: 'hm-question', y: 3.8, 'text-anchor': 'middle' }, '?'));
    if (site.said_full) {
      const room = HM.siteExtent(site.type, r), top = room.top - (site.over > 0 ? 9.5 : 4.5), half = Math.max(8, room.half + 1.5);
      group.appendChild(svg('path', { d: `M${near(-half)} ${near(top)}H${near(half)}`, class: 'hm-lid-casing' }));
      group.appendChild(svg('path', { d: `M${near(-half)} ${near(top)}H${near(half)}`, class: site.was && site.was.full ? 'hm-lid hm-lid-new' : 'hm-lid' }));
    }
    if (site.over > 0) {
      const at = 0.72 * (r + 4.6);
      group.appendChild(svg('circle', { cx: near(at), cy: near(-at), r: 5.6, class: 'hm-alarm' }));
      group.appendChild(svg('text', { x: near(at), y: near(-at + 3.4), 'text-anchor': 'middle', class: 'hm-alarm-mark' }, '!'));
    }
    if (SIGNS[site.tier]) group.appendChild(tierSign(site));
    if (site.late) group.appendChild(clock(site));
    return group;
  };
  /* Sites counted together: the sheets behind say that there are several. */
  HM.stackSymbol = (group, hatch) => svg('g', { class: 'hm-stack' }, [
    ...HM.STACK.map(([x, y]) => svg('g', { class: 'hm-site', transform: `translate(${x} ${y})` }, [
      svg('path', { d: shape(null, group.radius), class: 'hm-casing' }), svg('path', { d: shape(null, group.radius), class: 'hm-outline' }),
    ])),
    HM.siteSymbol(group, hatch),
  ]);
  HM.siteRing = site => shape(site.type, site.radius + (site.over > 0 ? 8.5 : 4.5));

  HM.communitySymbol = () => svg('g', { class: 'hm-community' }, [svg('path', { d: 'M0 -5.8L5.8 0L0 5.8L-5.8 0Z' })]);

  /* Health: a white cross on a square. Everything else that serves people: a small house. */
  HM.serviceSymbol = function (group, size) {
    const half = (size || 13) / 2, arm = half * 0.62, bar = half * 0.23;
    if (group !== 'health') {
      const h = half * 0.8;
      return svg('g', { class: 'hm-service' }, [svg('path', { d: `M0 ${-h - 1}L${h} ${-h * 0.1}V${h}H${-h}V${-h * 0.1}Z`, class: 'hm-house' })]);
    }
    return svg('g', { class: 'hm-service' }, [
      svg('rect', { x: -half, y: -half, width: 2 * half, height: 2 * half, rx: 1.5, class: 'hm-plate' }),
      svg('path', { d: `M${-bar} ${-arm}H${bar}V${-bar}H${arm}V${bar}H${bar}V${arm}H${-bar}V${bar}H${-arm}V${-bar}H${-bar}Z`, class: 'hm-cross' }),
    ]);
  };

  HM.corridorSymbol = d => svg('g', { class: 'hm-corridor' }, [svg('path', { d, class: 'hm-band' }), svg('path', { d, class: 'hm-dots' })]);

  /* One movement along the quadratic curve a-c-b (points {x,y} in px). `look` = {width, pattern}. */
  HM.movementSymbol = function (a, c, b, look, defs) {
    const w = look.width, d = `M${near(a.x)} ${near(a.y)}Q${near(c.x)} ${near(c.y)} ${near(b.x)} ${near(b.y)}`;
    const id = HM.uid('flow');
    // A horizontal line has a box of no height, so the gradient is given in the drawing's own units.
    defs.appendChild(svg('linearGradient', { id, gradientUnits: 'userSpaceOnUse', x1: near(a.x), y1: near(a.y), x2: near(b.x), y2: near(b.y) }, [
      svg('stop', { offset: 0, class: 'hm-pale' }), svg('stop', { offset: 0.62, class: 'hm-strong' }),
    ]));
    const group = svg('g', { class: 'hm-movement hm-' + look.pattern });
    const dash = look.pattern === 'dashed' ? `${near(w * 1.15 + 2)} ${near(w * 0.5 + 2)}` : look.pattern === 'dotted' ? '0.1 5' : null;
    group.appendChild(svg('path', { d, class: 'hm-flow-casing', 'stroke-width': near(w + 2.6) }));
    group.appendChild(svg('path', { d, class: 'hm-flow', stroke: `url(#${id})`, 'stroke-width': near(w), 'stroke-dasharray': dash }));
    if (look.pattern === 'double') group.appendChild(svg('path', { d, class: 'hm-core', 'stroke-width': near(Math.max(1.3, w * 0.36)) }));
    if (look.head !== false) group.appendChild(head(a, c, b, w, look.at || 0.6));
    return group;
  };

  function head(a, c, b, w, at) {
    const tip = HM.onCurve(a, c, b, at), before = HM.onCurve(a, c, b, at - 0.04);
    // A head never fills a short line.
    const share = Math.min(1, Math.hypot(b.x - a.x, b.y - a.y) / (3 * (7 + 1.25 * w))), length = share * (7 + 1.25 * w), half = share * (3.8 + 0.66 * w);
    const angle = Math.atan2(tip.y - before.y, tip.x - before.x) * 180 / Math.PI;
    return svg('path', {
      d: `M0 0L${near(-length)} ${near(-half)}L${near(-length * 0.68)} 0L${near(-length)} ${near(half)}Z`,
      transform: `translate(${near(tip.x)} ${near(tip.y)}) rotate(${near(angle)})`, class: 'hm-head',
    });
  }

  /* The legend, in the order a reader asks: how full, what kind, how old, how many; then width, then pattern. */
  function picture(width, height, draw, middle) {
    const root = svg('svg', { width, height, viewBox: middle ? `${-width / 2} ${-height / 2} ${width} ${height}` : `0 0 ${width} ${height}`, 'aria-hidden': 'true' });
    const defs = svg('defs'), hatch = HM.uid('key');
    defs.appendChild(HM.hatch(hatch));
    root.appendChild(defs);
    root.appendChild(draw(hatch, defs));
    return root;
  }
  const site = (changes, size) => picture(size || 44, size || 40, hatch => HM.siteSymbol(Object.assign({ type: 'camp', radius: 11, state: 'counted', fill: 0, over: 0 }, changes), hatch), true);
  const item = (image, words) => el('li', {}, [image, el('span', {}, words)]);

  function siteKeys(say) {
    return {
      half: () => item(site({ fill: 0.5 }), say.half), full: () => item(site({ fill: 1 }), say.full),
      over: () => item(site({ fill: 1, over: 1, radius: 9 }), say.over), unknown: () => item(site({ state: 'unknown' }), say.unknown),
      nothing: () => item(site({ state: 'nothing', radius: 7.5 }), say.nothing), old: () => item(site({ fill: 0.5, old: true, radius: 10 }), say.old),
      lid: () => item(site({ state: 'unknown', radius: 9.5, said_full: true }), say.lid), camp: () => item(site({ radius: 9 }), say.camp),
      emergency: () => item(site({ type: 'emergency_site', radius: 9.5 }), say.emergency), screening: () => item(site({ type: 'screening_site', radius: 9.5 }), say.screening),
      reception: () => item(site({ type: 'reception_centre', radius: 9.5 }), say.reception),
    };
  }
  const LOOKS = { 1: { fill: 0.5 }, 2: { fill: 0.5, old: true }, 3: { state: 'unknown' }, 4: { state: 'nothing' } };
  const tierKeys = say => el('ul', { class: 'hm-key-patterns' }, say.tiers.map(([tier, words]) => item(site(Object.assign({ tier, radius: 8 }, LOOKS[tier]), 28), words)));
  // Shown on days on which some site's report is late.
  const lateKeys = say => el('ul', { class: 'hm-key-patterns', 'data-key-of': 'late', hidden: '' }, say.late.map(([late, words]) => item(site({ late, radius: 8 }, 28), words)));
  // Shown where sites come counted: a stack of symbols is met on no other day.
  const stackKey = say => el('ul', { class: 'hm-key-patterns', 'data-key-of': 'groups', hidden: '' }, [
    item(picture(44, 40, hatch => HM.stackSymbol({ type: 'camp', radius: 10, state: 'counted', fill: 0.5 }, hatch), true), say.stack),
  ]);
  const sizes = say => say.sizes.map(([families, text]) => {
    const r = Math.max(5.5, 0.27 * Math.sqrt(families));
    return item(picture(2 * r + 6, 2 * r + 6, hatch => HM.siteSymbol({ type: 'camp', radius: r, state: 'counted', fill: 0 }, hatch), true), text);
  }).concat([el('li', { class: 'hm-unit' }, say.families)]);
  function flow(width, pattern, long, head) {
    const high = Math.max(16, width * 2.2 + 6);
    return picture(long, high, (hatch, defs) => HM.movementSymbol({ x: 1, y: high / 2 }, { x: long / 2, y: high / 2 }, { x: long - 1, y: high / 2 }, { width, pattern, head }, defs));
  }
  function widths(say) {
    return el('ul', { class: 'hm-key-widths' }, say.widths.map(([people, text]) => item(flow(Math.min(16, 0.09 * Math.sqrt(people)), 'solid', 58), text)).concat([el('li', { class: 'hm-unit' }, say.people)]));
  }
  const patterns = say => el('ul', { class: 'hm-key-patterns' }, [
    item(flow(5, 'solid', 40, false), say.transfer), item(flow(5.5, 'double', 40, false), say.passage), item(flow(5, 'dashed', 40, false), say.estimated),
    item(flow(2.2, 'dotted', 40, false), say.no_number), item(flow(4, 'hollow', 40), say.returned), item(picture(22, 18, () => svg('circle', { r: 6, class: 'hm-area-ring' }), true), say.area),
  ]);

  /* The mark of a whole layer, for the boxes that switch layers. */
  HM.legendMark = function (kind) {
    if (kind === 'sites') return site({ radius: 7, fill: 0.5 }, 20);
    if (kind === 'communities') return picture(18, 18, () => HM.communitySymbol(), true);
    if (kind === 'services') return picture(18, 18, () => HM.serviceSymbol('health', 13), true);
    if (kind === 'movements') return flow(4, 'solid', 30);
    return picture(30, 12, () => HM.corridorSymbol('M2 6H28'));
  };

  HM.controls.legend = function (scene, { words }) {
    const keys = siteKeys(words), row = names => el('ul', { class: 'hm-key-row' }, names.map(name => keys[name]()));
    for (const place of scene.page.querySelectorAll('[data-legend]')) {
      const which = place.getAttribute('data-legend');
      if (which === 'short') place.appendChild(row(['full', 'unknown', 'nothing', 'old']));
      if (which === 'sites') for (const part of [row(['half', 'full', 'over', 'unknown', 'nothing']), tierKeys(words), lateKeys(words), stackKey(words), row(['camp', 'emergency', 'screening', 'reception']), el('ul', { class: 'hm-key-sizes' }, [keys.old(), keys.lid()].concat(sizes(words)))]) place.appendChild(part);
      if (which === 'marks') place.appendChild(el('ul', { class: 'hm-key-patterns' }, words.marks.map(([kind, text]) => item(HM.legendMark(kind), text))));
      if (which === 'movements') for (const part of [widths(words), patterns(words)]) place.appendChild(part);
    }
    scene.map.on('day', ({ data }) => {
      for (const place of scene.page.querySelectorAll('[data-legend-count]')) place.textContent = data.legend ? data.legend.movements : '';
    });
    scene.map.on('day view', () => {
      const met = { groups: (scene.data.groups || []).length, late: (scene.data.sites || []).some(one => one.late) };
      for (const key of scene.page.querySelectorAll('[data-key-of]')) key.hidden = !met[key.getAttribute('data-key-of')];
    });
  };
})(globalThis.HM);
