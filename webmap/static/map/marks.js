/* Communities, services, and the pointers at the edge to what matters outside the view. */
(function () {
  'use strict';

  const svg = HM.svg;

  function button(view, key, item, p, ring, symbol, label) {
    HM.offer(view, key, item, p);
    return svg('g', { 'data-key': key, transform: `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': label }, [
      svg('title', {}, item.name), svg('path', { d: ring, class: 'hm-ring' }), symbol,
    ]);
  }
  const square = half => `M${-half} ${-half}H${half}V${half}H${-half}Z`;

  HM.kinds.communities = () => ({
    place(view) {
      this.here = [];
      for (const item of view.data.communities || []) {
        const p = view.to(item.lon, item.lat);
        if (!view.inside(p, 12)) { view.away.push({ item, p }); continue; }
        this.here.push({ item, p });
        view.hard.push({ x0: p.x - 7, x1: p.x + 7, y0: p.y - 7, y1: p.y + 7, key: 'community:' + item.id });
        view.labels.push({ key: 'community:' + item.id, rank: 60, order: 0, at: p, room: { half: 6.5, top: -6.5, bottom: 6.5 }, lines: [{ text: item.name, look: 'community' }], optional: view.narrow });
      }
    },
    draw(view, layer) {
      for (const { item, p } of this.here) layer.appendChild(button(view, 'community:' + item.id, item, p, 'M0 -10L10 0L0 10L-10 0Z', HM.communitySymbol(), item.aria || item.name));
    },
  });

  /* Services closer than this become one mark; its box lists them all. */
  function together(view, items) {
    const groups = [];
    for (const item of items) {
      const p = view.to(item.lon, item.lat), found = groups.find(group => Math.hypot(group.p.x - p.x, group.p.y - p.y) < 20);
      if (found) found.members.push(item);
      else groups.push({ p, members: [item] });
    }
    return groups.map(({ p, members }) => ({
      p, members, id: members[0].id, group: members.some(item => item.group === 'health') ? 'health' : 'other',
      name: members.length === 1 ? members[0].name : members.map(item => item.name).join(HM.say.comma),
    }));
  }

  HM.kinds.services = spec => ({
    title: spec.title,
    place(view) {
      this.marks = [];
      const loose = [], close = view.perKm > 9 && !view.narrow;
      for (const item of view.data.services || []) {
        const p = view.to(item.lon, item.lat);
        if (!view.inside(p, -30)) continue;
        const host = view.symbols.find(s => Math.hypot(s.p.x - p.x, s.p.y - p.y) < 4);
        if (!host) loose.push(item);
        else if (close) this.attached(view, Object.assign({ members: [item] }, item), host);
      }
      for (const item of together(view, loose)) this.standing(view, item, item.p);
    },
    // Close up, a service of a site that is drawn alone sits small on the shoulder of its symbol.
    attached(view, item, host) {
      const room = HM.siteRoom(host.site), other = this.marks.filter(mark => mark.host === host.site.id).length;
      if (other > 1) return;
      const at = { x: host.p.x + (other ? -1 : 1) * (room.half * 0.72 + 3), y: host.p.y + room.bottom * 0.72 + 3 };
      this.marks.push({ item, p: at, size: 9, host: host.site.id });
      view.hard.push({ x0: at.x - 6, x1: at.x + 6, y0: at.y - 6, y1: at.y + 6 });
    },
    // One that stands by itself, or beside the dots of a crowded place, is moved just clear of them.
    standing(view, item, p) {
      const size = item.group === 'health' ? 13 : 10, half = size / 2 + 1.5;
      let best = null;
      for (const reach of [0, 11, 16, 22, 30]) {
        for (const angle of reach ? [0, 45, 315, 90, 270, 180, 135, 225] : [0]) {
          const x = p.x + reach * Math.cos(angle * Math.PI / 180), y = p.y + reach * Math.sin(angle * Math.PI / 180);
          const box = { x0: x - half, x1: x + half, y0: y - half, y1: y + half };
          if (!view.hard.some(other => !other.line && HM.overlap(box, other) > 0)) {
            const bad = view.hard.concat(view.soft.filter(other => other.leader)).reduce((sum, other) => sum + HM.overlap(box, other), 0) + reach * 2;
            if (!best || bad < best.bad) best = { x, y, box, bad };
          }
        }
      }
      if (!best) return;
      this.marks.push({ item, p: { x: best.x, y: best.y }, size });
      view.hard.push(Object.assign(best.box, { key: 'service:' + item.id }));
      // A name longer than this is for the box that opens, not for the map.
      if (view.inside(best, 0) && !view.narrow && item.members.length === 1 && HM.textWidth(item.name, 'service') < 150) {
        view.labels.push({ key: 'service:' + item.id, rank: item.group === 'health' ? 65 : 85, order: 0, at: best, room: { half: half + 1, top: -half, bottom: half }, lines: [{ text: item.name, look: 'service' }], first: 'E' });
      }
    },
    draw(view, layer) {
      for (const { item, p, size } of this.marks) {
        const key = 'service:' + item.id, alone = item.members.length === 1;
        layer.appendChild(button(view, key, alone ? item.members[0] : item, p, square(size / 2 + 3.5), HM.serviceSymbol(item.group, size), (alone && item.members[0].aria) || item.name));
        if (!alone) HM.offerGroup(view, key, Object.assign({}, item, { name: this.title }));
      }
    },
  });

  /* Communities outside the view have a pointer each, sites one for each governorate they lie in; the sentences (for each
     count) come with the data. Close up, everything is outside the view: then pointers would say nothing. */
  HM.placePointers = function (view) {
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

  /* A pointer stands where the line from the middle of the map to the thing leaves the map, moved along the edge if need be. */
  function point(view, { key, p, text, look, diamond }) {
    const cx = view.width / 2, cy = view.height / 2, dx = p.x - cx, dy = p.y - cy;
    const share = Math.min((cx - 14) / Math.abs(dx || 1e-6), (cy - 14) / Math.abs(dy || 1e-6));
    const sideways = (cx - 14) / Math.abs(dx || 1e-6) <= (cy - 14) / Math.abs(dy || 1e-6);
    const width = HM.textWidth(text, look) + (diamond ? 30 : 16), height = 18;
    const facing = sideways ? (dx > 0 ? 'E' : 'W') : (dy > 0 ? 'S' : 'N');
    let best = null;
    for (let n = 0; n <= 60; n += 1) {
      const slide = (n % 2 ? 1 : -1) * Math.ceil(n / 2) * 9;
      const ex = cx + dx * share + (sideways ? 0 : slide), ey = cy + dy * share + (sideways ? slide : 0);
      const x0 = facing === 'E' ? view.width - 8 - width : facing === 'W' ? 8 : Math.min(Math.max(ex - 6, 8), view.width - 8 - width);
      const y0 = Math.min(Math.max(ey - height / 2, 5), view.height - 5 - height), box = { x0, x1: x0 + width, y0, y1: y0 + height };
      const covered = view.hard.reduce((sum, other) => sum + HM.overlap(box, other), 0), bad = covered + Math.abs(slide) * 0.2;
      if (!best || bad < best.bad) best = { bad, covered, box };
    }
    if (best.covered > 8) return;
    view.hard.push(best.box);
    view.pointers.push({ key, box: best.box, facing, text, look, diamond });
    HM.offerWay(view, key, p);
  }

  HM.drawPointers = function (view, layer) {
    const turn = { N: 0, E: 90, S: 180, W: 270 };
    for (const { key, box, facing, text, look, diamond } of view.pointers) {
      const y = (box.y0 + box.y1) / 2, atEnd = facing === 'E', tip = atEnd ? box.x1 - 5 : box.x0 + 5;
      const step = atEnd ? -1 : 1, start = tip + step * (diamond ? 27 : 10);
      layer.appendChild(svg('g', { 'data-key': key, class: 'hm-button hm-pointer hm-look-' + look, role: 'button', tabindex: 0, 'aria-label': text }, [
        svg('rect', { x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0, class: 'hm-ring' }),
        svg('rect', { x: box.x0, y: box.y0 - 6, width: box.x1 - box.x0, height: box.y1 - box.y0 + 12, class: 'hm-hit-box' }),
        svg('path', { d: 'M0 -5L5 4.5H-5Z', transform: `translate(${tip.toFixed(1)} ${y.toFixed(1)}) rotate(${turn[facing]})`, class: 'hm-arrow' }),
        diamond ? svg('g', { transform: `translate(${(tip + step * 14).toFixed(1)} ${y.toFixed(1)})` }, [HM.communitySymbol()]) : null,
        HM.textNode(text, look, start, y + 4.3, atEnd ? 'right' : 'left'),
      ]));
    }
  };
})();
