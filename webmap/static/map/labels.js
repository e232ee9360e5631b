/* Words on the map. Labels are placed greedily by their right to be there (rank), in up to eight positions; a label that
   fits nowhere loses its second line, then goes. Mosul comes first: everything else is read from it. No label covers a symbol, a line of people or another label. */
(function () {
  'use strict';

  const svg = HM.svg;
  const LOOKS = {   // size, weight, line height in px; the colours stand in map.css under the same names
    name: [12.5, 700, 14], detail: [11, 400, 13], number: [13.5, 700, 15], flow: [11.5, 400, 13], community: [12.5, 700, 14],
    service: [11.5, 400, 15], town: [12, 400, 16], 'town-large': [13, 400, 17], mosul: [16, 700, 20], water: [11.5, 400, 15],
    region: [13, 400, 18], pointer: [12.5, 700, 16],
  };
  const ARABIC_MORE = { town: 1, 'town-large': 1, region: 2, mosul: 1, water: 1 };
  const POSITIONS = ['E', 'W', 'NE', 'SE', 'NW', 'SW', 'N', 'S'];
  const brush = document.createElement('canvas').getContext('2d');
  let family = '';

  function sizeOf(look, rtl) { return LOOKS[look][0] + (rtl ? ARABIC_MORE[look] || 0 : 0); }
  HM.textWidth = function (text, look) {
    family = family || getComputedStyle(document.body).fontFamily;
    const rtl = HM.dirOf(text) === 'rtl';
    brush.font = `${look === 'water' && !rtl ? 'italic ' : ''}${LOOKS[look][1]} ${sizeOf(look, rtl)}px ${family}`;
    const spaced = look === 'region' && !rtl ? 5 * text.length : 0;
    return brush.measureText(look === 'region' && !rtl ? text.toUpperCase() : text).width + spaced;
  };
  /* One line of text whose left or right edge, or middle, is at x, whatever its direction. */
  HM.textNode = function (text, look, x, y, side) {
    const rtl = HM.dirOf(text) === 'rtl';
    const anchor = side === 'middle' ? 'middle' : (side === 'left') === !rtl ? 'start' : 'end';
    return svg('text', {
      x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': anchor, direction: rtl ? 'rtl' : 'ltr', 'font-size': sizeOf(look, rtl),
      class: 'hm-text hm-text-' + look + (rtl ? ' hm-rtl' : ''),
    }, look === 'region' && !rtl ? text.toUpperCase() : text);
  };

  function measure(lines) {
    const widths = lines.map(line => HM.textWidth(line.text, line.look));
    return { width: Math.max(...widths) + 2, height: lines.reduce((sum, line) => sum + LOOKS[line.look][2], 0) };
  }
  function boxAt(position, p, room, size) {
    const gap = 4, east = position.includes('E'), west = position.includes('W');
    const x0 = east ? p.x + room.half * (position.length > 1 ? 0.72 : 1) + gap : west ? p.x - room.half * (position.length > 1 ? 0.72 : 1) - gap - size.width : p.x - size.width / 2;
    const middle = p.y + (room.top + room.bottom) / 2;
    const y0 = position === 'E' || position === 'W' ? Math.max(p.y, middle) - size.height / 2
      : position.startsWith('N') ? p.y + room.top * (position.length > 1 ? 0.6 : 1) - 2 - size.height : p.y + room.bottom * (position.length > 1 ? 0.6 : 1) + 2;
    return { x0, x1: x0 + size.width, y0, y1: y0 + size.height, side: east ? 'left' : west ? 'right' : 'middle' };
  }
  /* Beside a line: on either side of it, then further off with a leader. */
  function beside(label, size) {
    const found = [];
    for (const reach of label.near ? [0, 34] : [0, 34, 62]) {
      for (const spot of label.spots) {
        for (const sign of [1, -1]) {
          const nx = spot.nx * sign, ny = spot.ny * sign, steep = Math.abs(nx) > 0.35;
          const x = spot.p.x + nx * (label.gap + reach), y = spot.p.y + ny * (label.gap + reach);
          const x0 = steep ? (nx > 0 ? x : x - size.width) : x - size.width / 2, y0 = steep ? y - size.height / 2 : (ny > 0 ? y : y - size.height);
          found.push({ x0, x1: x0 + size.width, y0, y1: y0 + size.height, side: steep ? (nx > 0 ? 'left' : 'right') : 'middle', leader: reach ? { a: spot.p, b: { x, y } } : null, extra: reach * 0.5 });
        }
      }
    }
    return found;
  }
  function candidates(label, size) {
    if (label.spots) return beside(label, size);
    if (label.free) return label.free.map(p => ({ x0: p.x - size.width / 2, x1: p.x + size.width / 2, y0: p.y - size.height / 2, y1: p.y + size.height / 2, side: 'middle' }));
    const positions = label.first ? [label.first].concat(POSITIONS.filter(position => position !== label.first)) : POSITIONS;
    // The same places again, further off, for symbols in a crowd.
    const wide = { half: label.room.half + 9, top: label.room.top - 9, bottom: label.room.bottom + 9 };
    return positions.map(position => boxAt(position, label.at, label.room, size)).concat(label.rank < 60 ? positions.map(position => boxAt(position, label.at, wide, size)) : []);
  }

  const touches = (a, b) => HM.overlap(a, b) > 0;
  const crossed = (view, leader) => view.hard.some(box => !box.line && HM.crosses(leader, box)) || view.placed.some(one => HM.crosses(leader, one.box));

  /* The positions of a label that cover no symbol, line or tray, each with the labels already there; cheapest first. */
  function positions(view, label, lines) {
    const size = measure(lines), calm = view.narrow ? 4 : 2, found = [], reach = size.width + 40;
    const close = boxes => (label.at ? boxes.filter(box => box.x1 > label.at.x - reach && box.x0 < label.at.x + reach && box.y1 > label.at.y - 70 && box.y0 < label.at.y + 70) : boxes);
    const hard = close(view.hard), rivers = close(view.soft);
    candidates(label, size).forEach((box, n) => {
      if (box.x0 < 3 || box.y0 < 2 || box.x1 > view.width - 3 || box.y1 > view.height - 2) return;
      const roomy = { x0: box.x0 - calm, x1: box.x1 + calm, y0: box.y0 - (view.narrow ? 2 : 0), y1: box.y1 + (view.narrow ? 2 : 0) };
      if (box.leader && crossed(view, box.leader)) return;
      // Its own symbol is no obstacle: the positions already keep clear of it.
      if (hard.some(other => other.key !== label.key && touches(roomy, other))) return;
      const soft = rivers.reduce((sum, other) => sum + HM.overlap(box, other), 0);
      // Room that another label will need is left to it where there is a choice.
      const wanted = label.free ? 0 : view.anchors.reduce((sum, p) => sum + (p !== label.at && p.x > box.x0 - 14 && p.x < box.x1 + 14 && p.y > box.y0 - 10 && p.y < box.y1 + 10 ? 5 : 0), 0);
      found.push({ label, box, lines, roomy, score: n * (label.free ? 0.5 : 3) + (box.extra || 0) + soft * 0.12 + wanted });
    });
    return found.sort((one, two) => one.score - two.score);
  }
  const free = (view, spot, but) => !view.placed.some(other => other !== but && touches(spot.roomy, other.box));
  const mark = label => ({ x0: label.at.x - 3, x1: label.at.x + 3, y0: label.at.y - 3, y1: label.at.y + 3 });
  const ways = label => (label.shorter && label.lines.length > 1 ? [label.lines, label.lines.slice(0, 1)] : [label.lines]);

  function put(view, label) {
    // A town whose mark is covered would be a name without a place.
    if (label.mark && (view.hard.some(box => touches(mark(label), box)) || view.placed.some(one => touches(mark(label), one.box)))) return false;
    for (const lines of ways(label)) {
      const spot = positions(view, label, lines).find(one => free(view, one));
      if (spot) { view.placed.push(spot); return true; }
    }
    // No room: a label that is in the way may have another place that is as good for it.
    if (label.rank >= 70) return false;
    for (const lines of ways(label).reverse()) {
      for (const spot of positions(view, label, lines)) {
        const blocking = view.placed.filter(other => touches(spot.roomy, other.box));
        if (blocking.length !== 1) continue;
        const other = blocking[0], others = view.placed.filter(one => one !== other);
        const elsewhere = positions(view, other.label, other.lines).find(one => !touches(one.roomy, spot.box) && free(view, one, other));
        if (elsewhere) { view.placed = others.concat([spot, elsewhere]); return true; }
      }
    }
    return false;
  }

  HM.placeLabels = function (view) {
    view.placed = [];
    view.labels.sort((a, b) => a.rank - b.rank || a.order - b.order || (a.key < b.key ? -1 : 1));
    view.anchors = view.labels.filter(label => label.at && label.rank < 70).map(label => label.at);
    for (const label of view.labels) {
      // A reference point named like the town beside it needs no second word.
      if (label.key.startsWith('area:') && view.placed.some(one => one.lines[0].text === label.lines[0].text)) continue;
      if (view.narrow && label.optional) label.lines = label.lines.slice(0, 1);
      if (put(view, label) && label.mark) view.hard.push(Object.assign(mark(label), { key: label.key }));
    }
  };

  HM.drawLabels = function (view) {
    const layer = svg('g', { class: 'hm-labels', 'aria-hidden': 'true' }), words = svg('g');
    for (const { label, box, lines } of view.placed) {
      if (label.mark) layer.appendChild(svg('rect', { x: (label.at.x - 2.2).toFixed(1), y: (label.at.y - 2.2).toFixed(1), width: 4.4, height: 4.4, class: 'hm-town-mark' }));
      if (box.leader) {
        const { a, b } = box.leader;
        layer.appendChild(svg('path', { d: `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`, class: 'hm-leader' }));
        layer.appendChild(svg('circle', { cx: a.x.toFixed(1), cy: a.y.toFixed(1), r: 1.8, class: 'hm-leader-end' }));
      }
      let y = box.y0;
      const x = box.side === 'left' ? box.x0 + 1 : box.side === 'right' ? box.x1 - 1 : (box.x0 + box.x1) / 2;
      for (const line of lines) {
        y += LOOKS[line.look][2];
        const node = HM.textNode(line.text, line.look, x, y - LOOKS[line.look][2] * 0.24, box.side);
        // The halo has the colour of the ground beneath.
        if (!view.onLand({ x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 })) node.classList.add('hm-outside');
        words.appendChild(node);
      }
    }
    layer.appendChild(words);
    const pointers = svg('g');
    HM.drawPointers(view, pointers);
    return svg('g', {}, [layer, pointers]);
  };
})();
