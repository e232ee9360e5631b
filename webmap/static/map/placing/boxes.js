/* Boxes {x0, y0, x1, y1} in px, and which of very many stand where: RBush answers, so that nothing is compared with everything.

   The modules of this folder decide where things are drawn. They know no document and no Leaflet: sizes, positions and the
   widths of texts come in (see scene.js), plain objects go out. */
(function (HM) {
  'use strict';

  HM.placing = {};   // what each layer does to be placed, by its name

  class Tree extends RBush {
    toBBox(one) { return { minX: one.x0, minY: one.y0, maxX: one.x1, maxY: one.y1 }; }
    compareMinX(a, b) { return a.x0 - b.x0; }
    compareMinY(a, b) { return a.y0 - b.y0; }
  }

  const byTurn = (a, b) => a.n - b.n;

  /* What was put in comes out in the order in which it was put in, so that sums and first matches do not depend on the tree.
     `work.boxes` counts what had to be looked at. */
  HM.Boxes = class {
    constructor(work) {
      this.work = work;
      this.tree = new Tree();
      this.waiting = [];
      this.count = 0;
    }
    add(box, what) {
      const entry = { x0: box.x0, y0: box.y0, x1: box.x1, y1: box.y1, n: this.count += 1, what: what || box };
      this.waiting.push(entry);
      return entry;
    }
    remove(entry) {
      this.settle();
      this.tree.remove(entry);
    }
    // Loading many at once is several times cheaper than one by one.
    settle() {
      if (this.waiting.length) this.tree.load(this.waiting);
      this.waiting = [];
    }
    /* What touches any of the areas, at least with its edge. */
    near(...areas) {
      this.settle();
      const found = [], things = [];
      for (const area of areas) {
        for (const entry of this.tree.search({ minX: area.x0, minY: area.y0, maxX: area.x1, maxY: area.y1 })) found.push(entry);
      }
      this.work.boxes += found.length;
      if (found.length > 1) found.sort(byTurn);
      for (let n = 0; n < found.length; n += 1) if (!n || found[n] !== found[n - 1]) things.push(found[n].what);
      return things;
    }
    /* Whether any of what touches one of the areas, at least with its edge, passes a test; looks no further than the first. */
    some(test, ...areas) {
      this.settle();
      for (const area of areas) {
        const nodes = [this.tree.data];
        for (let node = nodes.pop(); node; node = nodes.pop()) {
          for (const child of node.children) {
            const [x0, y0, x1, y1] = node.leaf ? [child.x0, child.y0, child.x1, child.y1] : [child.minX, child.minY, child.maxX, child.maxY];
            if (x0 > area.x1 || x1 < area.x0 || y0 > area.y1 || y1 < area.y0) continue;
            if (!node.leaf) nodes.push(child);
            else {
              this.work.boxes += 1;
              if (test(child.what)) return true;
            }
          }
        }
      }
      return false;
    }
    all() {
      this.settle();
      return this.tree.all().sort(byTurn).map(entry => entry.what);
    }
  };

  HM.around = (p, reach) => ({ x0: p.x - reach, x1: p.x + reach, y0: p.y - reach, y1: p.y + reach });
  HM.grown = (box, by) => ({ x0: box.x0 - by, x1: box.x1 + by, y0: box.y0 - by, y1: box.y1 + by });
  HM.overlap = (a, b) => Math.max(0, Math.min(a.x1, b.x1) - Math.max(a.x0, b.x0)) * Math.max(0, Math.min(a.y1, b.y1) - Math.max(a.y0, b.y0));
  HM.touches = (a, b) => HM.overlap(a, b) > 0;

  const STEPS = 24;
  /* Whether a straight line {a, b} passes through a box. */
  HM.crosses = function (line, box) {
    const { a, b } = line;
    if (Math.max(a.x, b.x) <= box.x0 || Math.min(a.x, b.x) >= box.x1 || Math.max(a.y, b.y) <= box.y0 || Math.min(a.y, b.y) >= box.y1) return false;
    for (let n = 1; n < STEPS; n += 1) {
      const x = a.x + (b.x - a.x) * n / STEPS, y = a.y + (b.y - a.y) * n / STEPS;
      if (x > box.x0 && x < box.x1 && y > box.y0 && y < box.y1) return true;
    }
    return false;
  };
  /* The boxes of a line's pieces: a slanting line has far less in these than in the one box of the whole. */
  HM.pieces = function ({ a, b }) {
    const count = Math.min(6, Math.ceil(Math.hypot(a.x - b.x, a.y - b.y) / 60) || 1), pieces = [];
    for (let n = 0; n < count; n += 1) {
      const x = a.x + (b.x - a.x) * n / count, y = a.y + (b.y - a.y) * n / count, u = a.x + (b.x - a.x) * (n + 1) / count, v = a.y + (b.y - a.y) * (n + 1) / count;
      pieces.push({ x0: Math.min(x, u), x1: Math.max(x, u), y0: Math.min(y, v), y1: Math.max(y, v) });
    }
    return pieces;
  };
})(globalThis.HM = globalThis.HM || {});
