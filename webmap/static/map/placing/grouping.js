/* Sites that would cover one another become a group, which has a name. */
(function (HM) {
  'use strict';

  /* The smallest of many first; `before(a, b)` is the order. */
  class Queue {
    constructor(before) {
      this.before = before;
      this.items = [];
    }
    push(item) {
      const items = this.items;
      let n = items.push(item) - 1;
      while (n && this.before(item, items[(n - 1) >> 1])) {
        items[n] = items[(n - 1) >> 1];
        n = (n - 1) >> 1;
      }
      items[n] = item;
    }
    pop() {
      const items = this.items, first = items[0], last = items.pop();
      if (!items.length) return first;
      for (let n = 0; ;) {
        let child = 2 * n + 1;
        if (child + 1 < items.length && this.before(items[child + 1], items[child])) child += 1;
        if (child >= items.length || this.before(last, items[child])) { items[n] = last; return first; }
        items[n] = items[child];
        n = child;
      }
    }
  }

  const wide = (a, b) => Math.max(Math.max(a.x1, b.x1) - Math.min(a.x0, b.x0), Math.max(a.y1, b.y1) - Math.min(a.y0, b.y0));

  /* Merges the closest groups first (of equally close ones those that were there first), and never lets a chain of
     neighbours grow into one wide group: a group is at most `widest` px wide and high, and `near` px is too close to stand
     alone. `work.pairs` counts the pairs that were looked at. */
  HM.grouped = function (sites, near, widest, work) {
    const groups = sites.map((site, n) => ({ n, members: [site], x0: site.p.x, x1: site.p.x, y0: site.p.y, y1: site.p.y, gaps: new Map() }));
    const queue = new Queue((one, two) => one.gap - two.gap < 0 || (one.gap === two.gap && (one.a.n - two.a.n || one.b.n - two.b.n) < 0));
    const pair = (a, b, gap) => {
      work.pairs += 1;
      if (gap >= near || wide(a, b) > widest) return;
      a.gaps.set(b, gap);
      b.gaps.set(a, gap);
      queue.push({ a, b, gap });
    };
    const places = new HM.Boxes(work);
    for (const group of groups) places.add(group);
    for (const a of groups) for (const b of places.near(HM.grown(a, near))) if (b.n > a.n) pair(a, b, Math.hypot(a.x0 - b.x0, a.y0 - b.y0));
    while (queue.items.length) {
      const { a, b } = queue.pop();
      if (a.gone || b.gone) continue;
      const both = { n: groups.length, members: a.members.concat(b.members), x0: Math.min(a.x0, b.x0), x1: Math.max(a.x1, b.x1), y0: Math.min(a.y0, b.y0), y1: Math.max(a.y1, b.y1), gaps: new Map() };
      groups.push(both);
      a.gone = b.gone = true;
      // What is too far from one of the two to join it, or would be too wide with it, is so with both.
      for (const [other, gap] of a.gaps) if (!other.gone) pair(other, both, Math.min(gap, b.gaps.has(other) ? b.gaps.get(other) : Infinity));
      for (const [other, gap] of b.gaps) if (!other.gone && !a.gaps.has(other)) pair(other, both, gap);
    }
    return groups.filter(group => !group.gone);
  };

  /* "Kabarto 1, 2" for names that share a beginning, "Bardarash, Qaymawa" for two, "Essian +3" for more. */
  HM.joinedNames = function (names, comma) {
    let shared = names[0];
    for (const name of names) while (!name.startsWith(shared)) shared = shared.slice(0, -1);
    shared = shared.slice(0, shared.lastIndexOf(' ') + 1);
    const rests = names.map(name => name.slice(shared.length));
    if (shared.length > 3 && rests.every(rest => rest && rest.length < 4)) return shared + rests.join(comma);
    return names.length < 3 ? names.join(comma) : names[0] + ' +' + (names.length - 1);
  };

  /* The name of the smallest tray that lists all members, else their own names joined. */
  HM.groupName = function (members, trays, comma) {
    const ids = members.map(site => site.id);
    let found = null;
    for (const name in trays || {}) {
      if (ids.every(id => trays[name].includes(id)) && (!found || trays[name].length < trays[found].length)) found = name;
    }
    const sleeping = members.filter(site => site.type !== 'screening_site');
    return found || HM.joinedNames((sleeping.length ? sleeping : members).map(site => site.name), comma);
  };
})(globalThis.HM = globalThis.HM || {});
