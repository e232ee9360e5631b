/* Where sites stand: alone, in a row at a place of which little is known, or as dots of a crowd that a tray (trays.js) lists. */
(function (HM) {
  'use strict';

  const figure = site => site.state === 'counted' || site.state === 'unknown';
  /* Free places, or too few: what a planner looks for is written before any movement. */
  const ASKED = 5;
  const asked = HM.isAsked = site => site.free > 0 || site.over > 0;
  /* What changed since the earlier day of a comparison, where a map is one. */
  HM.changeOf = site => (site.was && site.was.words ? [{ text: site.was.words, look: 'change' }] : []);
  const weight = site => (site.type === 'screening_site' ? -1 : site.families || 0);
  const order = (a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1);

  function stand(view, site, p) {
    view.symbols.push({ site, p });
    view.standing.add(HM.around(p, 0), { site, p });
  }
  /* The first site that stands within a few px of a point. */
  HM.siteAt = (view, p, reach) => view.standing.near(HM.around(p, reach)).find(s => Math.hypot(s.p.x - p.x, s.p.y - p.y) < reach);

  function alone(view, site) {
    const room = HM.siteRoom(site), p = site.p;
    stand(view, site, p);
    view.hard.add({ x0: p.x - room.half - 2, x1: p.x + room.half + 2, y0: p.y + room.top - 2, y1: p.y + room.bottom + 2, key: 'site:' + site.id });
    if (!view.inside(p, 0)) return;
    const must = asked(site) || !!(site.was && site.was.words);
    view.labels.push({
      key: 'site:' + site.id, rank: must ? ASKED : figure(site) ? 40 : 50, order: -weight(site), at: p, room, must,
      lines: [{ text: site.name, look: 'name' }].concat(HM.changeOf(site)).concat(site.detail && (!site.was || asked(site)) ? [{ text: site.detail, look: 'detail' }] : []),
      shorter: !view.narrow && !must, optional: view.narrow && !must,
    });
  }

  function row(view, group, figures) {
    let x = 0;
    const symbols = group.members.slice().sort((a, b) => (a.name < b.name ? -1 : 1)).map(site => {
      const room = HM.siteRoom(site), at = { site, x: x + room.half, top: room.top, bottom: room.bottom };
      x += 2 * room.half + 3;
      return at;
    });
    const half = (x - 3) / 2, top = Math.min(...symbols.map(s => s.top)), bottom = Math.max(...symbols.map(s => s.bottom));
    for (const s of symbols) stand(view, s.site, { x: group.p.x - half + s.x, y: group.p.y });
    view.hard.add({ x0: group.p.x - half - 2, x1: group.p.x + half + 2, y0: group.p.y + top - 2, y1: group.p.y + bottom + 2, key: 'group:' + group.members[0].id });
    const must = figures.some(asked), detail = figures.length ? figures[0].name.replace(/^.* /, '') + ': ' + figures[0].detail : '';
    view.labels.push({
      key: 'group:' + group.members[0].id, rank: must ? ASKED : 45, order: -weight(group.members[0]), at: group.p, room: { half, top, bottom }, must,
      lines: [{ text: group.name, look: 'name' }].concat(detail ? [{ text: detail, look: 'detail' }] : []), shorter: !must, optional: false,
    });
  }

  function crowd(view, { members, x0, x1, y0, y1 }) {
    members.sort(order);
    const group = { members, name: HM.groupName(members, view.data.trays, view.comma), p: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 } };
    if (!view.inside(group.p, -20)) return;
    const figures = members.filter(figure);
    // Nothing known of any of them: a row of symbols at the place says it all. The same for one figure among two.
    if (figures.length === 0 || (figures.length === 1 && members.length === 2)) { row(view, group, figures); return; }
    view.groups.push(group);
    for (const site of members) view.hard.add({ x0: site.p.x - 4, x1: site.p.x + 4, y0: site.p.y - 4, y1: site.p.y + 4, dot: true });
  }

  /* Very many sites come counted (webmap/map_of_day/many_sites.py): a stack of symbols with their number. */
  function stacked(view, group) {
    const p = view.to(group.lon, group.lat), room = HM.stackRoom(group), key = 'sites:' + group.id;
    if (!view.inside(p, -20)) return;
    view.stacks.push({ group, p });
    view.hard.add({ x0: p.x - room.half - 2, x1: p.x + room.half + 2, y0: p.y + room.top - 2, y1: p.y + room.bottom + 2, key });
    if (!view.inside(p, 0)) return;
    view.labels.push({
      key, rank: group.free > 0 ? ASKED : 40, order: -group.count, at: p, room, optional: view.narrow, shorter: true,
      lines: [{ text: group.name, look: 'name' }, { text: group.detail, look: 'detail' }],
    });
  }

  HM.placing.sites = function (view) {
    const { since } = view.data;
    view.stacks = [];
    for (const group of view.data.groups || []) stacked(view, group);
    const sites = (view.data.sites || []).map(site => Object.assign({}, site, { p: view.to(site.lon, site.lat) }, since && { was: since[site.id] || null, still: !since[site.id], said_full: site.said_full || !!(since[site.id] && since[site.id].full) }));
    const seen = sites.filter(site => view.inside(site.p, -60));
    view.outside = sites.filter(site => !view.inside(site.p, 4));
    for (const group of HM.grouped(seen.sort(order), view.narrow ? 14 : 18, view.narrow ? 44 : 60, view.work)) {
      if (group.members.length === 1) alone(view, group.members[0]);
      else crowd(view, group);
    }
  };
})(globalThis.HM = globalThis.HM || {});
