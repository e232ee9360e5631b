/* Where words stand. Labels are placed greedily by their right to be there (rank), in up to eight positions; a label that fits
   nowhere loses its second line, then goes. Mosul comes first: everything else is read from it. Then what a planner looks for:
   free places and places too few keep their second line, further off with a leader if need be. No label covers a symbol, a
   line of people or another label, or stands nearer to the symbol of another site than to its own. */
(function (HM) {
  'use strict';

  const MOST_LEADERS = 12;
  const WIDEST = 32;   // px from the middle of the largest symbol to its edge
  const POSITIONS = ['E', 'W', 'NE', 'SE', 'NW', 'SW', 'N', 'S'];

  function measure(view, lines) {
    const widths = lines.map(line => view.textWidth(line.text, line.look));
    return { width: Math.max(...widths) + 2, height: lines.reduce((sum, line) => sum + HM.LOOKS[line.look][2], 0) };
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
  /* Round about a symbol, away from it, with a leader to it; kept inside the map. */
  const TURNS = 16;
  function awayFrom(view, { at, room }, size) {
    const found = [], middle = { x: at.x, y: at.y + (room.top + room.bottom) / 2 }, half = { x: room.half, y: (room.bottom - room.top) / 2 };
    const within = (start, long, whole) => Math.min(Math.max(start, 5), whole - 5 - long);
    for (const reach of [14, 24, 38, 56, 78, 104, 134, 168]) {
      for (let n = 0; n < TURNS; n += 1) {
        const angle = n * 2 * Math.PI / TURNS, nx = Math.cos(angle), ny = Math.sin(angle);
        const x = middle.x + nx * (half.x + reach), y = middle.y + ny * (half.y + reach);
        for (const share of [0, 0.5, 1]) {
          const x0 = within(x - share * size.width, size.width, view.width), y0 = within(y - (ny > 0.35 ? 0 : ny < -0.35 ? 1 : 0.5) * size.height, size.height, view.height);
          const b = { x: Math.min(Math.max(at.x, x0), x0 + size.width), y: Math.min(Math.max(middle.y, y0), y0 + size.height) }, long = Math.hypot(b.x - middle.x, b.y - middle.y);
          if (long < half.x + 6) continue;
          const a = { x: middle.x + (b.x - middle.x) * half.x / long, y: middle.y + (b.y - middle.y) * half.y / long };
          found.push({ x0, x1: x0 + size.width, y0, y1: y0 + size.height, side: share === 0 ? 'left' : share === 1 ? 'right' : 'middle', leader: { a, b }, extra: 60 + long });
        }
      }
    }
    return found;
  }
  function candidates(view, label, size, far) {
    if (far) return awayFrom(view, label, size);
    if (label.spots) return beside(label, size);
    if (label.free) return label.free.map(p => ({ x0: p.x - size.width / 2, x1: p.x + size.width / 2, y0: p.y - size.height / 2, y1: p.y + size.height / 2, side: 'middle' }));
    const positions = label.first ? [label.first].concat(POSITIONS.filter(position => position !== label.first)) : POSITIONS;
    // The same places again, further off, for symbols in a crowd.
    const wide = { half: label.room.half + 9, top: label.room.top - 9, bottom: label.room.bottom + 9 };
    return positions.map(position => boxAt(position, label.at, label.room, size))
      .concat(label.rank < 60 ? positions.map(position => boxAt(position, label.at, wide, size)) : []);
  }

  /* Whether another site's symbol is nearer to the words than their own. */
  function misread(view, label, box) {
    if (!label.at || !label.key.startsWith('site:')) return false;
    const distance = (p, room) => Math.hypot(Math.max(box.x0 - p.x - room.half, p.x - room.half - box.x1, 0), Math.max(box.y0 - p.y - room.bottom, p.y + room.top - box.y1, 0));
    const own = distance(label.at, label.room);
    return view.standing.some(({ site, p }) => ![label.key, label.shares].includes('site:' + site.id) && distance(p, HM.siteRoom(site)) < own, HM.grown(box, own + WIDEST));
  }
  /* loose: 1 where a leader may run beneath words and marks, 2 where it may run beneath symbols too. */
  function crossed(view, label, leader, loose) {
    if (loose === 2) return false;
    const pieces = HM.pieces(leader);
    return view.hard.some(box => !box.line && box.key !== label.key && !(loose && /^(service|community|area):/.test(box.key)) && HM.crosses(leader, box), ...pieces) || (!loose && view.words.some(one => HM.crosses(leader, one.box), ...pieces));
  }

  /* The positions of a label that cover no symbol, line or tray, each with the labels already there; cheapest first. */
  function positions(view, label, lines, loose, far) {
    const size = measure(view, lines), calm = view.narrow ? 4 : 2, found = [];
    candidates(view, label, size, far).forEach((box, n) => {
      if (box.x0 < 3 || box.y0 < 2 || box.x1 > view.width - 3 || box.y1 > view.height - 2) return;
      const roomy = { x0: box.x0 - calm, x1: box.x1 + calm, y0: box.y0 - (view.narrow ? 2 : 0), y1: box.y1 + (view.narrow ? 2 : 0) };
      // Its own symbol is no obstacle: the positions already keep clear of it.
      if (view.hard.some(other => other.key !== label.key && !(loose && other.line) && HM.touches(loose ? box : roomy, other), roomy)) return;
      if (box.leader ? crossed(view, label, box.leader, loose) : misread(view, label, box)) return;
      const soft = view.soft.near(box).reduce((sum, other) => sum + HM.overlap(box, other), 0);
      // Room that another label will need is left to it where there is a choice.
      const claimed = { x0: box.x0 - 14, x1: box.x1 + 14, y0: box.y0 - 10, y1: box.y1 + 10 };
      const wanted = label.free ? 0 : view.anchors.near(claimed).filter(p => p !== label.at && p.x > claimed.x0 && p.x < claimed.x1 && p.y > claimed.y0 && p.y < claimed.y1).length * 5;
      found.push({ label, box, lines, roomy, score: (label.must && box.leader ? 0 : n * (label.free ? 0.5 : 3)) + (box.extra || 0) + soft * 0.12 + wanted });
    });
    return found.sort((one, two) => one.score - two.score);
  }
  const covered = (view, area) => view.words.near(area).filter(one => HM.touches(area, one.box));
  const free = (view, spot, but) => covered(view, spot.roomy).every(other => other === but);
  const mark = label => ({ x0: label.at.x - 3, x1: label.at.x + 3, y0: label.at.y - 3, y1: label.at.y + 3 });
  // What must be written may take a line more: its day under its figure.
  const parted = lines => lines.flatMap(line => (line.look === 'detail' ? line.text.split(' · ').map(text => ({ text, look: 'detail' })) : [line]));
  const ways = label => (label.must ? [label.lines, parted(label.lines)] : label.shorter && label.lines.length > 1 ? [label.lines, label.lines.slice(0, 1)] : [label.lines]);
  const set = (view, spot) => { spot.entry = view.words.add(spot.box, spot); };

  /* The number of a movement on its line: where it covers nothing, or else the least. */
  const CHIP = 8;
  function chip(view, label) {
    let best = null;
    for (const p of label.chip.spots) {
      const box = HM.around(p, CHIP), words = covered(view, box).reduce((sum, other) => sum + HM.overlap(box, other.box) * 4, 0);
      const bad = words + view.hard.near(box).reduce((sum, other) => sum + HM.overlap(box, other) * (other.line ? 0.02 : 1), 0);
      if (!best || bad < best.bad - 0.5) best = { bad, box };
      if (best.bad < 2) break;
    }
    if (!best) return false;
    set(view, { label, box: Object.assign(best.box, { side: 'middle' }), roomy: best.box, lines: [{ text: String(label.chip.m.n), look: 'chip' }], chip: label.chip.m });
    return true;
  }

  function put(view, label) {
    if (!label.lines.length) return chip(view, label);
    // A town whose mark is covered would be a name without a place.
    if (label.mark && (view.hard.some(box => HM.touches(mark(label), box), mark(label)) || covered(view, mark(label)).length)) return false;
    const tried = [];
    for (const lines of ways(label)) {
      const spots = positions(view, label, lines), spot = spots.find(one => free(view, one));
      if (spot) { set(view, spot); return true; }
      tried.unshift(spots);
    }
    // Further off with a leader; rather over a line of people, which is cased, or with a leader beneath words and marks,
    // than not at all. Of very many sites so many: more leaders would tell nobody anything.
    if (label.must && view.leaders < MOST_LEADERS) {
      view.leaders += 1;
      for (const [loose, far] of [[0, true], [1, false], [1, true], [2, true]]) {
        for (const lines of ways(label)) {
          const spot = positions(view, label, lines, loose, far).find(one => (loose ? covered(view, one.box).length === 0 : free(view, one)));
          if (spot) { set(view, spot); return true; }
        }
      }
    }
    // No room: a label that is in the way may have another place that is as good for it.
    if (label.rank >= 70) return false;
    for (const spots of tried) {
      for (const spot of spots) {
        const blocking = covered(view, spot.roomy);
        if (blocking.length !== 1) continue;
        const other = blocking[0];
        if (other.chip) continue;
        const elsewhere = positions(view, other.label, other.lines).find(one => !HM.touches(one.roomy, spot.box) && free(view, one, other));
        if (!elsewhere) continue;
        view.words.remove(other.entry);
        set(view, spot);
        set(view, elsewhere);
        return true;
      }
    }
    return false;
  }

  /* One label for two close sites, where the second found no room of its own: its name stands under the words of the first. */
  const CLOSE = 30;
  function share(view, label) {
    const apart = ({ label: { at } }) => Math.hypot(at.x - label.at.x, at.y - label.at.y);
    const near = view.words.all().filter(one => one.label.key.startsWith('site:') && !one.label.shares && !one.box.leader && apart(one) <= CLOSE).sort((a, b) => apart(a) - apart(b));
    for (const one of near) {
      const own = one.label, dx = label.at.x - own.at.x, dy = label.at.y - own.at.y;
      const room = { half: Math.max(own.room.half, Math.abs(dx) + label.room.half), top: Math.min(own.room.top, dy + label.room.top), bottom: Math.max(own.room.bottom, dy + label.room.bottom) };
      view.words.remove(one.entry);
      const both = Object.assign({}, own, { room, shares: label.key }), { text, look } = label.lines[0];
      const spot = [text, text.replace(/ \(.*\)$/, '')].flatMap(name => positions(view, both, one.lines.concat({ text: name, look }))).find(found => free(view, found));
      set(view, spot || one);
      if (spot) return true;
    }
    return false;
  }

  /* Leaves in view.placed what is written: {label, box, lines, chip: the movement that its number stands for, outside: not in
     Ninewa}, and in view.numbered the movements of the chips. */
  HM.placing.labels = function (view) {
    const said = new Set();
    view.words = new HM.Boxes(view.work);
    view.anchors = new HM.Boxes(view.work);
    view.leaders = 0;
    view.labels.sort((a, b) => a.rank - b.rank || a.order - b.order || (a.key < b.key ? -1 : 1));
    for (const label of view.labels) if (label.at && label.rank < 70) view.anchors.add(HM.around(label.at, 0), label.at);
    const unsaid = [];
    for (const label of view.labels) {
      // A reference point named like the town beside it needs no second word.
      if (label.key.startsWith('area:') && said.has(label.lines[0].text)) continue;
      if (view.narrow && label.optional) label.lines = label.lines.slice(0, 1);
      if (!put(view, label) && !(label.chip && chip(view, label))) {
        if (label.key.startsWith('site:')) unsaid.push(label);
        continue;
      }
      if (label.lines.length) said.add(label.lines[0].text);
      if (label.mark) view.hard.add(Object.assign(mark(label), { key: label.key }));
    }
    for (const label of unsaid) share(view, label);
    view.placed = view.words.all().map(({ label, box, lines, chip: numbered }) => ({ label, box, lines, chip: numbered, outside: !view.onLand({ x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 }) }));
    view.numbered = view.placed.map(one => one.chip).filter(Boolean).sort((a, b) => a.n - b.n);
  };
})(globalThis.HM = globalThis.HM || {});
