/* Sites on the map: their symbols, and the rows and white trays that list those of crowded places. */
(function (HM) {
  'use strict';

  const svg = HM.svg, el = HM.el;

  function siteButton(scene, site, p) {
    scene.offer('site:' + site.id, site, p);
    return svg('g', {
      'data-key': 'site:' + site.id, transform: `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`, class: 'hm-button',
      role: 'button', tabindex: 0, 'aria-label': site.aria || site.name,
    }, [svg('title', {}, site.name + (site.detail ? '\n' + site.detail : '')), svg('path', { d: HM.siteRing(site), class: 'hm-ring' }), HM.siteSymbol(site, scene.hatch)]);
  }

  function stackButton(scene, group, p) {
    const key = 'sites:' + group.id;
    scene.offerCloser(key, group, p);
    return svg('g', {
      'data-key': key, transform: `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': group.aria,
    }, [svg('title', {}, group.name + '\n' + group.detail), svg('path', { d: HM.siteRing(group), class: 'hm-ring' }), HM.stackSymbol(group, scene.hatch)]);
  }

  function symbolBox(scene, site, boxSize) {
    const room = HM.siteRoom(site), width = boxSize || Math.ceil(2 * room.half + 5), height = Math.ceil(room.bottom - room.top + 5);
    const picture = svg('svg', { width, height, viewBox: `${-width / 2} ${room.top - 2.5} ${width} ${height}`, 'aria-hidden': 'true', class: 'hm-tray-symbol' });
    picture.appendChild(HM.siteSymbol(site, scene.hatch));
    return picture;
  }

  function listTray(scene, group) {
    const rows = group.members.map(site => {
      const button = el('button', { type: 'button', 'data-key': 'site:' + site.id, 'aria-label': site.aria || site.name }, [
        symbolBox(scene, site, 42),
        el('span', {}, [el('b', {}, [el('bdi', {}, site.name)]), el('span', { class: 'hm-detail' }, site.detail || '')]),
      ]);
      scene.offer('site:' + site.id, site, null);
      return el('li', {}, [button]);
    });
    return el('section', { class: 'hm-tray hm-tray-list', dir: document.documentElement.dir, 'aria-label': group.name }, [el('h2', {}, group.name), el('ul', {}, rows)]);
  }

  function rowTray(scene, group, perKm) {
    const key = 'tray:' + group.members.map(site => site.id).join('+');
    // Zoomed far out the largest three stand for the rest.
    const shown = perKm < 2 ? 3 : 6;
    const list = el('ul', { 'aria-label': group.name }, group.members.slice(0, shown).map(site => el('li', {}, [symbolBox(scene, site), el('span', { class: 'visually-hidden' }, site.aria || site.name)])));
    const more = group.members.length > shown ? el('span', { class: 'hm-more' }, '+' + (group.members.length - shown)) : null;
    const names = group.members.map(site => site.name).join(scene.say.comma);
    scene.offerGroup(key, group);
    return el('section', { class: 'hm-tray hm-tray-row', dir: 'ltr' }, [
      el('button', { type: 'button', 'data-key': key, 'aria-label': group.name + ': ' + names }, [list, more]),
      el('h2', { dir: HM.dirOf(group.name) }, group.name),
    ]);
  }

  /* The room of a tray is known once it is made: it waits, unseen, for its place. */
  HM.trayRoom = function (scene, group, view) {
    const node = view.lists ? listTray(scene, group) : rowTray(scene, group, view.perKm);
    scene.sheets.appendChild(node);
    scene.trays.set(group, node);
    return { x: Math.ceil(node.offsetWidth), y: Math.ceil(node.offsetHeight) };
  };

  function leader({ leader: { a, b } }, layer) {
    const d = `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
    layer.appendChild(svg('path', { d, class: 'hm-leader-casing' }));
    layer.appendChild(svg('path', { d, class: 'hm-leader' }));
  }
  function tray(scene, { group, box }) {
    const node = scene.trays.get(group);
    node.style.left = Math.round(box.x0) + 'px';
    node.style.top = Math.round(box.y0) + 'px';
    for (const button of node.querySelectorAll('[data-key]')) {
      const item = scene.items.get(button.getAttribute('data-key'));
      if (item) item.point = { x: (box.x0 + box.x1) / 2, y: box.y0 + 20 };
    }
    scene.trays.delete(group);
  }

  HM.drawing.sites = function (view, layer, scene) {
    for (const one of view.trays) leader(one, layer);
    HM.drawTogether(view, layer);
    for (const group of view.groups) {
      for (const site of group.members) layer.appendChild(svg('circle', { cx: site.p.x.toFixed(1), cy: site.p.y.toFixed(1), r: 2.8, class: 'hm-place-dot' }));
    }
    for (const { group, p } of view.stacks) layer.appendChild(stackButton(scene, group, p));
    for (const { site, p } of view.symbols.sort((a, b) => b.site.radius - a.site.radius)) layer.appendChild(siteButton(scene, site, p));
    for (const one of view.trays) tray(scene, one);
    // What is left found no place.
    for (const node of scene.trays.values()) node.remove();
  };
})(globalThis.HM);
