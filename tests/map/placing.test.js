'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { HM, chance, sites, view } = require('./modules.js');

const placed = (data, changes) => HM.place(view(Object.assign({ data }, changes)));

test('the same view gives the same places', () => {
  const plain = found => JSON.stringify([found.symbols, found.placed.map(({ label, box }) => [label.key, box]), found.trays.map(({ box, leader }) => [box, leader])]);
  assert.strictEqual(plain(placed({ sites: sites(60, 3) })), plain(placed({ sites: sites(60, 3) })));
});

test('no word covers another, a symbol of another site, a tray or a control, or leaves the map', () => {
  for (const [seed, width] of [[1, 1000], [2, 1000], [3, 390]]) {
    const taken = [{ x0: width - 60, x1: width, y0: 0, y1: 120 }], found = placed({ sites: sites(70, seed, width) }, { taken, width });
    assert.ok(found.placed.length > 10);
    for (const one of found.placed) {
      assert.ok(one.box.x0 >= 3 && one.box.x1 <= width - 3 && one.box.y0 >= 2 && one.box.y1 <= 638);
      for (const other of found.placed) assert.ok(one === other || !HM.touches(one.box, other.box), `${one.label.key} on ${other.label.key}`);
      for (const box of found.hard.all()) assert.ok(box.key === one.label.key || !HM.touches(one.box, box), one.label.key);
    }
  }
});

test('a site of which free places are known keeps its name before one of which nothing is', () => {
  const crowd = sites(150, 5).map(site => Object.assign(site, { state: 'unknown', families: 900 }));
  const found = placed({ sites: crowd.map((site, n) => Object.assign(site, { free: n % 3 ? null : 40 })) });
  const share = free => {
    const alone = found.labels.filter(label => label.key.startsWith('site:') && !!label.must === free);
    return alone.filter(label => found.placed.some(one => one.label === label)).length / alone.length;
  };
  assert.ok(share(true) > share(false));
});

test('words stand nearer to their own symbol than to another, or have a leader; free places keep their figure', () => {
  for (const [seed, width] of [[5, 1000], [6, 390]]) {
    const found = placed({ sites: sites(60, seed, width) }, { width }), bySymbol = new Map(found.symbols.map(one => ['site:' + one.site.id, one]));
    const off = (box, { site, p }) => {
      const room = HM.siteRoom(site);
      return Math.hypot(Math.max(box.x0 - p.x - room.half, p.x - room.half - box.x1, 0), Math.max(box.y0 - p.y - room.bottom, p.y + room.top - box.y1, 0));
    };
    let leaders = 0;
    for (const { label, box, lines } of found.placed.filter(one => bySymbol.has(one.label.key))) {
      leaders += box.leader ? 1 : 0;
      if (label.must) assert.ok(lines.length > 1, label.key);
      for (const other of bySymbol.values()) assert.ok(box.leader || off(box, bySymbol.get(label.key)) <= off(box, other), label.key + ' ' + other.site.id);
    }
    assert.ok(leaders > 0);
  }
});

test('trays keep apart, and a leader crosses no other tray and no other leader', () => {
  const places = [[300, 200], [420, 330], [640, 210], [700, 480]];
  const crowded = places.flatMap(([x, y], n) => sites(5, 10 + n).map((site, m) => Object.assign(site, { id: `${n}-${m}`, lon: x + 9 * m, lat: y + 3 * m, state: 'counted', families: 500 })));
  for (const width of [1000, 760]) {
    const { trays, groups } = placed({ sites: crowded }, { width });
    assert.strictEqual(groups.length, 4);
    assert.ok(trays.length >= 3);
    for (const one of trays) {
      for (const other of trays.filter(tray => tray !== one)) {
        assert.ok(!HM.touches(one.box, other.box));
        assert.ok(!HM.crosses(one.leader, other.box));
      }
    }
  }
});

test('on a wide map trays stand at an edge that is not far, on a narrow one near their place', () => {
  const crowd = x => sites(4, 2).map((site, n) => Object.assign(site, { lon: x + 6 * n, lat: 300, state: 'counted', families: 500 }));
  const wide = placed({ sites: crowd(650) }), narrow = placed({ sites: crowd(150) }, { width: 390, height: 480 });
  assert.ok(wide.lists && !narrow.lists);
  const [{ box, group }] = wide.trays, [near] = narrow.trays;
  assert.ok(group.room.list && !near.group.room.list);
  assert.ok(box.x1 >= 1000 - 22 - 44);
  assert.ok(Math.hypot((near.box.x0 + near.box.x1) / 2 - 159, (near.box.y0 + near.box.y1) / 2 - 300) < 200);
});

test('no list stands further than 160 px from its place, and no leader crosses a movement while there is another way', () => {
  const crowd = sites(4, 2).map((site, n) => Object.assign(site, { lon: 500 + 6 * n, lat: 300, state: 'counted', families: 500, detail: 'said to be ready: so many people in tents' }));
  const beside = x => ({ id: 'm' + x, n: 1, name: 'A to B', number: '5,000', from: [x, 20], to: [x, 600], control: [x, 300], people: 5000, width: 6 });
  for (const movements of [[], [beside(420)], [beside(410), beside(620)]]) {
    const { trays: [{ leader: { a, b }, group }], curves } = placed({ sites: crowd, movements });
    if (group.room.list) assert.ok(Math.hypot(a.x - b.x, a.y - b.y) <= 160);
    for (const { a: from } of curves) assert.ok((a.x < from.x) === (b.x < from.x));
    assert.equal(group.room.list, movements.length < 2);
  }
});

test('several movements of one pair of places lie beside one another, by their widths', () => {
  const one = (id, people, width) => ({ id, from: [200, 300], to: [700, 300], control: [450, 250], people, width, number: String(people) });
  const { curves } = placed({ movements: [one('a', 13000, 10), one('b', 5000, 6), one('c', 1000, 3)] });
  const middles = curves.map(({ a, c, b, m }) => ({ y: HM.onCurve(a, c, b, 0.5).y, half: m.width / 2 })).sort((p, q) => p.y - q.y);
  for (let n = 1; n < middles.length; n += 1) assert.ok(middles[n].y - middles[n - 1].y >= middles[n].half + middles[n - 1].half);
});

test('what lies outside the view has a pointer at the edge it would be reached by', () => {
  const data = { communities: [{ id: 'rabia', name: 'Rabia', lon: -400, lat: 320, outside: 'Rabia, 106 km from Mosul' }] };
  const [pointer] = placed(data).pointers;
  assert.deepStrictEqual([pointer.facing, pointer.text, pointer.box.x0], ['W', 'Rabia, 106 km from Mosul', 8]);
  assert.deepStrictEqual(placed(data, { perKm: 20 }).pointers, []);
});

test('layers of one kind are drawn together, each with ids of its own', () => {
  const data = { communities: [{ id: 'rabia' }], towns: [{ id: 'rabia' }, { id: 'mosul' }], sites: [] };
  const communities = { kind: 'communities', choice: 'communities' }, towns = { kind: 'communities', choice: 'towns' };
  const ids = shown => HM.byKind(data, shown).communities.map(item => item.id);
  assert.deepStrictEqual(ids([communities, towns]), ['rabia', 'towns:rabia', 'towns:mosul']);
  assert.deepStrictEqual(ids([towns]), ['towns:rabia', 'towns:mosul']);
  assert.deepStrictEqual(ids([{ kind: 'places' }]), ['rabia']);   // the base map knows them also where they are not drawn
});

test('layers that are not shown take no room', () => {
  const data = { sites: sites(5, 1), communities: [{ id: 'c', name: 'C', lon: 500, lat: 300 }] };
  const found = placed(data, { kinds: new Set(['communities']) });
  assert.deepStrictEqual([found.symbols.length, found.diamonds.length, found.placed.map(one => one.label.key)], [0, 1, ['community:c']]);
});

test('what is chosen is there before the data are: the names of the base map', () => {
  const base = { places: [{ name: 'Mosul', rank: 0, lon: 500, lat: 320 }], rivers: [], governorates: [] };
  assert.deepStrictEqual(placed(null, { base }).placed.map(one => one.lines[0].text), ['Mosul']);
});

test('300 sites alone on a map are placed by looking at what is near them', () => {
  const { work, symbols } = placed({ sites: sites(300, 9) });
  assert.ok(symbols.length > 100);
  assert.ok(work.boxes < 400 * 300, `${work.boxes} boxes`);
});

test('an index finds whether anything near passes a test as if all near were looked at, and stops at the first', () => {
  const work = { pairs: 0, boxes: 0 }, index = new HM.Boxes(work), random = chance(8);
  for (let n = 0; n < 400; n += 1) index.add(HM.around({ x: random() * 900, y: random() * 600 }, 1 + random() * 12), { n });
  for (let n = 0; n < 200; n += 1) {
    const areas = [HM.around({ x: random() * 900, y: random() * 600 }, 20), HM.around({ x: random() * 900, y: random() * 600 }, 5)], asked = what => what.n % 9 === n % 9;
    assert.strictEqual(index.some(asked, ...areas), index.near(...areas).some(asked));
  }
  work.boxes = 0;
  assert.ok(index.some(() => true, { x0: 0, y0: 0, x1: 900, y1: 600 }));
  assert.strictEqual(work.boxes, 1);
});

test('an index gives what it holds in the order of coming, and forgets what is taken out', () => {
  const next = chance(4), work = { pairs: 0, boxes: 0 }, index = new HM.Boxes(work), all = [];
  for (let n = 0; n < 500; n += 1) {
    const box = HM.around({ x: next() * 900, y: next() * 600 }, next() * 20);
    all.push({ box, entry: index.add(box, box) });
  }
  for (const { entry } of all.splice(100, 50)) index.remove(entry);
  for (let n = 0; n < 50; n += 1) {
    const area = HM.around({ x: next() * 900, y: next() * 600 }, 40);
    assert.deepStrictEqual(index.near(area).filter(box => HM.touches(box, area)), all.map(one => one.box).filter(box => HM.touches(box, area)));
  }
  assert.ok(work.boxes < 50 * 60);
});

test('a movement without room for its words bears its number, on the part that is seen and not on its head', () => {
  const movements = Array.from({ length: 5 }, (_, n) => ({ id: 'm' + n, n: n + 1, name: 'A to B', number: '1,000', detail: 'transfer, 3 Apr', people: 1000 - n, width: 4, from: [100, 60 + 60 * n], to: [n ? 300 : 900, 80 + 60 * n], control: [200, 70 + 60 * n] }));
  const placed = HM.place(view({ width: 360, height: 380, data: { sites: [], movements } }));
  const written = placed.placed.filter(({ label }) => label.key.startsWith('movement:'));
  assert.deepEqual(written.map(({ label }) => label.key).sort(), movements.map(m => 'movement:' + m.id));
  assert.deepEqual(placed.numbered.map(m => m.n), [3, 4, 5]);
  for (const { chip, box } of written) {
    assert.ok(box.x0 >= 0 && box.x1 <= 360);
    if (!chip) continue;
    const { a, c, b, at } = placed.curves.find(({ m }) => m === chip), tip = HM.onCurve(a, c, b, at);
    assert.ok(Math.hypot((box.x0 + box.x1) / 2 - tip.x, (box.y0 + box.y1) / 2 - tip.y) > 12);
  }
});

test('of two close sites the second, where its name has no room, stands in the label of the first', () => {
  let shared = 0;
  for (const seed of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]) {
    const found = placed({ sites: sites(80, seed, 600) }, { width: 600 }), at = new Map(found.standing.all().map(({ site, p }) => ['site:' + site.id, { site, p }]));
    for (const { label, lines } of found.placed.filter(one => one.label.shares)) {
      const own = at.get(label.key), other = at.get(label.shares);
      assert.ok(Math.hypot(own.p.x - other.p.x, own.p.y - other.p.y) <= 30);
      assert.strictEqual(lines[0].text, own.site.name);
      assert.strictEqual(lines[lines.length - 1].text, other.site.name);
      assert.ok(found.placed.every(one => one.label.key !== label.shares));
      shared += 1;
    }
  }
  assert.ok(shared > 3, String(shared));
});
