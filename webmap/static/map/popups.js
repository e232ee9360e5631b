/* The flat box with the fields of a table row, and the box with coordinates. Text is only ever set as text. */
(function (HM) {
  'use strict';

  const el = HM.el;
  /* A row is [name, value, date]; the three columns of the table under the map. */
  function factsTable(rows) {
    return el('table', {}, [el('tbody', {}, (rows || []).map(row => el('tr', {}, [
      el('th', { scope: 'row' }, row[0]), el('td', { dir: 'auto' }, row[1] || ''), el('td', { class: 'hm-when' }, row[2] || ''),
    ])))]);
  }
  function heading(item, level) {
    return el(level, { dir: HM.dirOf(item.name), lang: item.name_lang || null }, item.name);
  }
  /* First what matters in a sentence, which every reader of screens hears too; then at most four rows, those with a day first. */
  const MOST_ROWS = 4;
  function told(item) {
    const aria = item.aria || '', rest = aria.startsWith(item.name) ? aria.slice(item.name.length).replace(/^[,،]\s*/, '') : aria;
    const facts = (item.facts || []).filter(row => row[1] || row[2]), dated = facts.filter(row => row[2]), rows = dated.concat(facts.filter(row => !row[2])).slice(0, MOST_ROWS);
    return [rest ? el('p', { class: 'hm-said' }, rest.charAt(0).toUpperCase() + rest.slice(1)) : null, item.note ? el('p', {}, item.note) : null, factsTable(facts.filter(row => rows.includes(row)))].filter(Boolean);
  }
  const link = (item, say) => item.url ? el('p', {}, [el('a', { href: item.url }, item.link || say.to_page)]) : null;

  /* The one box that a map has open. */
  HM.Popup = class {
    constructor(scene) {
      this.scene = scene;
      this.box = this.opener = this.follows = null;
    }
    close(keepFocus) {
      if (!this.box) return;
      const { opener, scene } = this;
      this.box.remove();
      scene.map.off('move', this.follows);
      this.box = this.opener = null;
      const key = opener && opener.getAttribute && opener.getAttribute('data-key');
      // The scene may have been drawn anew since: then the thing with the same key gets the focus back.
      const again = key && scene.target(key);
      if (!keepFocus && (again || opener)) (again || opener).focus({ preventScroll: true });
    }
    show(point, title, content, from) {
      this.close(true);
      this.opener = from || null;
      const { map, say } = this.scene, out = el('button', { type: 'button', class: 'hm-close', 'aria-label': say.close }, '\u00D7');
      const box = this.box = el('div', { class: 'hm-popup', role: 'dialog', 'aria-label': title, dir: document.documentElement.dir, tabindex: -1 }, [out].concat(content));
      out.addEventListener('click', () => this.close());
      box.addEventListener('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); this.close(); } });
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      box.addEventListener('contextmenu', event => event.stopPropagation());
      map.getContainer().appendChild(box);
      const place = map.containerPointToLatLng([point.x, point.y]);
      this.follows = () => this.put(map.latLngToContainerPoint(place));
      map.on('move', this.follows);
      this.put(point);
      box.focus({ preventScroll: true });
    }
    // Beside the thing, where there is room; on a narrow map along the edge that is farther from it.
    put(p) {
      const box = this.box, size = this.scene.map.getSize(), narrow = size.x < 620;
      box.classList.toggle('hm-low', narrow && p.y <= size.y / 2);
      box.classList.toggle('hm-high', narrow && p.y > size.y / 2);
      box.style.maxHeight = (size.y - 24) + 'px';
      if (narrow) { box.style.left = box.style.top = ''; return; }
      const w = box.offsetWidth, h = box.offsetHeight;
      const x = p.x + 22 + w < size.x - 8 ? p.x + 22 : p.x - 22 - w;
      box.style.left = Math.min(Math.max(x, 8), size.x - 8 - w) + 'px';
      box.style.top = Math.min(Math.max(p.y - h / 2, 8), size.y - 8 - h) + 'px';
    }
  };

  function middle(map, target) {
    const a = target.getBoundingClientRect(), b = map.getContainer().getBoundingClientRect();
    return { x: a.left - b.left + a.width / 2, y: a.top - b.top + a.height / 2 };
  }
  HM.Scene.include({
    /* What opens when the thing with this key is clicked or entered. */
    offer(key, item, point) {
      const scene = this;
      this.items.set(key, {
        item, point,
        open(target) { scene.popup.show(this.point || middle(scene.map, target), item.name, [heading(item, 'h2'), ...told(item), link(item, scene.say)].filter(Boolean), target); },
      });
    },
    offerGroup(key, group) {
      const scene = this;
      this.items.set(key, {
        item: group, point: null,
        open(target) {
          if (scene.listed(group, target)) return;
          const parts = group.members.map(site => el('section', {}, [heading(site, 'h3'), ...told(site), link(site, scene.say)].filter(Boolean)));
          scene.popup.show(this.point || middle(scene.map, target), group.name, [el('h2', { dir: HM.dirOf(group.name) }, group.name)].concat(parts), target);
        },
      });
    },
    /* On a phone the sites of a tray are listed under the map, where the page has room for a list. */
    listed(group, opener) {
      const place = this.page.querySelector('[data-listed]'), { say } = this;
      if (!place || this.map.getSize().x >= 620) return false;
      const title = el('h2', { tabindex: -1, dir: HM.dirOf(group.name) }, group.name), out = el('button', { type: 'button', class: 'hm-close', 'aria-label': say.close }, '\u00D7'), key = opener.getAttribute('data-key');
      const close = () => { place.hidden = true; const again = this.target(key); if (again) again.focus({ preventScroll: true }); };
      out.addEventListener('click', close);
      place.onkeydown = event => { if (event.key === 'Escape') close(); };
      place.replaceChildren(title, out, el('ul', {}, group.members.map(site => el('li', {}, [
        site.url ? el('a', { href: site.url, dir: HM.dirOf(site.name), lang: site.name_lang || null }, site.name) : heading(site, 'h3'), el('span', {}, [site.detail, site.lid].filter(Boolean).join(' \u00B7 ')),
      ]))));
      place.hidden = false;
      title.focus({ preventScroll: true });
      place.scrollIntoView({ block: 'nearest', behavior: HM.calm() ? 'auto' : 'smooth' });
      return true;
    },
    /* Sites counted together are told apart closer up; where the map cannot go closer, a box says what is known of them. */
    offerCloser(key, group, p) {
      this.offer(key, group, p);
      const { map } = this, item = this.items.get(key), { open } = item;
      item.open = target => {
        if (map.getZoom() < map.getMaxZoom()) map.fitBounds(HM.bounds(group.box).pad(0.1), { animate: !HM.calm() });
        else open.call(item, target);
      };
    },
    /* A pointer at the edge widens the view until the thing is inside. */
    offerWay(key, p) {
      const { map } = this;
      this.items.set(key, {
        point: null,
        open() { map.fitBounds(map.getBounds().extend(map.containerPointToLatLng([p.x, p.y])).pad(0.06), { animate: !HM.calm() }); },
      });
    },
  });

  HM.copy = function (text, button, say) {
    const done = () => { const before = button.textContent; button.textContent = say.copied; setTimeout(() => { button.textContent = before; }, 2000); };
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(done, () => {});
    return Promise.resolve();
  };

  /* Coordinates of a long press, a right click or, by keyboard, of the middle of the map. */
  HM.controls.coordinates = function (scene) {
    const { map, say, settings, popup } = scene;
    const planned = text => {
      const plan = new URL(settings.plan_page, location.href);
      plan.searchParams.set('q', text);
      plan.searchParams.set('at', settings.at);
      return el('p', {}, [el('a', { href: plan.pathname + plan.search }, say.plan_here)]);
    };
    const tell = (point, latlng) => {
      const text = latlng.lat.toFixed(4) + ', ' + latlng.lng.toFixed(4);
      const field = el('input', { type: 'text', readonly: '', value: text, dir: 'ltr', 'aria-label': say.coordinates });
      const copy = el('button', { type: 'button', class: 'button' }, say.copy);
      copy.addEventListener('click', () => HM.copy(text, copy, say));
      const way = settings.plan_page && planned(text);
      popup.show(point, say.coordinates, [el('h2', {}, say.coordinates), el('p', { class: 'hm-copy' }, [field, copy]), way].filter(Boolean), map.getContainer());
      field.addEventListener('focus', () => field.select());
    };
    map.on('contextmenu', event => {
      L.DomEvent.preventDefault(event.originalEvent);
      if (scene.arrive) scene.arrive(event.latlng);
      else tell(event.containerPoint, event.latlng);
    });
    map.on('click', event => { if (event.originalEvent.pointerType === 'mouse' || !scene.openNear(event.containerPoint)) popup.close(true); });
    // Other pages and the search may name a thing (#site:haj-ali) or a position (#36.15,43.24) to be shown.
    map.once('day', () => {
      const wanted = decodeURIComponent(location.hash.slice(1)), pair = /^(-?[\d.]+), ?(-?[\d.]+)$/.exec(wanted);
      const item = scene.items.get(wanted), target = item && scene.target(wanted);
      if (target) item.open(target);
      else if (pair) tell(map.latLngToContainerPoint([pair[1], pair[2]]), L.latLng(pair[1], pair[2]));
    });
  };
})(globalThis.HM);
