/* The things on the map by keyboard: one stop for each layer, sites and their trays first; arrows go on inside it, in reading order. */
(function (HM) {
  'use strict';

  const ORDER = ['site', 'tray', 'sites', 'outside', 'movement', 'community', 'service', 'corridor'], SITES = ['site', 'tray', 'sites'], ROW = 24;
  const kind = node => { const found = node.getAttribute('data-key').split(':')[0]; return SITES.includes(found) ? 'site' : found; };

  /* The things in the order of keys: [[those of a layer, by rows], …]. */
  function layers(scene) {
    const found = new Map(), at = new Map();
    for (const node of scene.svg.querySelectorAll('[data-key][role=button]:not([data-arrival])')) {
      const box = node.getBoundingClientRect();
      at.set(node, { x: box.left + box.width / 2, y: Math.floor((box.top + box.height / 2) / ROW) });
      found.set(kind(node), (found.get(kind(node)) || []).concat(node));
    }
    const way = document.documentElement.dir === 'rtl' ? -1 : 1, rows = (a, b) => at.get(a).y - at.get(b).y || way * (at.get(a).x - at.get(b).x);
    return [...found.keys()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b)).map(name => found.get(name).sort(rows));
  }

  /* Only the first thing of the first layer is met from outside; the last one met keeps that for its layer. */
  HM.stops = function (scene) {
    const [first] = layers(scene);
    for (const node of scene.svg.querySelectorAll('[data-key][role=button]:not([data-arrival])')) node.setAttribute('tabindex', -1);
    if (first) first[0].setAttribute('tabindex', 0);
  };

  HM.stepped = function (scene, event) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], node = event.target.closest('[data-key]');
    if (!node || node.matches('[data-arrival]') || !(step || event.key === 'Tab') || event.altKey || event.ctrlKey || event.metaKey) return;
    const all = layers(scene), n = all.findIndex(list => list.includes(node)), list = all[n];
    let next = null;
    if (step) next = list[(list.indexOf(node) + (document.documentElement.dir === 'rtl' && /Left|Right/.test(event.key) ? -step : step) + list.length) % list.length];
    else if (all[n + (event.shiftKey ? -1 : 1)]) [next] = all[n + (event.shiftKey ? -1 : 1)];
    if (!next) {   // out of the map, past the stop at which it is entered
      for (const one of all.flat()) one.setAttribute('tabindex', -1);
      setTimeout(() => HM.stops(scene), 0);
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    next.focus({ preventScroll: true });
  };
})(globalThis.HM);
