/* Where communities, services, and the pointers at the edge to what matters outside the view stand. */
(function (HM) {
  'use strict';

  HM.placing.communities = function (view) {
    view.diamonds = [];
    for (const item of view.data.communities || []) {
      const p = view.to(item.lon, item.lat);
      if (!view.inside(p, 12)) { view.away.push({ item, p }); continue; }
      view.diamonds.push({ item, p });
      view.hard.add({ x0: p.x - 7, x1: p.x + 7, y0: p.y - 7, y1: p.y + 7, key: 'community:' + item.id });
      view.labels.push({ key: 'community:' + item.id, rank: 60, order: 0, at: p, room: { half: 6.5, top: -6.5, bottom: 6.5 }, lines: [{ text: item.name, look: 'community' }], optional: view.narrow });
    }
  };

  /* Services closer than this become one mark; its box lists them all. */
  function together(view, items) {
    const groups = [], places = new HM.Boxes(view.work);
    for (const item of items) {
      const p = view.to(item.lon, item.lat), found = places.near(HM.around(p, 20)).find(group => Math.hypot(group.p.x - p.x, group.p.y - p.y) < 20);
      if (found) { found.members.push(item); continue; }
      const group = { p, members: [item] };
      groups.push(group);
      places.add(HM.around(p, 0), group);
    }
    return groups.map(({ p, members }) => ({
      p, members, id: members[0].id, group: members.some(item => item.group === 'health') ? 'health' : 'other',
      name: members.length === 1 ? members[0].name : members.map(item => item.name).join(view.comma),
    }));
  }

  // Close up, a service of a site that is drawn alone sits small on the shoulder of its symbol.
  function attached(view, item, host) {
    const room = HM.siteRoom(host.site), other = view.marks.filter(mark => mark.host === host.site.id).length;
    if (other > 1) return;
    const at = { x: host.p.x + (other ? -1 : 1) * (room.half * 0.72 + 3), y: host.p.y + room.bottom * 0.72 + 3 };
    view.marks.push({ item, p: at, size: 9, host: host.site.id });
    view.hard.add({ x0: at.x - 6, x1: at.x + 6, y0: at.y - 6, y1: at.y + 6 });
  }
  // One that stands by itself, or beside the dots of a crowded place, is moved just clear of them.
  function standing(view, item, p) {
    const size = item.group === 'health' ? 13 : 10, half = size / 2 + 1.5;
    let best = null;
    for (const reach of [0, 11, 16, 22, 30]) {
      for (const angle of reach ? [0, 45, 315, 90, 270, 180, 135, 225] : [0]) {
        const x = p.x + reach * Math.cos(angle * Math.PI / 180), y = p.y + reach * Math.sin(angle * Math.PI / 180);
        const box = { x0: x - half, x1: x + half, y0: y - half, y1: y + half }, there = view.hard.near(box);
        if (!there.some(other => !other.line && HM.touches(box, other))) {
          const bad = there.concat(view.soft.near(box).filter(other => other.leader)).reduce((sum, other) => sum + HM.overlap(box, other), 0) + reach * 2;
          if (!best || bad < best.bad) best = { x, y, box, bad };
        }
      }
    }
    if (!best) return;
    view.marks.push({ item, p: { x: best.x, y: best.y }, size });
    view.hard.add(Object.assign(best.box, { key: 'service:' + item.id }));
    // A name longer than this is for the box that opens, not for the map.
    if (view.inside(best, 0) && !view.narrow && item.members.length === 1 && view.textWidth(item.name, 'service') < 150) {
      view.labels.push({ key: 'service:' + item.id, rank: item.group === 'health' ? 65 : 85, order: 0, at: best, room: { half: half + 1, top: -half, bottom: half }, lines: [{ text: item.name, look: 'service' }], first: 'E' });
    }
  }

  HM.placing.services = function (view) {
    view.marks = [];
    const loose = [], close = view.perKm > 9 && !view.narrow;
    for (const item of view.data.services || []) {
      const p = view.to(item.lon, item.lat);
      if (!view.inside(p, -30)) continue;
      const host = HM.siteAt(view, p, 4);
      if (!host) loose.push(item);
      else if (close) attached(view, Object.assign({ members: [item] }, item), host);
    }
    for (const item of together(view, loose)) standing(view, item, item.p);
  };

  /* A pointer stands where the line from the middle of the map to the thing leaves the map, moved along the edge if need be. */
  function point(view, { key, p, text, look, diamond }) {
    const cx = view.width / 2, cy = view.height / 2, dx = p.x - cx, dy = p.y - cy;
    const share = Math.min((cx - 14) / Math.abs(dx || 1e-6), (cy - 14) / Math.abs(dy || 1e-6));
    const sideways = (cx - 14) / Math.abs(dx || 1e-6) <= (cy - 14) / Math.abs(dy || 1e-6);
    const width = view.textWidth(text, look) + (diamond ? 30 : 16), height = 18;
    const facing = sideways ? (dx > 0 ? 'E' : 'W') : (dy > 0 ? 'S' : 'N');
    let best = null;
    for (let n = 0; n <= 60; n += 1) {
      const slide = (n % 2 ? 1 : -1) * Math.ceil(n / 2) * 9;
      const ex = cx + dx * share + (sideways ? 0 : slide), ey = cy + dy * share + (sideways ? slide : 0);
      const x0 = facing === 'E' ? view.width - 8 - width : facing === 'W' ? 8 : Math.min(Math.max(ex - 6, 8), view.width - 8 - width);
      const y0 = Math.min(Math.max(ey - height / 2, 5), view.height - 5 - height), box = { x0, x1: x0 + width, y0, y1: y0 + height };
      const covered = view.hard.near(box).reduce((sum, other) => sum + HM.overlap(box, other), 0), bad = covered + Math.abs(slide) * 0.2;
      if (!best || bad < best.bad) best = { bad, covered, box };
    }
    if (best.covered > 8) return;
    view.hard.add(best.box);
    view.pointers.push({ key, p, box: best.box, facing, text, look, diamond });
  }

  /* Communities outside the view have a pointer each, sites one for each governorate they lie in; the sentences (for each
     count) come with the data. Close up, everything is outside the view: then pointers would say nothing. */
  HM.placing.pointers = function (view) {
    if (view.perKm > 14) return;
    for (const { item, p } of view.away) if (item.outside) point(view, { key: 'community:' + item.id, p, text: item.outside, look: 'community', diamond: true });
    const said = view.data.outside || {}, byArea = new Map();
    for (const site of view.outside) {
      if (!said[site.area]) continue;
      const found = byArea.get(site.area) || { count: 0, x: 0, y: 0 };
      byArea.set(site.area, { count: found.count + 1, x: found.x + site.p.x, y: found.y + site.p.y });
    }
    for (const [area, { count, x, y }] of byArea) {
      point(view, { key: 'outside:' + area, p: { x: x / count, y: y / count }, text: said[area][Math.min(count, said[area].length) - 1], look: 'pointer' });
    }
  };
})(globalThis.HM = globalThis.HM || {});
