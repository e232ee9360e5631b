/* The frame of a map: words and settings, drawing helpers, the registry of layers and controls, the day's data, and the scene.

   The scene redraws everything that stands on the base map whenever the view or the data change. Layers take part in
   two steps: `place(view)` says where things are and what room they need, `draw(view, group)` draws them. Both run in a
   fixed order, so that the same data and the same view always give the same picture. */
(function () {
  'use strict';

  const HM = window.HM = { kinds: {}, controls: {}, say: {}, settings: {} };
  const SVG = 'http://www.w3.org/2000/svg';
  // Order of drawing, lowest first; order of placing is PLACING, because lines end at symbols and labels avoid both.
  const DRAWING = ['corridors', 'movements', 'sites', 'services', 'communities', 'places'];
  const PLACING = ['sites', 'movements', 'corridors', 'communities', 'trays', 'services', 'places'];

  function fill(node, attributes, content) {
    for (const name in attributes || {}) {
      if (attributes[name] !== null && attributes[name] !== undefined) node.setAttribute(name, attributes[name]);
    }
    // Text from the database only ever becomes a text node.
    if (typeof content === 'string' || typeof content === 'number') node.textContent = content;
    else for (const child of [].concat(content || [])) if (child) node.appendChild(child);
    return node;
  }
  HM.svg = (tag, attributes, content) => fill(document.createElementNS(SVG, tag), attributes, content);
  HM.el = (tag, attributes, content) => fill(document.createElement(tag), attributes, content);

  let counter = 0;
  HM.uid = prefix => 'hm-' + prefix + '-' + (counter += 1);
  HM.calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  // {n} in a translated sentence.
  HM.words = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);
  // The direction of a text by its first letter that has one; names keep theirs in every language of the page, and
  // numbers alone run left to right, so that 5,000+ keeps its plus behind it.
  HM.dirOf = text => {
    const found = /[\u0590-\u08FF\uFB1D-\uFEFC]|[A-Za-z\u00C0-\u024F]/.exec(text || '');
    if (!found) return 'ltr';
    return /[\u0590-\u08FF\uFB1D-\uFEFC]/.test(found[0]) ? 'rtl' : 'ltr';
  };

  const Scene = L.Layer.extend({
    initialize() {
      this.parts = {};
      this.data = null;
      this.base = null;
      this.defs = HM.svg('defs');
      this.items = new Map();   // key -> {what, point} for clicks, keyboard and popups
    },
    onAdd(map) {
      const pane = map.getPane('scene') || map.createPane('scene');
      pane.style.zIndex = 450;
      this.svg = HM.svg('svg', { class: 'hm-drawing', role: 'group', 'aria-label': HM.say.contents }, [this.defs]);
      this.sheets = HM.el('div', { class: 'hm-sheets' });
      this.root = HM.el('div', { class: 'hm-scene leaflet-zoom-animated' }, [this.svg, this.sheets]);
      pane.appendChild(this.root);
      this.root.addEventListener('click', event => this.opened(event));
      this.root.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') this.opened(event);
      });
      this.redraw();
    },
    getEvents() {
      return {
        moveend: this.redraw, resize: this.redraw,
        zoom: () => this.follow(this._map.getCenter(), this._map.getZoom()),
        zoomanim: event => this.follow(event.center, event.zoom),
      };
    },
    // While the view is zooming the last picture is stretched, as Leaflet does with its own renderers.
    follow(center, zoom) {
      if (!this.center) return;
      const map = this._map, scale = map.getZoomScale(zoom, this.zoom);
      const corner = map.getSize().multiplyBy(-0.5 * scale).add(map.project(this.center, zoom))
        .subtract(map._getNewPixelOrigin(center, zoom));
      L.DomUtil.setTransform(this.root, corner, scale);
    },
    opened(event) {
      const target = event.target.closest('[data-key]');
      const dragged = event.type === 'click' && this._map.dragging && this._map.dragging.moved();
      if (!target || dragged) return;
      event.preventDefault();
      event.stopPropagation();
      const item = this.items.get(target.getAttribute('data-key'));
      if (item) item.open(target);
    },
    redraw() {
      const map = this._map;
      if (!map || !map._loaded) return;
      const focused = this.root.contains(document.activeElement) && document.activeElement.getAttribute('data-key');
      this.center = map.getCenter();
      this.zoom = map.getZoom();
      L.DomUtil.setTransform(this.root, map.containerPointToLayerPoint([0, 0]), 1);
      this.items.clear();
      this.defs.replaceChildren();
      this.svg.replaceChildren(this.defs);
      this.sheets.replaceChildren();
      const view = this.view();
      fill(this.svg, { width: view.width, height: view.height });
      if (this.data) {
        for (const id of PLACING) if (id === 'trays') HM.placeTrays(view); else if (this.parts[id]) this.parts[id].place(view);
        HM.placePointers(view);
      } else if (this.parts.places) this.parts.places.place(view);
      HM.placeLabels(view);
      for (const id of DRAWING) {
        if (!this.parts[id] || (!this.data && id !== 'places')) continue;
        const group = HM.svg('g', { class: 'hm-' + id, role: 'group', 'aria-label': this.parts[id].title });
        this.parts[id].draw(view, group);
        this.svg.appendChild(group);
      }
      this.svg.appendChild(HM.drawLabels(view));
      if (focused) {
        const again = this.root.querySelector('[data-key="' + CSS.escape(focused) + '"]');
        if (again) again.focus({ preventScroll: true });
      }
      map.fire('drawn');
    },
    /* What the layers share during one drawing. Obstacles are boxes {x0,y0,x1,y1}: hard ones are never covered by a
       label, soft ones (rivers, corridors) are avoided where there is a choice. */
    view() {
      const map = this._map, size = map.getSize(), hatch = HM.uid('hatch');
      this.defs.appendChild(HM.hatch(hatch));
      const controls = [...map.getContainer().querySelectorAll('.leaflet-control')].filter(node => node.offsetWidth).map(node => {
        const inner = node.getBoundingClientRect(), outer = map.getContainer().getBoundingClientRect();
        return { x0: inner.left - outer.left - 6, y0: inner.top - outer.top - 6, x1: inner.right - outer.left + 6, y1: inner.bottom - outer.top + 6 };
      });
      const metres = 40075016.686 * Math.cos(this.center.lat * Math.PI / 180) / (256 * Math.pow(2, this.zoom));
      return {
        scene: this, map, data: this.data || {}, base: this.base, width: size.x, height: size.y, hatch,
        narrow: size.x < 620, perKm: 1000 / metres, rtl: document.documentElement.dir === 'rtl',
        hard: controls, soft: [], labels: [], symbols: [], groups: [], trays: [], outside: [], away: [], pointers: [],
        onLand: () => true,
        to: (lon, lat) => map.latLngToContainerPoint([lat, lon]),
        inside: (p, margin) => p.x > margin && p.y > margin && p.x < size.x - margin && p.y < size.y - margin,
      };
    },
  });

  function sceneOf(map) {
    if (!map.hmScene) map.hmScene = new Scene();
    return map.hmScene;
  }
  HM.sceneOf = sceneOf;

  /* A layer of the scene; it can be switched on and off like any layer of Leaflet. */
  const Part = L.Layer.extend({
    initialize(id, spec) {
      this.id = id;
      this.spec = spec;
    },
    onAdd(map) {
      const part = HM.kinds[this.id](this.spec);
      part.title = this.spec.title || '';
      sceneOf(map).parts[this.id] = part;
      sceneOf(map).redraw();
    },
    onRemove(map) {
      delete sceneOf(map).parts[this.id];
      sceneOf(map).redraw();
    },
  });

  /* HM.layer(map, {kind, title, show}) and HM.control(map, kind, options) are what the composed script calls. */
  HM.layer = function (map, spec) {
    const layer = new Part(spec.kind, spec);
    const asked = HM.settings.layers;
    map.hmLayers = map.hmLayers || {};
    map.hmLayers[spec.kind] = layer;
    if (asked && spec.choice ? asked.includes(spec.choice) : spec.show !== false) layer.addTo(map);
    return layer;
  };
  HM.control = (map, kind, options) => HM.controls[kind](map, options || {});

  const days = new Map();
  /* The data of one day. Days already seen are kept, the thirty newest of them. */
  HM.fetchDay = function (at, signal) {
    if (days.has(at)) return Promise.resolve(days.get(at));
    const address = new URL(HM.settings.data_url, location.href);
    address.searchParams.set('at', at);
    return fetch(address, { signal }).then(answer => {
      if (!answer.ok) throw new Error('status ' + answer.status);
      return answer.json();
    }).then(data => {
      days.set(at, data);
      if (days.size > 30) days.delete(days.keys().next().value);
      return data;
    });
  };

  HM.show = function (map, data) {
    const scene = sceneOf(map);
    scene.data = data;
    scene.redraw();
    map.fire('day', { data });
    if (!HM.calm()) {
      scene.root.classList.add('hm-fresh');
      requestAnimationFrame(() => requestAnimationFrame(() => scene.root.classList.remove('hm-fresh')));
    }
  };

  HM.bounds = box => L.latLngBounds([box[1], box[0]], [box[3], box[2]]);

  /* On a wide map the trays of the crowded south-west need room at the left. */
  HM.fit = function (map, box, roomy, animate) {
    const width = map.getSize().x, edge = roomy ? 8 : 0;
    const left = !roomy ? 0 : HM.settings.sheet ? 0.26 * width : width > 900 ? 0.13 * width : edge;
    map.fitBounds(HM.bounds(box), { animate, paddingTopLeft: [left, edge], paddingBottomRight: [edge, left > edge ? 26 : edge] });
  };

  /* The composed script ends with this call. */
  HM.start = function (map) {
    HM.map = map;
    HM.fit(map, HM.settings.bbox || HM.settings.opening_bbox, !HM.settings.bbox, false);
    const scene = sceneOf(map);
    scene.addTo(map);
    document.documentElement.classList.add('has-script');
    HM.baseReady = HM.loadBase(map).then(base => { scene.base = base; scene.redraw(); });
    HM.dataReady = HM.fetchDay(HM.settings.at).then(data => HM.show(map, data));
    // Pictures are taken and tests begin when this resolves.
    HM.ready = Promise.all([HM.baseReady, HM.dataReady]).then(() => { map.getContainer().setAttribute('data-ready', '1'); });
    HM.ready.catch(() => HM.control(map, 'failure', {}));
  };

  const settings = document.getElementById('map-settings');
  if (settings) HM.settings = JSON.parse(settings.textContent);
})();
