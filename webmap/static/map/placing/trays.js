/* Where the trays of crowded places stand: the cheapest of many tried places. On a wide map a tray is a list with figures, at an
   edge of the map or nearer to its place; where it would stand far off, or its leader would cross a movement, and on a narrow map,
   it is a row of symbols with one name, close to the place. */
(function (HM) {
  'use strict';

  const EDGE = 22, UNPLACED = 20000, MOST_TRAYS = 16, MOST_TURNS = 12, FARTHEST = 160, ROW_INSTEAD = 700, BESIDE = 44;   // the last: of buttons at the edge

  function cost(view, box, group, leader) {
    let sum = 0;
    for (const other of view.hard.near(box, ...HM.pieces(leader))) {
      sum += HM.overlap(box, other) * (other.line ? 4 : 8);
      if (!other.dot && HM.crosses(leader, other)) sum += 900;
    }
    for (const p of view.keep) if (p.x > box.x0 - 8 && p.x < box.x1 + 8 && p.y > box.y0 - 8 && p.y < box.y1 + 8) sum += 400;
    for (const room of view.said) sum += HM.overlap(box, room) * 0.1;
    for (const site of group.members) if (site.p.x > box.x0 - 6 && site.p.x < box.x1 + 6 && site.p.y > box.y0 - 6 && site.p.y < box.y1 + 6) sum += 4000;
    return sum;
  }
  // Words may cross a leader, marks may not.
  function leaderRoom(view, { a, b }) {
    const steps = Math.ceil(Math.hypot(a.x - b.x, a.y - b.y) / 8);
    for (let n = 0; n < steps; n += 1) {
      const x = a.x + (b.x - a.x) * n / steps, y = a.y + (b.y - a.y) * n / steps;
      view.soft.add({ x0: x - 4, x1: x + 4, y0: y - 2, y1: y + 2, leader: true });
    }
  }
  function nearest(group, from) {
    return group.members.map(site => site.p).reduce((a, b) => (Math.hypot(a.x - from.x, a.y - from.y) <= Math.hypot(b.x - from.x, b.y - from.y) ? a : b));
  }

  function reach({ box, leader: { a, b } }) {
    const room = HM.grown(box, 7);
    return { x0: Math.min(room.x0, a.x, b.x), x1: Math.max(room.x1, a.x, b.x), y0: Math.min(room.y0, a.y, b.y), y1: Math.max(room.y1, a.y, b.y) };
  }

  /* Wide: both edges, and where those are far away nearer to the place, every 8 px; a level leader is best. */
  function listPlaces(view, group, size) {
    const places = [], { x: middle } = group.p;
    for (const left of [true, false]) {
      const edge = left ? EDGE : view.width - EDGE - size.x, far = left ? middle - edge - size.x : edge - middle;
      const starts = [edge, left ? edge + BESIDE : edge - BESIDE].concat(far > FARTHEST ? [150, 110, 70].map(way => (left ? middle - way - size.x : middle + way)) : []);
      for (const x0 of starts) for (let y0 = 14; y0 + size.y < view.height - 40; y0 += 8) {
        const box = { x0, x1: x0 + size.x, y0, y1: y0 + size.y };
        const side = left ? box.x1 : box.x0, target = nearest(group, { x: side, y: group.p.y });
        const level = Math.min(Math.max(target.y, box.y0 + 12), box.y1 - 12), leader = { a: { x: side, y: level }, b: target };
        const long = Math.hypot(target.x - side, target.y - level);
        if (long > FARTHEST) continue;
        const away = long * 0.35 + Math.abs(level - target.y) * 6 + Math.abs((y0 + size.y * 0.6) - target.y) * 0.5 + (x0 === edge ? 0 : Math.abs(x0 - edge) === BESIDE ? 20 : 120);
        places.push({ box, leader, size, cost: away + cost(view, box, group, leader) });
      }
    }
    return places;
  }
  /* Where the way from a point of a box to another outside it leaves the box: a leader that begins there is under no words. */
  function outside(box, from, to) {
    const dx = to.x - from.x, dy = to.y - from.y;
    const share = Math.min(dx ? ((dx > 0 ? box.x1 : box.x0) - from.x) / dx : 1, dy ? ((dy > 0 ? box.y1 : box.y0) - from.y) / dy : 1, 1);
    return { x: from.x + dx * share, y: from.y + dy * share };
  }
  /* Narrow: round about the place, at growing distances. */
  function roundPlaces(view, group, size) {
    const places = [];
    for (const reach of [26, 40, 58, 80, 104, 134, 170]) {
      for (let n = 0; n < 16; n += 1) {
        const angle = n * Math.PI / 8, cx = group.p.x + Math.cos(angle) * (reach + size.x / 2), cy = group.p.y + Math.sin(angle) * (reach + size.y / 2);
        const x0 = Math.min(Math.max(cx - size.x / 2, 6), view.width - 6 - size.x), y0 = Math.min(Math.max(cy - size.y / 2, 6), view.height - 6 - size.y);
        const box = { x0, x1: x0 + size.x, y0, y1: y0 + size.y }, middle = { x: (box.x0 + box.x1) / 2, y: y0 + size.plate.height / 2 };
        const target = nearest(group, middle), leader = { a: size.told.length ? outside(box, middle, target) : middle, b: target };
        places.push({ box, leader, size, cost: Math.hypot(middle.x - target.x, middle.y - target.y) * 1.6 + cost(view, box, group, leader) });
      }
    }
    return places;
  }

  const side = (a, b, p) => Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
  const cross = (one, two) => side(one.a, one.b, two.a) !== side(one.a, one.b, two.b) && side(two.a, two.b, one.a) !== side(two.a, two.b, one.b);
  // So few trays find room that comparing their reach, which holds box and leader, is quicker than asking an index.
  function crowded(view, a, b) {
    if (a.reach.x0 > b.reach.x1 || a.reach.x1 < b.reach.x0 || a.reach.y0 > b.reach.y1 || a.reach.y1 < b.reach.y0) return false;
    view.work.boxes += 1;
    return HM.overlap(a.box, b.room) > 0 || HM.crosses(a.leader, b.box) || HM.crosses(b.leader, a.box) || cross(a.leader, b.leader);
  }
  const orders = list => (list.length < 2 ? [list] : list.flatMap((one, n) => orders(list.filter((other, m) => m !== n)).map(rest => [one].concat(rest))));
  function turns(list) {
    const step = Math.ceil(list.length / MOST_TURNS);
    return list.map((one, n) => n).filter(n => n % step === 0).map(n => list.slice(n).concat(list.slice(0, n)));
  }

  /* Trays are placed together, so that one does not take the only good place of another: every order of choosing is tried
     for up to four, turns of one order for more, and the cheapest whole wins. */
  function together(view, trays) {
    let best = { sum: Infinity, chosen: [] };
    for (const order of trays.length <= 4 ? orders(trays) : turns(trays)) {
      const chosen = [];
      let sum = 0;
      for (const tray of order) {
        const place = tray.places.find(one => !chosen.some(other => crowded(view, one, other.place)));
        sum += place ? place.cost : UNPLACED;
        if (sum >= best.sum) break;
        if (place) chosen.push({ tray, place });
      }
      if (sum < best.sum) best = { sum, chosen };
    }
    return best.chosen;
  }

  /* Chooses the places of all trays, each of which takes the {x, y} px of its list or row. */
  HM.placing.trays = function (view) {
    // Services make way for a leader (they are placed after it), but a tray should not lie on them.
    view.keep = (view.data.services || []).map(item => view.to(item.lon, item.lat));
    // Beside the middle of a movement its number will want to stand.
    view.said = (view.curves || []).filter(({ m }) => m.number).map(({ a, c, b }) => HM.onCurve(a, c, b, 0.5)).map(p => ({ x0: p.x - 120, x1: p.x + 120, y0: p.y - 18, y1: p.y + 18 }));
    // Mosul is what everything else is read from: room for its name is kept.
    const mosul = view.base && view.base.places.find(place => place.rank === 0), at = mosul && view.to(mosul.lon, mosul.lat);
    const name = at && view.hard.add({ x0: at.x - 62, x1: at.x + 8, y0: at.y - 26, y1: at.y + 4 });
    // More than the largest ones would find no room. Zoomed far out there would be more lists than map.
    view.lists = view.width >= (view.sheet ? 640 : 860) && view.height >= 430 && view.groups.length <= 4 && view.perKm > 3.2;
    view.groups.sort((a, b) => b.members.length - a.members.length || a.p.y - b.p.y);
    const trays = view.groups.slice(0, MOST_TRAYS).map(group => {
      const tried = roundPlaces(view, group, HM.rowRoom(view, group));
      if (view.lists) {
        for (const place of tried) place.cost += ROW_INSTEAD;
        tried.push(...listPlaces(view, group, HM.listRoom(view, group)));
      }
      return { group, places: tried.sort((a, b) => a.cost - b.cost).map(place => Object.assign(place, { room: HM.grown(place.box, 7), reach: reach(place) })) };
    });
    for (const { tray, place } of together(view, trays)) {
      tray.group.room = place.size;
      view.trays.push({ group: tray.group, box: place.box, leader: place.leader });
      view.hard.add(HM.grown(place.box, 6));
      leaderRoom(view, place.leader);
    }
    if (name) view.hard.remove(name);
  };
})(globalThis.HM = globalThis.HM || {});
