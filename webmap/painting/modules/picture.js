/* The map as a picture: what the browser draws of the same data in a view of the same size, and round it what a picture needs
   that stands alone: title, day, key, sources. */
(function (HM) {
  'use strict';

  const TILE = 256, LEAST_ZOOM = 6, MOST_ZOOM = 14, svg = HM.svg;
  const widths = new Map();   // of texts by style and text, as they were told

  HM.told = function (found) {
    if (widths.size > 20000) widths.clear();
    for (const [style, text, width] of found) widths.set(style + '|' + text, width);
  };

  /* As Leaflet projects, fits a box and rounds. */
  const sphere = 6378137, world = Math.PI * sphere;
  function project(lon, lat, zoom) {
    const scale = TILE * Math.pow(2, zoom), sine = Math.sin(Math.max(Math.min(85.0511287798, lat), -85.0511287798) * Math.PI / 180);
    const x = sphere * lon * Math.PI / 180, y = sphere * Math.log((1 + sine) / (1 - sine)) / 2;
    return { x: scale * (0.5 / world * x + 0.5), y: scale * (-0.5 / world * y + 0.5) };
  }
  function latitude(y, zoom) {
    const north = ((y / (TILE * Math.pow(2, zoom))) - 0.5) / (-0.5 / world);
    return (2 * Math.atan(Math.exp(north / sphere)) - Math.PI / 2) * 180 / Math.PI;
  }
  function fitted([west, south, east, north], width, height, edges) {
    const a = project(west, north, 0), b = project(east, south, 0);
    const room = Math.min((width - edges.left - edges.right) / (b.x - a.x), (height - edges.top - edges.bottom) / (b.y - a.y));
    const zoom = Math.max(LEAST_ZOOM, Math.min(MOST_ZOOM, Math.log2(room)));
    const sw = project(west, south, zoom), ne = project(east, north, zoom);
    const middle = { x: (sw.x + ne.x) / 2 + (edges.right - edges.left) / 2, y: (sw.y + ne.y) / 2 + (edges.bottom - edges.top) / 2 };
    const corner = { x: Math.round(middle.x - width / 2), y: Math.round(middle.y - height / 2) };
    return {
      zoom, perKm: 1000 / (40075016.686 * Math.cos(latitude(middle.y, zoom) * Math.PI / 180) / (TILE * Math.pow(2, zoom))),
      to(lon, lat) { const p = project(lon, lat, zoom); return { x: Math.round(p.x) - corner.x, y: Math.round(p.y) - corner.y }; },
    };
  }

  function asked(question) {
    const missing = new Map();
    const measure = (text, style) => {
      const key = style + '|' + text;
      if (widths.has(key)) return widths.get(key);
      missing.set(key, [style, text]);
      return text.length * 6;
    };
    const texts = new Map();
    return {
      missing, measure, rtl: question.rtl,
      textWidth(text, look) {
        const key = look + ' ' + text;
        if (!texts.has(key)) texts.set(key, HM.textWidth(measure, text, look));
        return texts.get(key);
      },
    };
  }

  /* The view of a question; `pen` measures. */
  function placed(question, pen) {
    const { data, map } = question, { width, height } = map, sight = fitted(map.box, width, height, HM.edges(width, map.roomy, false));
    const shown = question.layers.filter(({ zooms }) => !zooms || (sight.zoom >= zooms[0] && sight.zoom <= zooms[1]));
    const bar = scaled(question, pen, sight.perKm);
    const view = HM.place({
      arriving: data.arriving || null, data: HM.byKind(data, shown), base: HM.base, kinds: new Set(shown.map(spec => spec.kind)), width, height, perKm: sight.perKm, sheet: false,
      rtl: question.rtl, lang: question.lang, comma: question.comma, km: question.km, taken: map.taken || [bar.box], to: sight.to, measure: pen.measure,
    });
    return { view, bar };
  }

  /* Paths of the base map, in px, without what lies far outside and points that nobody can tell apart. */
  const REACH = 12, APART = 0.7;
  function pathOf(view, points, closed) {
    const out = [], inside = p => p.x > -REACH && p.y > -REACH && p.x < view.width + REACH && p.y < view.height + REACH;
    const cut = p => ({ x: Math.min(Math.max(p.x, -REACH), view.width + REACH), y: Math.min(Math.max(p.y, -REACH), view.height + REACH) });
    if (closed) {
      // Cut at the edges, the inside stays filled: points beyond them lie on them.
      let last = null;
      for (const p of points.map(cut)) {
        if (last && Math.hypot(p.x - last.x, p.y - last.y) < APART) continue;
        out.push((last ? 'L' : 'M') + p.x.toFixed(1) + ' ' + p.y.toFixed(1));
        last = p;
      }
      return out.length > 2 ? out.join('') + 'Z' : '';
    }
    let last = null, pen = false;
    for (let n = 0; n < points.length; n += 1) {
      const p = points[n], before = points[n - 1], next = points[n + 1];
      const seen = inside(p) || (before && HM.touches(span(before, p), frame(view))) || (next && HM.touches(span(p, next), frame(view)));
      if (!seen) { pen = false; continue; }
      if (pen && n < points.length - 1 && Math.hypot(p.x - last.x, p.y - last.y) < APART) continue;
      out.push((pen ? 'L' : 'M') + p.x.toFixed(1) + ' ' + p.y.toFixed(1));
      pen = true;
      last = p;
    }
    return out.length > 1 ? out.join('') : '';
  }
  const span = (a, b) => ({ x0: Math.min(a.x, b.x) - 1, x1: Math.max(a.x, b.x) + 1, y0: Math.min(a.y, b.y) - 1, y1: Math.max(a.y, b.y) + 1 });
  const frame = view => ({ x0: -REACH, y0: -REACH, x1: view.width + REACH, y1: view.height + REACH });

  function ground(view) {
    const group = svg('g', { fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'round' });
    group.appendChild(svg('rect', { width: view.width, height: view.height, class: 'hm-ground' }));
    for (const { paths, fill, colour, weight, opacity: full, dash, border } of HM.ground(HM.base)) {
      const opacity = border ? full * HM.borderFade(view.perKm) : full;
      const d = paths.map(path => pathOf(view, path.map(p => view.to(p[0], p[1])), !!fill)).join('');
      if (!d) continue;
      group.appendChild(svg('path', fill ? { d, fill } : { d, stroke: colour, 'stroke-width': weight, 'stroke-opacity': opacity === 1 ? null : opacity, 'stroke-dasharray': dash || null }));
    }
    return group;
  }

  /* The bar of the scale, at the lower edge on the side where a page's map has it, and the room it takes. */
  function scaled(question, pen, perKm) {
    const { width: wide, height } = question.map, narrow = wide < 620;
    const km = [200, 100, 50, 20, 10, 5, 2, 1, 0.5].find(n => n * perKm <= (narrow ? 72 : 110)) || 0.5, long = km * perKm, y = height - 8;
    const text = HM.words(question.km, { n: km }), room = long + 6 + pen.textWidth(text, 'scale'), x = question.rtl && !narrow ? wide - 10 - room : 10;
    return {
      box: { x0: x - 6, y0: y - 16, x1: x + room + 6, y1: height },
      draw: () => svg('g', {}, [
        svg('path', { d: `M${x.toFixed(1)} ${y - 6}V${y}H${(x + long).toFixed(1)}V${y - 6}M${(x + long / 2).toFixed(1)} ${y}V${y - 3}`, class: 'hm-scale-line' }),
        HM.textNode(text, 'scale', x + long + 6, y, 'left'),
      ]),
    };
  }

  const nobody = () => {};
  function sceneOf(question, defs) {
    return { data: question.data, say: { comma: question.comma }, titles: {}, defs, hatch: 'hatch', offer: nobody, offerGroup: nobody, offerCloser: nobody, offerWay: nobody };
  }
  /* Each text is as wide as it was measured, whatever font shows it. */
  function withWidths(node, pen) {
    if (node.tag === 'text' && node.text && node.look) node.width = pen.textWidth(node.said, node.look);
    for (const child of node.children) withWidths(child, pen);
    return node;
  }
  const plainTextNode = HM.textNode;
  HM.textNode = function (text, look, x, y, side) {
    const node = plainTextNode(text, look, x, y, side);
    node.look = look;
    node.said = text;
    return node;
  };

  /* What stands round the map, by the width of the picture. */
  const EDGE = 16;
  function lines(pen, text, look, room, x, y) {
    const side = pen.rtl ? 'right' : 'left', nodes = [], high = HM.LOOKS[look][2] + (pen.rtl ? 2 : 0);
    for (const line of HM.wrapped(pen, text, look, room, 6)) nodes.push(HM.textNode(line, look, x, (y += high) - high * 0.26, side));
    return { nodes, y };
  }
  function keyOf(question, pen, width) {
    const { key } = question.words, nodes = [], start = pen.rtl ? width - EDGE : EDGE, room = width - 2 * EDGE;
    let x = 0, y = 18;
    for (const [mark, words] of key) {
      const look = HM.keyMarks[mark], wide = look.width + 7 + pen.textWidth(words, 'key');
      if (x && x + wide > room) { x = 0; y += 25; }
      const middle = pen.rtl ? start - x - look.width / 2 : start + x + look.width / 2;
      nodes.push(svg('g', { transform: `translate(${middle.toFixed(1)} ${y})` }, [look.draw(HM.keyDefs)]));
      nodes.push(HM.textNode(words, 'key', pen.rtl ? start - x - look.width - 7 : start + x + look.width + 7, y + 4.2, pen.rtl ? 'right' : 'left'));
      x += wide + 16;
    }
    return { nodes, height: y + 13 };
  }
  const site = changes => () => HM.siteSymbol(Object.assign({ type: 'camp', radius: 8, state: 'counted', fill: 0, over: 0 }, changes), 'hatch');
  const flow = pattern => defs => HM.movementSymbol({ x: -18, y: 0 }, { x: 0, y: 0 }, { x: 18, y: 0 }, { width: 4.5, pattern }, defs);
  HM.keyMarks = {
    half: { width: 20, draw: site({ fill: 0.5 }) }, full: { width: 20, draw: site({ fill: 1 }) }, over: { width: 28, draw: site({ fill: 1, over: 1, radius: 6.5 }) },
    unknown: { width: 20, draw: site({ state: 'unknown' }) }, nothing: { width: 20, draw: site({ state: 'nothing', radius: 7 }) }, old: { width: 20, draw: site({ fill: 0.5, old: true }) },
    lid: { width: 22, draw: site({ state: 'unknown', radius: 7.5, said_full: true }) }, camp: { width: 20, draw: site({}) }, emergency: { width: 18, draw: site({ type: 'emergency_site' }) },
    screening: { width: 20, draw: site({ type: 'screening_site', radius: 7.5 }) }, reception: { width: 20, draw: site({ type: 'reception_centre' }) },
    transfer: { width: 36, draw: flow('solid') }, passage: { width: 36, draw: flow('double') }, estimated: { width: 36, draw: flow('dashed') },
    community: { width: 14, draw: () => HM.communitySymbol() }, service: { width: 15, draw: () => HM.serviceSymbol('health', 13) }, corridor: { width: 30, draw: () => HM.corridorSymbol('M-13 0H13') },
  };

  /* The movements that bear a number on the map. */
  function numberedOf(question, pen, view, y) {
    const width = question.map.width, room = width - 2 * EDGE - 22, nodes = [];
    for (const m of view.arrivals ? [] : view.numbered) {
      const before = y, told = lines(pen, HM.ofMovement(m, question.comma), 'key', room, pen.rtl ? width - EDGE - 22 : EDGE + 22, y);
      nodes.push(HM.chip(m.n, pen.rtl ? width - EDGE - 8 : EDGE + 8, before + 8.5), ...told.nodes);
      y = told.y + 3;
    }
    return { nodes, y };
  }

  function framed(question, pen, drawn, defs, view) {
    const { words, map } = question, width = map.width, x = pen.rtl ? width - EDGE : EDGE, room = width - 2 * EDGE, root = svg('g');
    const narrow = width < 620, title = lines(pen, words.title, narrow ? 'picture-title-narrow' : 'picture-title', room, x, 10), under = lines(pen, words.sentence, 'picture-text', room, x, title.y + 2);
    // Without a title the picture stands in a sheet that has its own.
    const top = words.title ? Math.round(under.y + 8) : 0;
    HM.keyDefs = defs;
    const foot = top + map.height, numbered = numberedOf(question, pen, view, foot + 6), keyTop = numbered.nodes.length ? numbered.y : foot + 2;
    const key = keyOf(question, pen, width), last = lines(pen, words.sources, 'picture-note', room, x, keyTop + key.height + 6);
    const height = Math.ceil(words.sources ? last.y + 10 : keyTop + key.height + 2);
    // What the map has beyond its edges lies under the paper: cutting it off would cost resvg more than all the rest.
    root.append(svg('g', { transform: `translate(0 ${top})` }, [drawn]), svg('rect', { width, height: top, class: 'hm-paper' }), svg('rect', { y: foot, width, height: height - foot, class: 'hm-paper' }), ...title.nodes, ...under.nodes);
    root.append(svg('path', { d: `${top ? `M0 ${top - 0.5}H${width}` : ''}M0 ${foot + 0.5}H${width}`, class: 'hm-rule' }), svg('g', { transform: `translate(0 ${keyTop})` }, key.nodes), ...numbered.nodes, ...(words.sources ? last.nodes : []));
    return { root, width, height };
  }

  /* {missing: [[style, text] …]} where widths have to be told first; else {svg, width, height, placed: the labels and trays with
     their boxes in the map}. `question` is what webmap/drawing/question.py says. */
  HM.picture = function (question) {
    HM.nameAnew();   // the same question is answered by the same bytes
    const pen = asked(question), { map } = question, { view, bar } = placed(question, pen);
    if (pen.missing.size && !question.words) return { missing: [...pen.missing.values()] };
    const defs = svg('defs', {}, [HM.hatch('hatch')]);
    const drawn = svg('g', {}, [ground(view), ...HM.draw(view, sceneOf(question, defs)), bar.draw()]);
    const whole = question.words ? framed(question, pen, drawn, defs, view) : { root: drawn, width: map.width, height: map.height };
    withWidths(whole.root, pen);
    if (pen.missing.size) return { missing: [...pen.missing.values()] };
    const root = svg('svg', { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${whole.width} ${whole.height}`, width: whole.width, height: whole.height, class: 'hm-drawing' }, [
      svg('style', {}, HM.style), defs, whole.root,
    ]);
    const boxOf = ({ x0, y0, x1, y1 }) => [x0, y0, x1, y1].map(HM.hundredths);
    return {
      svg: written(root), width: whole.width, height: whole.height, numbered: view.numbered.map(m => m.n),
      placed: view.placed.map(({ label, box, lines: said }) => [label.key, said.map(line => line.text), boxOf(box)]).concat(view.trays.map(({ group, box }) => ['tray:' + group.name, (group.room.list ? group.room.rows.flatMap(row => row.lines) : group.room.told).map(line => line.text), boxOf(box)])),
    };
  };
})(globalThis.HM);
