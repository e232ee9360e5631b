/* The flat box with the fields of a table row, and the box with coordinates. Text is only ever set as text. */
(function () {
  'use strict';

  const el = HM.el;
  let box = null, opener = null;

  function close(map, keepFocus) {
    if (!box) return;
    box.remove();
    box = null;
    map.off('move', map.hmPopupFollows);
    const key = opener && opener.getAttribute && opener.getAttribute('data-key');
    // The scene may have been drawn anew since: then the thing with the same key gets the focus back.
    const again = key && map.hmScene.root.querySelector('[data-key="' + CSS.escape(key) + '"]');
    if (!keepFocus && (again || opener)) (again || opener).focus({ preventScroll: true });
    opener = null;
  }

  /* A row is [name, value, date]; the three columns of the table under the map. */
  function factsTable(rows) {
    return el('table', {}, [el('tbody', {}, (rows || []).map(row => el('tr', {}, [
      el('th', { scope: 'row' }, row[0]), el('td', { dir: 'auto' }, row[1] || ''), el('td', { class: 'hm-when' }, row[2] || ''),
    ])))]);
  }
  function heading(item, level) {
    return el(level, { dir: HM.dirOf(item.name), lang: item.name_lang || null }, item.name);
  }
  const link = item => item.url ? el('p', {}, [el('a', { href: item.url }, item.link || HM.say.to_page)]) : null;

  function show(map, point, title, content, from) {
    close(map, true);
    opener = from || null;
    const holder = map.getContainer(), out = el('button', { type: 'button', class: 'hm-close', 'aria-label': HM.say.close }, '\u00D7');
    box = el('div', { class: 'hm-popup', role: 'dialog', 'aria-label': title, dir: document.documentElement.dir, tabindex: -1 }, [out].concat(content));
    out.addEventListener('click', () => close(map));
    box.addEventListener('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); close(map); } });
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    box.addEventListener('contextmenu', event => event.stopPropagation());
    holder.appendChild(box);
    const place = map.containerPointToLatLng([point.x, point.y]);
    map.hmPopupFollows = () => put(map, map.latLngToContainerPoint(place));
    map.on('move', map.hmPopupFollows);
    put(map, point);
    box.focus({ preventScroll: true });
  }
  // Beside the thing, where there is room; on a narrow map along the lower edge.
  function put(map, p) {
    const size = map.getSize(), narrow = size.x < 620;
    box.classList.toggle('hm-low', narrow);
    box.style.maxHeight = (size.y - 24) + 'px';
    if (narrow) { box.style.left = box.style.top = ''; return; }
    const w = box.offsetWidth, h = box.offsetHeight;
    const x = p.x + 22 + w < size.x - 8 ? p.x + 22 : p.x - 22 - w;
    box.style.left = Math.min(Math.max(x, 8), size.x - 8 - w) + 'px';
    box.style.top = Math.min(Math.max(p.y - h / 2, 8), size.y - 8 - h) + 'px';
  }

  HM.closePopup = map => close(map);
  /* What opens when the thing with this key is clicked or entered. */
  HM.offer = function (view, key, item, point) {
    view.scene.items.set(key, {
      item, point,
      open(target) { show(view.map, this.point || middle(view.map, target), item.name, [heading(item, 'h2'), item.note ? el('p', {}, item.note) : null, factsTable(item.facts), link(item)].filter(Boolean), target); },
    });
  };
  HM.offerGroup = function (view, key, group) {
    view.scene.items.set(key, {
      item: group, point: null,
      open(target) {
        const parts = group.members.map(site => el('section', {}, [heading(site, 'h3'), factsTable(site.facts), link(site)].filter(Boolean)));
        show(view.map, this.point || middle(view.map, target), group.name, [el('h2', { dir: HM.dirOf(group.name) }, group.name)].concat(parts), target);
      },
    });
  };
  /* A pointer at the edge widens the view until the thing is inside. */
  HM.offerWay = function (view, key, p) {
    view.scene.items.set(key, {
      point: null,
      open() { view.map.fitBounds(view.map.getBounds().extend(view.map.containerPointToLatLng([p.x, p.y])).pad(0.06), { animate: !HM.calm() }); },
    });
  };
  function middle(map, target) {
    const a = target.getBoundingClientRect(), b = map.getContainer().getBoundingClientRect();
    return { x: a.left - b.left + a.width / 2, y: a.top - b.top + a.height / 2 };
  }

  HM.copy = function (text, button) {
    const done = () => { const before = button.textContent; button.textContent = HM.say.copied; setTimeout(() => { button.textContent = before; }, 2000); };
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done, () => {});
    return Promise.resolve();
  };

  /* Coordinates of a long press, a right click or, by keyboard, of the middle of the map. */
  HM.controls.coordinates = function (map) {
    const tell = (point, latlng) => {
      const text = latlng.lat.toFixed(4) + ', ' + latlng.lng.toFixed(4);
      const field = el('input', { type: 'text', readonly: '', value: text, dir: 'ltr', 'aria-label': HM.say.coordinates });
      const copy = el('button', { type: 'button', class: 'button' }, HM.say.copy);
      copy.addEventListener('click', () => HM.copy(text, copy));
      const plan = new URL(HM.settings.plan_page, location.href);
      plan.searchParams.set('q', text);
      plan.searchParams.set('at', HM.settings.at);
      const link = el('p', {}, [el('a', { href: plan.pathname + plan.search }, HM.say.plan_here)]);
      show(map, point, HM.say.coordinates, [el('h2', {}, HM.say.coordinates), el('p', { class: 'hm-copy' }, [field, copy]), link], map.getContainer());
      field.addEventListener('focus', () => field.select());
    };
    map.on('contextmenu', event => {
      L.DomEvent.preventDefault(event.originalEvent);
      tell(event.containerPoint, event.latlng);
    });
    map.on('click', () => close(map, true));
    // Other pages and the search may name a thing (#site:haj-ali) or a position (#36.15,43.24) to be shown.
    map.once('day', () => {
      const wanted = decodeURIComponent(location.hash.slice(1)), pair = /^(-?[\d.]+), ?(-?[\d.]+)$/.exec(wanted);
      const item = map.hmScene.items.get(wanted), target = item && map.hmScene.root.querySelector('[data-key="' + CSS.escape(wanted) + '"]');
      if (target) item.open(target);
      else if (pair) tell(map.latLngToContainerPoint([pair[1], pair[2]]), L.latLng(pair[1], pair[2]));
    });
  };
})();
