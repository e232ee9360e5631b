/* Sites on the map. Sites that would cover one another become a group: their true places stay as small dots, and a row of
   symbols or a white tray (trays.js) lists them. */
(function () {
  'use strict';

  const svg = HM.svg, el = HM.el;

  /* Merges the closest groups first, and never lets a chain of neighbours grow into one wide group. */
  function grouped(sites, near, widest) {
    let groups = sites.map(site => ({ members: [site], x0: site.p.x, x1: site.p.x, y0: site.p.y, y1: site.p.y }));
    for (;;) {
      let best = null;
      for (let i = 0; i < groups.length; i += 1) {
        for (let j = i + 1; j < groups.length; j += 1) {
          const a = groups[i], b = groups[j];
          if (a.x0 - b.x1 > near || b.x0 - a.x1 > near || a.y0 - b.y1 > near || b.y0 - a.y1 > near) continue;
          const wide = Math.max(Math.max(a.x1, b.x1) - Math.min(a.x0, b.x0), Math.max(a.y1, b.y1) - Math.min(a.y0, b.y0));
          if (wide > widest) continue;
          let gap = Infinity;
          for (const s of a.members) for (const t of b.members) gap = Math.min(gap, Math.hypot(s.p.x - t.p.x, s.p.y - t.p.y));
          if (gap < near && (!best || gap < best.gap)) best = { i, j, gap };
        }
      }
      if (!best) return groups;
      const a = groups[best.i], b = groups[best.j];
      groups = groups.filter((g, n) => n !== best.i && n !== best.j);
      groups.push({ members: a.members.concat(b.members), x0: Math.min(a.x0, b.x0), x1: Math.max(a.x1, b.x1), y0: Math.min(a.y0, b.y0), y1: Math.max(a.y1, b.y1) });
    }
  }

  const figure = site => site.state === 'counted' || site.state === 'unknown';
  const weight = site => (site.type === 'screening_site' ? -1 : site.families || 0);
  const order = (a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1);

  /* "Kabarto 1, 2" for names that share a beginning, "Bardarash, Qaymawa" for two, "Essian +3" for more. */
  function joined(names) {
    let shared = names[0];
    for (const name of names) while (!name.startsWith(shared)) shared = shared.slice(0, -1);
    shared = shared.slice(0, shared.lastIndexOf(' ') + 1);
    const rests = names.map(name => name.slice(shared.length));
    if (shared.length > 3 && rests.every(rest => rest && rest.length < 4)) return shared + rests.join(HM.say.comma);
    return names.length < 3 ? names.join(HM.say.comma) : names[0] + ' +' + (names.length - 1);
  }
  function nameOf(group, trays) {
    const ids = group.members.map(site => site.id);
    let found = null;
    for (const name in trays || {}) {
      if (ids.every(id => trays[name].includes(id)) && (!found || trays[name].length < trays[found].length)) found = name;
    }
    const sleeping = group.members.filter(site => site.type !== 'screening_site');
    return found || joined((sleeping.length ? sleeping : group.members).map(site => site.name));
  }

  HM.siteButton = function (view, site, x, y) {
    const group = svg('g', {
      'data-key': 'site:' + site.id, transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})`, class: 'hm-button',
      role: 'button', tabindex: 0, 'aria-label': site.aria || site.name,
    }, [svg('title', {}, site.name + (site.detail ? '\n' + site.detail : '')), svg('path', { d: HM.siteRing(site), class: 'hm-ring' }), HM.siteSymbol(site, view.hatch)]);
    HM.offer(view, 'site:' + site.id, site, { x, y });
    return group;
  };

  HM.kinds.sites = () => ({
    place(view) {
      const sites = (view.data.sites || []).map(site => Object.assign({}, site, { p: view.to(site.lon, site.lat) }));
      const seen = sites.filter(site => view.inside(site.p, -60));
      view.outside = sites.filter(site => !view.inside(site.p, 4));
      for (const group of grouped(seen.sort(order), view.narrow ? 14 : 18, view.narrow ? 44 : 60)) {
        if (group.members.length === 1) this.alone(view, group.members[0]);
        else this.crowd(view, group);
      }
    },
    alone(view, site) {
      const room = HM.siteRoom(site), p = site.p;
      view.symbols.push({ site, p });
      view.hard.push({ x0: p.x - room.half - 2, x1: p.x + room.half + 2, y0: p.y + room.top - 2, y1: p.y + room.bottom + 2, key: 'site:' + site.id });
      if (!view.inside(p, 0)) return;
      const free = site.free > 0;
      view.labels.push({
        key: 'site:' + site.id, rank: free ? 30 : figure(site) ? 40 : 50, order: -weight(site), at: p, room,
        lines: [{ text: site.name, look: 'name' }].concat(site.detail ? [{ text: site.detail, look: 'detail' }] : []),
        shorter: !view.narrow || free, optional: view.narrow && !free && !site.over,
      });
    },
    crowd(view, group) {
      group.members.sort(order);
      group.name = nameOf(group, view.data.trays);
      group.p = { x: (group.x0 + group.x1) / 2, y: (group.y0 + group.y1) / 2 };
      if (!view.inside(group.p, -20)) return;
      const figures = group.members.filter(figure);
      // Nothing known of any of them: a row of symbols at the place says it all. The same for one figure among two.
      group.inline = figures.length === 0 || (figures.length === 1 && group.members.length === 2);
      if (!group.inline) {
        view.groups.push(group);
        for (const site of group.members) view.hard.push({ x0: site.p.x - 4, x1: site.p.x + 4, y0: site.p.y - 4, y1: site.p.y + 4, dot: true });
        return;
      }
      let x = 0;
      group.row = group.members.slice().sort((a, b) => (a.name < b.name ? -1 : 1)).map(site => {
        const room = HM.siteRoom(site), at = { site, x: x + room.half, top: room.top, bottom: room.bottom };
        x += 2 * room.half + 3;
        return at;
      });
      const half = (x - 3) / 2, top = Math.min(...group.row.map(s => s.top)), bottom = Math.max(...group.row.map(s => s.bottom));
      for (const s of group.row) view.symbols.push({ site: s.site, p: { x: group.p.x - half + s.x, y: group.p.y } });
      view.hard.push({ x0: group.p.x - half - 2, x1: group.p.x + half + 2, y0: group.p.y + top - 2, y1: group.p.y + bottom + 2, key: 'group:' + group.members[0].id });
      const detail = figures.length ? figures[0].name.replace(/^.* /, '') + ': ' + figures[0].detail : '';
      view.labels.push({
        key: 'group:' + group.members[0].id, rank: 45, order: -weight(group.members[0]), at: group.p, room: { half, top, bottom },
        lines: [{ text: group.name, look: 'name' }].concat(detail ? [{ text: detail, look: 'detail' }] : []), shorter: true, optional: false,
      });
    },
    draw(view, layer) {
      for (const tray of view.trays) HM.drawLeader(view, tray, layer);
      for (const group of view.groups) {
        for (const site of group.members) layer.appendChild(svg('circle', { cx: site.p.x.toFixed(1), cy: site.p.y.toFixed(1), r: 2.8, class: 'hm-place-dot' }));
      }
      for (const { site, p } of view.symbols.sort((a, b) => b.site.radius - a.site.radius)) layer.appendChild(HM.siteButton(view, site, p.x, p.y));
      for (const tray of view.trays) HM.drawTray(view, tray);
    },
  });

  /* Trays for crowded places. On a wide map a tray is a list with figures, aligned on an edge of the map; on a narrow one it is
     a row of symbols with one name, close to the place. Where it stands is the cheapest of many tried places. */
  const EDGE = 22;

  HM.overlap = (a, b) => Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) * Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));

  function symbolBox(view, site, boxSize) {
    const room = HM.siteRoom(site), width = boxSize || Math.ceil(2 * room.half + 5), height = Math.ceil(room.bottom - room.top + 5);
    const picture = svg('svg', { width, height, viewBox: `${-width / 2} ${room.top - 2.5} ${width} ${height}`, 'aria-hidden': 'true', class: 'hm-tray-symbol' });
    picture.appendChild(HM.siteSymbol(site, view.hatch));
    return picture;
  }

  function listTray(view, group) {
    const rows = group.members.map(site => {
      const button = el('button', { type: 'button', 'data-key': 'site:' + site.id, 'aria-label': site.aria || site.name }, [
        symbolBox(view, site, 42),
        el('span', {}, [el('b', {}, [el('bdi', {}, site.name)]), el('span', { class: 'hm-detail' }, site.detail || '')]),
      ]);
      HM.offer(view, 'site:' + site.id, site, null);
      return el('li', {}, [button]);
    });
    return el('section', { class: 'hm-tray hm-tray-list', dir: document.documentElement.dir, 'aria-label': group.name }, [el('h2', {}, group.name), el('ul', {}, rows)]);
  }

  function rowTray(view, group) {
    const key = 'tray:' + group.members.map(site => site.id).join('+');
    // Zoomed far out the largest three stand for the rest.
    const shown = view.perKm < 2 ? 3 : 6;
    const list = el('ul', { 'aria-label': group.name }, group.members.slice(0, shown).map(site => el('li', {}, [symbolBox(view, site), el('span', { class: 'visually-hidden' }, site.aria || site.name)])));
    const more = group.members.length > shown ? el('span', { class: 'hm-more' }, '+' + (group.members.length - shown)) : null;
    const names = group.members.map(site => site.name).join(HM.say.comma);
    HM.offerGroup(view, key, group);
    return el('section', { class: 'hm-tray hm-tray-row', dir: 'ltr' }, [
      el('button', { type: 'button', 'data-key': key, 'aria-label': group.name + ': ' + names }, [list, more]),
      el('h2', { dir: HM.dirOf(group.name) }, group.name),
    ]);
  }

  function cost(view, box, group, leader) {
    let sum = 0;
    for (const other of view.hard) {
      sum += HM.overlap(box, other) * (other.line ? 4 : 8);
      // A leader may cross a line of people, which is cased, but not another symbol.
      if (!other.line && !other.dot && HM.crosses(leader, other)) sum += 900;
    }
    for (const p of view.keep) if (p.x > box.x0 - 8 && p.x < box.x1 + 8 && p.y > box.y0 - 8 && p.y < box.y1 + 8) sum += 400;
    for (const site of group.members) if (site.p.x > box.x0 - 6 && site.p.x < box.x1 + 6 && site.p.y > box.y0 - 6 && site.p.y < box.y1 + 6) sum += 4000;
    return sum;
  }
  HM.crosses = function (line, box) {
    for (let n = 1; n < 24; n += 1) {
      const x = line.a.x + (line.b.x - line.a.x) * n / 24, y = line.a.y + (line.b.y - line.a.y) * n / 24;
      if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) return true;
    }
    return false;
  };
  // Words may cross a leader, marks may not.
  function leaderRoom(view, { a, b }) {
    const steps = Math.ceil(Math.hypot(a.x - b.x, a.y - b.y) / 8);
    for (let n = 0; n < steps; n += 1) {
      const x = a.x + (b.x - a.x) * n / steps, y = a.y + (b.y - a.y) * n / steps;
      view.soft.push({ x0: x - 4, x1: x + 4, y0: y - 2, y1: y + 2, leader: true });
    }
  }
  const grown = (box, by) => ({ x0: box.x0 - by, x1: box.x1 + by, y0: box.y0 - by, y1: box.y1 + by });
  function nearest(group, from) {
    return group.members.map(site => site.p).reduce((a, b) => (Math.hypot(a.x - from.x, a.y - from.y) <= Math.hypot(b.x - from.x, b.y - from.y) ? a : b));
  }

  /* Wide: both edges, every 8 px; a level leader is best, near is better than far. */
  function edgePlaces(view, group, size) {
    const places = [];
    for (const left of [true, false]) {
      const x0 = left ? EDGE : view.width - EDGE - size.x;
      for (let y0 = 14; y0 + size.y < view.height - 40; y0 += 8) {
        const box = { x0, x1: x0 + size.x, y0, y1: y0 + size.y };
        const side = left ? box.x1 : box.x0, target = nearest(group, { x: side, y: group.p.y });
        const level = Math.min(Math.max(target.y, box.y0 + 12), box.y1 - 12), leader = { a: { x: side, y: level }, b: target };
        const far = Math.abs(target.x - side) * 0.35 + Math.abs(level - target.y) * 6 + Math.abs((y0 + size.y * 0.6) - target.y) * 0.5;
        places.push({ box, leader, cost: far + cost(view, box, group, leader) });
      }
    }
    return places;
  }
  /* Narrow: round about the place, at growing distances. */
  function roundPlaces(view, group, size) {
    const places = [];
    for (const reach of [26, 40, 58, 80, 104, 134, 170]) {
      for (let n = 0; n < 16; n += 1) {
        const angle = n * Math.PI / 8, cx = group.p.x + Math.cos(angle) * (reach + size.x / 2), cy = group.p.y + Math.sin(angle) * (reach + size.y / 2);
        const x0 = Math.min(Math.max(cx - size.x / 2, 6), view.width - 6 - size.x), y0 = Math.min(Math.max(cy - size.y / 2, 6), view.height - 6 - size.y);
        const box = { x0, x1: x0 + size.x, y0, y1: y0 + size.y }, middle = { x: (box.x0 + box.x1) / 2, y: y0 + (size.y - 18) / 2 };
        const target = nearest(group, middle), leader = { a: middle, b: target };
        places.push({ box, leader, cost: Math.hypot(middle.x - target.x, middle.y - target.y) * 1.6 + cost(view, box, group, leader) });
      }
    }
    return places;
  }

  const side = (a, b, p) => Math.sign((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
  const cross = (one, two) => side(one.a, one.b, two.a) !== side(one.a, one.b, two.b) && side(two.a, two.b, one.a) !== side(two.a, two.b, one.b);
  const crowded = (a, b) => HM.overlap(a.box, b.room) > 0 || HM.crosses(a.leader, b.box) || HM.crosses(b.leader, a.box) || cross(a.leader, b.leader);
  const orders = list => (list.length < 2 ? [list] : list.flatMap((one, n) => orders(list.filter((other, m) => m !== n)).map(rest => [one].concat(rest))));

  /* Trays are placed together, so that one does not take the only good place of another: every order of choosing is tried
     for up to four, each turn of one order for more, and the cheapest whole wins. */
  function together(trays) {
    let best = null;
    for (const order of trays.length <= 4 ? orders(trays) : trays.map((tray, n) => trays.slice(n).concat(trays.slice(0, n)))) {
      const chosen = [];
      let sum = 0;
      for (const tray of order) {
        const place = tray.places.find(one => !chosen.some(other => crowded(one, other.place)));
        if (place) chosen.push({ tray, place });
        sum += place ? place.cost : 20000;
      }
      if (!best || sum < best.sum) best = { sum, chosen };
    }
    return best.chosen;
  }

  HM.placeTrays = function (view) {
    // Services make way for a leader (they are placed after it), but a tray should not lie on them.
    view.keep = (view.data.services || []).map(item => view.to(item.lon, item.lat));
    // Mosul is what everything else is read from: room for its name is kept.
    const mosul = view.base && view.base.places.find(place => place.rank === 0), at = mosul && view.to(mosul.lon, mosul.lat);
    const name = at ? { x0: at.x - 62, x1: at.x + 8, y0: at.y - 26, y1: at.y + 4 } : null;
    if (name) view.hard.push(name);
    // Zoomed far out there would be more lists than map.
    const lists = view.width >= (HM.settings.sheet ? 640 : 860) && view.height >= 480 && view.groups.length <= 4 && view.perKm > 3.2;
    const trays = view.groups.sort((a, b) => b.members.length - a.members.length || a.p.y - b.p.y).map(group => {
      const node = lists ? listTray(view, group) : rowTray(view, group);
      view.scene.sheets.appendChild(node);
      const size = { x: Math.ceil(node.offsetWidth), y: Math.ceil(node.offsetHeight) };
      const places = (lists ? edgePlaces(view, group, size) : roundPlaces(view, group, size)).sort((a, b) => a.cost - b.cost);
      return { group, node, places: places.map(place => Object.assign(place, { room: grown(place.box, 7) })) };
    });
    for (const { tray, place } of together(trays)) {
      view.trays.push({ group: tray.group, node: tray.node, box: place.box, leader: place.leader });
      view.hard.push(Object.assign(grown(place.box, 6), { tray: true }));
      leaderRoom(view, place.leader);
    }
    if (name) view.hard.splice(view.hard.indexOf(name), 1);
    for (const tray of trays) if (!view.trays.some(placed => placed.node === tray.node)) tray.node.remove();
  };

  HM.drawLeader = function (view, tray, layer) {
    const { a, b } = tray.leader, d = `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
    layer.appendChild(svg('path', { d, class: 'hm-leader-casing' }));
    layer.appendChild(svg('path', { d, class: 'hm-leader' }));
  };
  HM.drawTray = function (view, tray) {
    tray.node.style.left = Math.round(tray.box.x0) + 'px';
    tray.node.style.top = Math.round(tray.box.y0) + 'px';
    for (const button of tray.node.querySelectorAll('[data-key]')) {
      const item = view.scene.items.get(button.getAttribute('data-key'));
      if (item) item.point = { x: (tray.box.x0 + tray.box.x1) / 2, y: tray.box.y0 + 20 };
    }
  };
})();
