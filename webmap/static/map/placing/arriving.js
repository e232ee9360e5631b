/* Families who arrive at places of the map: who finds which free places, and where lines, numbers and squares of it stand.

   `arriving` is what webmap/planning/on_map/ says: origins {lat, lon, families}, rooms {id, free, metres from each origin}, sites
   to ask first, placements {origin, id, families}. */
(function (HM) {
  'use strict';

  const SQUARE = 100, MOST_SQUARES = 200, PLATE = 22, VESSEL = 12, OF_THE_LAND = new Set(['town', 'town-large', 'water', 'region']);

  /* As geodata/rules/allocation.py has it for `nearest`: each origin in turn fills the nearest places. A test compares both. */
  HM.arrived = function (rooms, families) {
    const left = rooms.map(room => room.free), placements = [];
    let unplaced = 0;
    families.forEach((count, origin) => {
      const far = n => rooms[n].metres[origin], near = rooms.map((room, n) => n).filter(n => far(n) !== null);
      near.sort((a, b) => far(a) - far(b) || (rooms[a].id < rooms[b].id ? -1 : 1));
      let waiting = count;
      for (const n of near) {
        const taken = Math.min(waiting, left[n]);
        if (taken > 0) placements.push({ origin, id: rooms[n].id, families: taken });
        left[n] -= taken;
        waiting -= taken;
      }
      unplaced += waiting;
    });
    return { placements, unplaced };
  };

  /* Families of each site, by its id. */
  HM.takenBy = function (placements) {
    const found = new Map();
    for (const { id, families } of placements) found.set(id, (found.get(id) || 0) + families);
    return found;
  };
  HM.grouped3 = number => String(number).replace(/\B(?=(\d{3})+$)/g, ',');

  /* The sites by their ids; here each stands at its own place, also those that the map lists in trays. */
  function known(view) {
    const found = new Map();
    for (const { site, p } of view.symbols) found.set(site.id, { site, p: site.p || p });
    for (const { members } of view.groups) for (const site of members) found.set(site.id, { site, p: site.p });
    return found;
  }
  // Of very many sites the map knows only groups: then the plan's own word of a site is enough for a symbol.
  const plain = (view, one) => ({ site: { id: one.id, name: one.name, type: one.type, radius: 7, state: 'counted', fill: one.full, over: 0 }, p: view.to(one.lon, one.lat) });

  /* Symbols that would cover one another, a marker or its squares give way; a line leads from there to the place itself. */
  function pushed(things, boxes) {
    for (const one of things) { one.place = one.p; one.p = { x: one.p.x, y: one.p.y }; one.reach = HM.siteRoom(one.site).half + 3; }
    for (let turn = 0; turn < 60; turn += 1) {
      let moved = false;
      things.forEach((one, n) => {
        for (const box of boxes) {
          const wide = HM.grown(box, one.reach), { x, y } = one.p;
          if (x <= wide.x0 || x >= wide.x1 || y <= wide.y0 || y >= wide.y1) continue;
          const ways = [[x - wide.x0, -1, 0], [wide.x1 - x, 1, 0], [y - wide.y0, 0, -1], [wide.y1 - y, 0, 1]].sort((a, b) => a[0] - b[0])[0];
          one.p.x += ways[1] * (ways[0] + 1);
          one.p.y += ways[2] * (ways[0] + 1);
          moved = true;
        }
        for (const other of things.slice(n + 1)) {
          const x = other.p.x - one.p.x, y = other.p.y - one.p.y, far = Math.hypot(x, y), lacks = one.reach + other.reach - far;
          if (lacks <= 0.5) continue;
          const [dx, dy] = far > 0.1 ? [x / far, y / far] : [1, 0];
          one.p.x -= dx * lacks / 2; one.p.y -= dy * lacks / 2;
          other.p.x += dx * lacks / 2; other.p.y += dy * lacks / 2;
          moved = true;
        }
      });
      if (!moved) return;
    }
  }

  function squares(view, count, p) {
    let unit = SQUARE;
    while (count / unit > MOST_SQUARES) unit *= 10;
    const most = Math.ceil(count / unit), side = view.narrow ? 5 : 6, step = side + 1.5, across = Math.max(1, Math.min(most, Math.max(5, Math.ceil(Math.sqrt(most * 2)))));
    const width = across * step - 1.5, height = Math.ceil(most / across) * step - 1.5, below = p.y + 12 + height + 18 < view.height;
    const x0 = Math.min(Math.max(p.x - width / 2, 6), view.width - width - 6), y0 = below ? p.y + 12 : p.y - PLATE - 22 - height;
    const each = Array.from({ length: most }, (_, n) => ({ x: x0 + n % across * step, y: y0 + Math.floor(n / across) * step, part: Math.min(1, count / unit - n) }));
    return { each, side, unit, box: { x0: x0 - 3, x1: x0 + width + 3, y0: y0 - 3, y1: y0 + height + 3 }, below };
  }

  /* A marker with its squares, as one box each. */
  const bodies = (markers, lacking) => markers.map(({ n, box }) => lacking.filter(one => one.n === n).reduce((whole, { box: other }) => ({
    x0: Math.min(whole.x0, other.x0), x1: Math.max(whole.x1, other.x1), y0: Math.min(whole.y0, other.y0), y1: Math.max(whole.y1, other.y1),
  }), box));

  function curve(a, b, origin, reach) {
    const long = Math.hypot(b.x - a.x, b.y - a.y) || 1, bend = (origin % 2 ? -1 : 1) * 0.1;
    const c = { x: (a.x + b.x) / 2 - (b.y - a.y) * bend, y: (a.y + b.y) / 2 + (b.x - a.x) * bend };
    const stop = Math.max(0.3, 1 - (reach + 4) / long), end = HM.onCurve(a, c, b, stop);
    return { a, c: HM.between(a, c, stop), b: end };
  }
  const spots = ({ a, c, b }) => [0.55, 0.45, 0.65, 0.35, 0.75].map(t => {
    const p = HM.onCurve(a, c, b, t), q = HM.onCurve(a, c, b, t + 0.02), long = Math.hypot(q.x - p.x, q.y - p.y) || 1;
    return { p, nx: -(q.y - p.y) / long, ny: (q.x - p.x) / long };
  });
  function obstacles(view, { a, c, b }, half) {
    const steps = Math.max(6, Math.ceil(Math.hypot(a.x - b.x, a.y - b.y) / 8));
    for (let n = 0; n <= steps; n += 1) view.hard.add(HM.around(HM.onCurve(a, c, b, n / steps), half), Object.assign(HM.around(HM.onCurve(a, c, b, n / steps), half), { line: true }));
  }

  /* Leaves in view.arrivals: markers, lines, vessels, asked, rings, squares, and the words that found room beside them. */
  HM.placing.arriving = function (view) {
    const { arriving } = view, stands = known(view), taken = HM.takenBy(arriving.placements), say = arriving.said;
    const own = Object.assign({}, view, { hard: new HM.Boxes(view.work), soft: new HM.Boxes(view.work), labels: [], placed: [] });
    for (const box of view.taken) own.hard.add(box);
    const at = one => stands.get(one.id) || plain(view, one);
    const markers = arriving.origins.map((origin, n) => {
      const p = view.to(origin.lon, origin.lat), text = HM.grouped3(origin.families), half = Math.max(18, view.textWidth(text, 'number') / 2 + 9);
      const box = { x0: p.x - half, x1: p.x + half, y0: p.y - 8 - PLATE, y1: p.y + 4 };
      own.hard.add(box);
      return { n, p, text, half, box, families: origin.families };
    });
    const lacking = markers.map(({ families, n, p }) => {
      const count = families - arriving.placements.reduce((sum, one) => sum + (one.origin === n ? one.families : 0), 0);
      return count > 0 ? Object.assign(squares(view, count, p), { count, n }) : null;
    }).filter(Boolean);
    for (const { box } of lacking) own.hard.add(box);
    const vessels = arriving.rooms.map(room => {
      const { site: small, p } = at(room), count = taken.get(room.id) || 0;
      // What fills has to be seen: larger than it stands on the map.
      const site = Object.assign({}, small, { radius: Math.max(VESSEL, 1.25 * small.radius) });
      return { room, site, p, count, part: room.ready ? count / room.ready : 0 };
    });
    const asked = arriving.ask.map(one => Object.assign({ one }, at(one)));
    pushed(vessels.concat(asked).filter(one => view.inside(one.p, -20)), bodies(markers, lacking));
    for (const { site, p } of vessels.concat(asked)) {
      const size = HM.siteRoom(site);
      own.hard.add({ x0: p.x - size.half - 3, x1: p.x + size.half + 3, y0: p.y + size.top - 3, y1: p.y + size.bottom + 3, key: 'arrived:' + site.id });
    }
    const lines = arriving.placements.map(({ origin, id, families }) => {
      const vessel = vessels.find(one => one.room.id === id), a = markers[origin].p, width = Math.min(16, Math.max(1.6, 0.09 * Math.sqrt(families * 6)));
      const line = Object.assign(curve(a, vessel.p, origin, HM.siteRoom(vessel.site).half), { id, origin, families, width });
      obstacles(own, line, width / 2 + 1.5);
      own.labels.push({ key: 'going:' + origin + ':' + id, rank: 5, order: -families, spots: spots(line), gap: width / 2 + 5, lines: [{ text: HM.grouped3(families), look: 'number' }], near: true });
      return line;
    });
    for (const { site, p, room, count } of vessels) {
      if (!view.inside(p, 0)) continue;
      own.labels.push({ key: 'arrived:' + site.id, rank: count ? 10 : 20, order: -room.free, at: p, room: HM.siteRoom(site), lines: [{ text: room.name, look: 'name' }, { text: room.words, look: 'detail' }], shorter: true });
    }
    for (const { site, p, one } of asked) {
      if (!view.inside(p, 0)) continue;
      own.labels.push({ key: 'arrived:' + site.id, rank: 15, order: 0, at: p, room: HM.siteRoom(site), lines: [{ text: one.name, look: 'name' }, { text: one.words, look: 'detail' }], shorter: true });
    }
    for (const { n, count, unit, box, below } of lacking) {
      const text = HM.words(say.unplaced, { n: HM.grouped3(count) });
      own.labels.push({ key: 'lacking:' + n, rank: 1, order: n, at: { x: (box.x0 + box.x1) / 2, y: (box.y0 + box.y1) / 2 }, room: { half: (box.x1 - box.x0) / 2, top: -(box.y1 - box.y0) / 2, bottom: (box.y1 - box.y0) / 2 }, first: below ? 'S' : 'N', lines: [{ text, look: 'unplaced' }].concat(n === lacking[0].n ? [{ text: HM.words(say.square, { n: HM.grouped3(unit) }), look: 'detail' }] : []), shorter: true });
    }
    const rings = arriving.within_km && arriving.within_km < 500 ? markers.map(({ p }) => ({ p, r: arriving.within_km * view.perKm })) : [];
    if (rings.length) {
      const [{ p, r }] = rings, turns = [60, 120, 240, 300, 30, 150, 210, 330].map(turn => ({ x: p.x + r * Math.cos(turn * Math.PI / 180), y: p.y + r * Math.sin(turn * Math.PI / 180) }));
      own.labels.push({ key: 'reach:', rank: 80, order: 0, free: turns, lines: [{ text: HM.words(say.km, { n: arriving.within_km }), look: 'flow' }] });
    }
    // Everything is read from Mosul.
    for (const label of view.labels) if (label.lines.length && label.lines[0].look === 'mosul') own.labels.push(Object.assign({}, label, { rank: 12 }));
    HM.placing.labels(own);
    // Of all other words only names of the land stay, where they are in nobody's way.
    const busy = own.placed.map(({ box }) => HM.grown(box, 4)).concat(own.hard.all());
    view.land = view.placed.filter(({ lines: [first], box }) => OF_THE_LAND.has(first.look) && !busy.some(one => HM.touches(one, box)));
    view.arrivals = { markers, lines, vessels, asked, rings, lacking, own };
  };
})(globalThis.HM = globalThis.HM || {});
