'use strict';

const assert = require('node:assert');
const fs = require('node:fs');
const { test } = require('node:test');
const { HM, chance, projected } = require('./modules.js');

/* The rule in its plainest form: look at all pairs of groups, merge the closest two, begin again. */
function byComparingAll(sites, near, widest) {
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

const told = groups => groups.map(group => [group.members.map(site => site.id), group.x0, group.x1, group.y0, group.y1]);
const work = () => ({ pairs: 0, boxes: 0 });
const WIDTHS = [[18, 60], [14, 44]];   // near and widest of a wide and of a narrow map

function same(sites, what) {
  for (const [near, widest] of WIDTHS) assert.deepStrictEqual(told(HM.grouped(sites, near, widest, work())), told(byComparingAll(sites, near, widest)), what);
}
function cloud(count, width, height, seed) {
  const next = chance(seed);
  return Array.from({ length: count }, (_, n) => ({ id: n, p: { x: Math.round(next() * width), y: Math.round(next() * height) } }));
}

test('the shipped sites are grouped as by comparing all, on every day, at every zoom, on both widths', { skip: !process.env.MAP_SITES && 'run by tests/test_map_modules.py' }, () => {
  const days = JSON.parse(fs.readFileSync(process.env.MAP_SITES));
  assert.ok(days.length > 10);
  for (const sites of days) {
    for (let zoom = 6; zoom <= 14; zoom += 0.5) same(sites.map(([id, lon, lat]) => ({ id, p: projected(lon, lat, zoom) })), `zoom ${zoom}`);
  }
});

test('clouds of up to 300 are grouped as by comparing all', () => {
  let seed = 0;
  // Crowded and loose, and one so crowded that most distances come several times.
  for (const count of [0, 1, 2, 3, 12, 40, 120]) for (const side of [60, 200, 700]) same(cloud(count, side, side, seed += 1), `${count} on ${side} px`);
  same(cloud(300, 900, 700, 301), '300');
  same(cloud(300, 300, 200, 302), '300, crowded');
});

test('sites at one place are one group, and a chain of neighbours does not become one wide group', () => {
  assert.strictEqual(HM.grouped(cloud(50, 0, 0, 1), 18, 60, work()).length, 1);
  const chain = Array.from({ length: 40 }, (_, n) => ({ id: n, p: { x: 12 * n, y: 0 } }));
  for (const group of HM.grouped(chain, 18, 60, work())) assert.ok(group.x1 - group.x0 <= 60);
});

test('2,000 sites in view need a few pairs each', () => {
  const counted = work();
  HM.grouped(cloud(2000, 1040, 620, 7), 18, 60, counted);
  assert.ok(counted.pairs < 10 * 2000, `${counted.pairs} pairs`);
  assert.ok(counted.boxes < 10 * 2000, `${counted.boxes} boxes`);
});

test('a group is named after its tray, or after what its names share', () => {
  const trays = { Hammam: ['a', 'b', 'c'], 'Hammam and Salamiyah': ['a', 'b', 'c', 'd'] };
  assert.strictEqual(HM.groupName([{ id: 'a' }, { id: 'b' }], trays, ', '), 'Hammam');
  assert.strictEqual(HM.groupName([{ id: 'a' }, { id: 'd' }], trays, ', '), 'Hammam and Salamiyah');
  assert.strictEqual(HM.joinedNames(['Kabarto 1', 'Kabarto 2'], ', '), 'Kabarto 1, 2');
  assert.strictEqual(HM.joinedNames(['Bardarash', 'Qaymawa'], ', '), 'Bardarash, Qaymawa');
  assert.strictEqual(HM.joinedNames(['Essian', 'Sheikhan', 'Mamilian', 'Garmawa'], ', '), 'Essian +3');
});
