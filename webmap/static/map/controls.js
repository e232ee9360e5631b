/* The map's own controls: zoom, all Ninewa, full screen, scale, layers, link, and the line shown when data do not arrive. */
(function (HM) {
  'use strict';

  const el = HM.el;

  /* On a phone the thumb is at the lower right in every language, and the upper left is needed for the map. */
  function corner(map, wanted, node) {
    const narrow = map.getSize().x < 620, buttons = !!node.querySelector('button') || node.matches('button');
    const position = narrow ? wanted.replace(/left|right/, buttons ? 'right' : 'left') : wanted;
    const control = L.control({ position });
    control.onAdd = () => { L.DomEvent.disableClickPropagation(node); return node; };
    return control.addTo(map);
  }
  function button(label, text, act) {
    const node = el('button', { type: 'button', class: 'hm-control-button', 'aria-label': label === text ? null : label, title: label === text ? null : label }, text);
    node.addEventListener('click', act);
    return node;
  }

  HM.controls.zoom = function ({ map, say }, { position }) {
    const step = by => () => map.setZoom(map.getZoom() + by, { animate: !HM.calm() });
    const closer = button(say.zoom_in, '+', step(0.75)), wider = button(say.zoom_out, '\u2212', step(-0.75));
    const update = () => { closer.disabled = map.getZoom() >= map.getMaxZoom(); wider.disabled = map.getZoom() <= map.getMinZoom(); };
    map.on('zoomend', update);
    return corner(map, map.getSize().x < 620 ? position.replace('top', 'bottom') : position, el('div', { class: 'hm-zoom' }, [closer, wider]));
  };

  /* One button for the two views people need, saying where it leads. */
  HM.controls.extent = function (scene, { position }) {
    const { map, say, settings } = scene;
    const near = () => map.getZoom() > map.getBoundsZoom(HM.bounds(settings.ninewa_bbox)) + 0.35;
    const node = button(say.all_ninewa, say.all_ninewa, () => scene.fit(near() ? settings.ninewa_bbox : settings.opening_bbox, !near(), !HM.calm()));
    node.classList.add('hm-wide-button');
    map.on('moveend', () => { node.textContent = near() ? say.all_ninewa : say.around_mosul; });
    return corner(map, position, node);
  };

  HM.controls.fullscreen = function ({ map, say }, { position }) {
    const frame = map.getContainer().closest('.map-main') || map.getContainer().closest('[data-map-frame]') || map.getContainer();   // title, day and key stay
    if (!frame.requestFullscreen || !document.fullscreenEnabled) return null;   // a frame may not be allowed to
    const corners = HM.svg('svg', { viewBox: '0 0 20 20', width: 20, height: 20, 'aria-hidden': 'true' }, [HM.svg('path', { d: 'M1 6V1H6M14 1H19V6M19 14V19H14M6 19H1V14' })]);
    const node = button(say.fullscreen, '', () => (document.fullscreenElement ? document.exitFullscreen() : frame.requestFullscreen().catch(() => {})));
    node.appendChild(corners);
    node.classList.add('hm-full-button');
    document.addEventListener('fullscreenchange', () => node.setAttribute('aria-pressed', String(!!document.fullscreenElement)));
    return corner(map, position, node);
  };

  HM.controls.scale = function ({ map, say }, { position }) {
    const bar = HM.svg('svg', { height: 8, 'aria-hidden': 'true' }), text = el('span', { dir: document.documentElement.dir });
    const update = () => {
      const size = map.getSize(), y = size.y / 2;
      const perPixel = map.distance(map.containerPointToLatLng([0, y]), map.containerPointToLatLng([100, y])) / 100000;
      const km = [200, 100, 50, 20, 10, 5, 2, 1, 0.5].find(n => n / perPixel <= (size.x < 620 ? 72 : 110)) || 0.5, width = km / perPixel;
      bar.setAttribute('width', (width + 2).toFixed(0));
      bar.textContent = '';
      bar.appendChild(HM.svg('path', { d: `M1 1V7H${(width + 1).toFixed(1)}V1M${(width / 2 + 1).toFixed(1)} 7V4`, class: 'hm-scale-line' }));
      text.textContent = HM.words(say.km, { n: km });
    };
    map.on('moveend resize', update);
    return corner(map, position, el('div', { class: 'hm-scale' }, [bar, text]));
  };

  /* Boxes to tick for each layer, in the page beside the legend, not on the map. */
  HM.controls.layers = function (scene, { rows }) {
    const { map, layers } = scene, place = scene.page.querySelector('[data-map-layers]');
    if (!place) return;
    for (const { kind, label, choice } of rows) {
      const box = el('input', { type: 'checkbox' });
      box.checked = map.hasLayer(layers[choice]);
      box.addEventListener('change', () => {
        layers[choice][box.checked ? 'addTo' : 'removeFrom'](map);
        const shown = rows.filter(row => map.hasLayer(layers[row.choice])).map(row => row.choice);
        scene.remember({ layers: shown.length === rows.length ? null : shown.join(',') });
      });
      place.appendChild(el('label', { 'data-choice': choice }, [box, HM.legendMark(kind), el('span', {}, label)]));
    }
  };

  const OF_THE_MAP = ['bbox', 'arrive', 'max_km'];   // which other pages do not know
  function set(params, name, value) {
    params.delete(name);
    for (const one of [].concat(value)) params.append(name, one);
  }
  /* The picture under the map, which is printed, follows what is shown, once that has come to rest. */
  let resting = 0;
  function drawAnew(changes) {
    for (const picture of document.querySelectorAll('[data-map-picture]')) {
      const image = picture.querySelector('img'), wanted = JSON.parse(picture.dataset.stale || '{}');
      picture.dataset.stale = JSON.stringify(Object.assign(wanted, changes));
      clearTimeout(resting);
      resting = setTimeout(function ask() {
        // One that is on its way comes first: giving it up would be a request for nothing.
        if (!image.complete) { resting = setTimeout(ask, 900); return; }
        image.onload = () => { if (!resting) delete picture.dataset.stale; };
        resting = 0;
        for (const [node, name] of [...picture.querySelectorAll('source')].map(source => [source, 'srcset']).concat([[image, 'src']])) {
          const address = new URL(node.getAttribute(name), location.href);
          for (const key in wanted) {
            if (wanted[key] === null) address.searchParams.delete(key);
            else set(address.searchParams, key, wanted[key]);
          }
          node.setAttribute(name, address.pathname + address.search);
        }
      }, 900);
    }
  }

  /* The address always says what is shown, so copying it is enough; links keep what they share with it. */
  function remember(changes) {
    const here = new URL(location.href);
    for (const name in changes) {
      if (changes[name] === null) here.searchParams.delete(name);
      else set(here.searchParams, name, changes[name]);
    }
    history.replaceState(history.state, '', here.pathname + here.search.replace(/%2C/g, ',').replace(/%3A/g, ':') + here.hash);
    for (const link of document.querySelectorAll('a[href]')) {
      const target = new URL(link.href, location.href);
      if (target.origin !== location.origin || link.closest('[data-own-day]') || !(target.searchParams.has('lang') || link.hasAttribute('data-keeps-day'))) continue;
      for (const name in changes) {
        if (OF_THE_MAP.includes(name) && target.pathname !== location.pathname && !link.hasAttribute(name === 'bbox' ? 'data-keeps-view' : 'data-keeps-day')) continue;
        if (changes[name] === null) target.searchParams.delete(name);
        else set(target.searchParams, name, changes[name]);
      }
      link.setAttribute('href', target.pathname + target.search.replace(/%2C/g, ',').replace(/%3A/g, ':') + target.hash);
    }
    drawAnew(changes);
    for (const field of document.querySelectorAll('form[role=search] input[type=hidden]')) if (changes[field.name] && !Array.isArray(changes[field.name])) field.value = changes[field.name];
  }

  HM.controls.address = function (scene) {
    const { map, page, say } = scene;
    scene.remember = remember;
    let moved = false;
    // Only a view that a person chose goes into the address; the opening view stays the page's own.
    for (const event of ['pointerdown', 'keydown', 'wheel']) map.getContainer().addEventListener(event, () => { moved = true; }, { passive: true });
    map.on('moveend', () => {
      if (!moved) return;
      const b = map.getBounds(), view = [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()].map(n => n.toFixed(3));
      if (scene.base) for (const node of page.querySelectorAll('[data-area]')) node.textContent = HM.placeInView(scene.base.places, view.map(Number), scene.settings.lang);
      remember({ bbox: view.join(',') });
    });
    for (const node of page.querySelectorAll('[data-copy-link]')) {
      node.hidden = false;
      node.addEventListener('click', () => HM.copy(location.href, node, say));
    }
    for (const node of page.querySelectorAll('[data-print]')) {
      node.hidden = false;
      node.addEventListener('click', () => window.print());
    }
    // The wheel scrolls the page until the map has been clicked or reached by keyboard.
    map.scrollWheelZoom.disable();
    map.on('focus', () => map.scrollWheelZoom.enable());
    map.on('blur', () => map.scrollWheelZoom.disable());
  };

  /* Scripts and style sheets that a page brings when they are first used. */
  HM.brought = names => Promise.all(names.map(name => new Promise((done, failed) => {
    const sheet = name.endsWith('.css'), node = el(sheet ? 'link' : 'script', sheet ? { rel: 'stylesheet', href: name } : { src: name });
    node.async = false;
    node.onload = done;
    node.onerror = failed;
    document.head.appendChild(node);
  })));
  /* Families arrive: a button to drag onto the map or to press; all that answers it comes when it is first used. */
  HM.controls.arrivals = function (scene, { position, label }) {
    const given = scene.settings.arriving, asked = new URL(location.href).searchParams;
    if (!given) return null;
    let coming = null;
    const come = () => (coming = coming || HM.brought(given.files).then(() => HM.arrivals(scene)));
    scene.arrive = latlng => come().then(arrivals => arrivals.add(latlng, true)).catch(() => scene.control('failure'));
    if (asked.get('arrive')) scene.map.once('day', () => { scene.arrived = come().then(arrivals => arrivals.opened(asked)); });
    if (scene.settings.sheet) return null;
    const node = button(label, label, () => scene.arrive(null));
    node.classList.add('hm-wide-button', 'hm-arrive-button');
    node.addEventListener('pointerdown', from => {
      if (from.button) return;
      const leave = event => {
        if (Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) < 8) return;
        end();
        node.addEventListener('click', one => one.stopImmediatePropagation(), { capture: true, once: true });
        come().then(arrivals => arrivals.carried(event));
      };
      const end = () => { window.removeEventListener('pointermove', leave); window.removeEventListener('pointerup', end); };
      window.addEventListener('pointermove', leave);
      window.addEventListener('pointerup', end);
    });
    return corner(scene.map, position, node);
  };

  /* What the numbers on lines of the map stand for, in lines under it; on paper all of them. */
  HM.controls.numbered = function (scene) {
    const { map, page, say } = scene, place = page.querySelector('[data-numbered]');
    if (!place) return;
    map.on('day', () => { place.style.minHeight = ''; });
    map.on('drawn', () => {
      if (!scene.data) return;
      const { numbered, arrivals } = scene.placed, shown = arrivals ? [] : numbered, all = (scene.data.movements || []).filter(m => m.n).sort((a, b) => a.n - b.n);
      place.setAttribute('data-told', '');
      place.replaceChildren(...all.map(m => el('li', { value: m.n, class: shown.some(one => one.n === m.n) ? null : 'hm-elsewhere' }, HM.ofMovement(m, say.comma))));
      // Lines that come and go must not shake the map.
      place.style.minHeight = Math.max(parseFloat(place.style.minHeight) || 0, shown.length ? place.offsetHeight : 0) + 'px';
    });
  };

  HM.controls.failure = function ({ map, say }) {
    if (map.getContainer().querySelector('.hm-failure')) return;
    const line = el('p', { class: 'hm-failure', role: 'alert', dir: document.documentElement.dir }, [document.createTextNode(say.failed + ' ')]);
    const again = el('button', { type: 'button', class: 'button' }, say.again);
    again.addEventListener('click', () => location.reload());
    line.appendChild(again);
    map.getContainer().appendChild(line);
  };
})(globalThis.HM);
