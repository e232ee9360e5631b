/* The scene of one map: its settings and words, its layers and controls, its day's data, and what opens when a thing is chosen.
   A page may hold several; they share nothing.

   The scene redraws everything that stands on the base map whenever the view or the data change. HM.place (placing/) says where
   things are; the layers draw them, in a fixed order, so that the same data and the same view always give the same picture. */
(function (HM) {
  'use strict';

  HM.calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  HM.bounds = box => L.latLngBounds([box[1], box[0]], [box[3], box[2]]);

  const TOUCH = 22;   // px from the middle of a symbol within which a press means it
  let brush = null;
  /* The width in px of a text in the page's font; `style` as "italic 700 12px". */
  function measured(text, style) {
    brush = brush || document.createElement('canvas').getContext('2d');
    brush.font = `${style} ${getComputedStyle(document.body).fontFamily}`;
    brush.textRendering = 'geometricPrecision';   // as the words are drawn (map.css), whatever the scale
    return brush.measureText(text).width;
  }

  const Scene = HM.Scene = L.Layer.extend({
    initialize(map, settings) {
      this.map = map;
      this.settings = Object.assign({}, settings);
      this.say = settings.say;
      this.page = settings.page || document;   // where the slider, the legend and the other parts round the map stand
      this.layers = {};   // by their names, the lowest first
      this.titles = {};
      this.shown = [];
      this.data = null;
      this.base = null;
      this.arriving = null;   // what a plan says of families who arrive (arrivals.js)
      this.answers = new Map();   // what the server said, by its address
      this.widths = new Map();
      this.items = new Map();   // key -> {what, point} for clicks, keyboard and popups
      this.defs = HM.svg('defs');
      this.popup = new HM.Popup(this);
      this.remember = () => {};   // the control of the address, on the one map whose view is the page's
    },
    onAdd(map) {
      const pane = map.getPane('scene') || map.createPane('scene');
      pane.style.zIndex = 450;
      this.svg = HM.svg('svg', { class: 'hm-drawing', role: 'group', 'aria-label': this.say.contents }, [this.defs]);
      this.root = HM.el('div', { class: 'hm-scene leaflet-zoom-animated' }, [this.svg]);
      pane.appendChild(this.root);
      this.root.addEventListener('click', event => this.opened(event));
      this.root.addEventListener('keydown', event => {
        if (event.key === 'Enter' || event.key === ' ') this.opened(event);
        else HM.stepped(this, event);
      });
      this.redraw();
    },
    getEvents() {
      return {
        moveend: () => { this.redraw(); this.lookRound(); },
        resize: this.redraw,
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
      // A finger covers several symbols: the nearest is meant, whichever lies on top.
      if (event.type === 'click' && event.detail && event.pointerType !== 'mouse' && item && item.point && this.openNear(this._map.mouseEventToContainerPoint(event))) return;
      if (item) item.open(target);
    },
    /* Opens what stands nearest to a point, if it is near enough; whether there was something. */
    openNear(p) {
      const { symbols, diamonds = [], marks = [] } = this.placed || { symbols: [] };
      const things = [...symbols.map(({ site, p: at }) => ['site:' + site.id, at]), ...diamonds.map(({ item, p: at }) => ['community:' + item.id, at]), ...marks.map(({ item, p: at }) => ['service:' + item.id, at])]
        .map(([key, at]) => ({ key, far: Math.hypot(at.x - p.x, at.y - p.y) })).filter(one => one.far <= TOUCH && this.items.has(one.key));
      if (!things.length) return false;
      const { key } = things.reduce((best, one) => (one.far < best.far ? one : best));
      this.items.get(key).open(this.target(key));
      return true;
    },
    redraw() {
      const map = this._map;
      if (!map || !map._loaded) return;
      const focused = this.root.contains(document.activeElement) && document.activeElement.getAttribute('data-key');
      this.center = map.getCenter();
      this.zoom = map.getZoom();
      L.DomUtil.setTransform(this.root, map.containerPointToLayerPoint([0, 0]), 1);
      this.items.clear();
      this.hatch = HM.uid('hatch');
      this.defs.replaceChildren(HM.hatch(this.hatch));
      this.svg.replaceChildren(this.defs);
      const view = this.placed = HM.place(this.view());
      this.svg.setAttribute('width', view.width);
      this.svg.setAttribute('height', view.height);
      this.svg.append(...HM.draw(view, this));
      HM.stops(this);
      const again = focused && this.target(focused);
      if (again) again.focus({ preventScroll: true });
      this.work = view.work;
      map.fire('drawn');
    },
    /* The view as HM.place wants it. */
    view() {
      const map = this._map, size = map.getSize(), outer = map.getContainer().getBoundingClientRect();
      const controls = [...map.getContainer().querySelectorAll('.leaflet-control')].filter(node => node.offsetWidth).map(node => {
        const inner = node.getBoundingClientRect();
        return { x0: inner.left - outer.left - 6, y0: inner.top - outer.top - 6, x1: inner.right - outer.left + 6, y1: inner.bottom - outer.top + 6 };
      });
      const metres = 40075016.686 * Math.cos(this.center.lat * Math.PI / 180) / (256 * Math.pow(2, this.zoom));
      const shown = this.shown.filter(({ zooms }) => !zooms || (this.zoom >= zooms[0] && this.zoom <= zooms[1]));
      return {
        arriving: this.arriving, data: this.data && HM.byKind(this.data, shown), base: this.base, kinds: new Set(shown.map(spec => spec.kind)), width: size.x, height: size.y, perKm: 1000 / metres, sheet: !!this.settings.sheet,
        rtl: document.documentElement.dir === 'rtl', lang: this.settings.lang, comma: this.say.comma, km: this.say.km, taken: controls, widths: this.widths,
        to: (lon, lat) => map.latLngToContainerPoint([lat, lon]),
        measure: measured,
      };
    },
    /* The drawn thing with a key; null when it is not there now. */
    target(key) { return this.root.querySelector('[data-key="' + CSS.escape(key) + '"]'); },

    /* layer({kind, choice, title, zooms}) in their order, the lowest first, and control(kind, options) are what the composed script calls. */
    layer(spec) {
      const layer = this.layers[spec.choice || spec.kind] = new Part(this, spec), asked = this.settings.layers;
      this.titles[spec.kind] = this.titles[spec.kind] || spec.title || '';
      if (!asked || !spec.choice || asked.includes(spec.choice)) layer.addTo(this.map);
      return layer;
    },
    control(kind, options) { return HM.controls[kind](this, options || {}); },

    /* What is asked of the server for a day: of very many sites those of a box round the view. It lies on a grid, so that a
       small move asks for nothing new. */
    address(at) {
      const address = new URL(this.settings.data_url, location.href), { map } = this;
      address.searchParams.set('at', at);
      if (this.settings.by_view) {
        const zoom = Math.floor(map.getZoom()), step = 360 / Math.pow(2, zoom + 1), view = map.getBounds();
        const edges = [Math.floor(view.getWest() / step), Math.floor(view.getSouth() / step), Math.ceil(view.getEast() / step), Math.ceil(view.getNorth() / step)];
        address.searchParams.set('bbox', edges.map(edge => (edge * step).toFixed(5)).join(','));
        address.searchParams.set('zoom', zoom);
      }
      return address.href;
    },
    /* The data of one day. Those already seen are kept, the thirty newest of them. */
    fetchDay(at, signal) {
      const { answers } = this, address = this.seen = this.address(at);
      if (answers.has(address)) return Promise.resolve(answers.get(address));
      return fetch(address, { signal }).then(answer => {
        if (!answer.ok) throw new Error('status ' + answer.status);
        return answer.json();
      }).then(data => {
        answers.set(address, data);
        if (answers.size > 30) answers.delete(answers.keys().next().value);
        return data;
      });
    },
    /* After a move: the sites of the new view, while those of the old one stay. */
    lookRound() {
      const { at, by_view: byView } = this.settings;
      if (!byView || !this.data || this.seen === this.address(at)) return;
      if (this.asked) this.asked.abort();
      this.asked = new AbortController();
      this.fetchDay(at, this.asked.signal).then(data => {
        this.data = data;
        this.redraw();
        this.map.fire('view');
      }).catch(problem => { if (problem.name !== 'AbortError') this.control('failure'); });
    },
    show(data) {
      this.data = data;
      this.redraw();
      this.map.fire('day', { data });
      this.lookRound();   // the view may have moved since it was asked for
      if (!HM.calm()) {
        this.root.classList.add('hm-fresh');
        requestAnimationFrame(() => requestAnimationFrame(() => this.root.classList.remove('hm-fresh')));
      }
    },
    fit(box, roomy, animate) {
      const { left, top, right, bottom } = HM.edges(this.map.getSize().x, roomy, this.settings.sheet);
      this.map.fitBounds(HM.bounds(box), { animate, paddingTopLeft: [left, top], paddingBottomRight: [right, bottom] });
    },
    /* The composed script ends with this call. Pictures are taken and tests begin when `ready` resolves. */
    start() {
      const { map, settings } = this;
      const open = () => this.fit(settings.bbox || settings.opening_bbox, !settings.bbox, false), view = () => map.getCenter() + ' ' + map.getZoom();
      map.invalidateSize({ animate: false, pan: false });   // what stands round the map has come since it was made
      open();
      let opened = view();
      // It also changes while the map is there: then what was shown stays in it.
      new ResizeObserver(() => {
        const size = map.getSize(), { clientWidth, clientHeight } = map.getContainer(), rests = view() === opened;
        if (!clientWidth || (clientWidth === size.x && clientHeight === size.y)) return;
        map.invalidateSize({ animate: false });
        if (!rests) return;
        open();
        opened = view();
      }).observe(map.getContainer());
      this.addTo(map);
      document.documentElement.classList.add('has-script');
      this.ready = Promise.all([
        HM.loadBase(map, settings).then(base => { this.base = base; this.redraw(); }),
        this.fetchDay(settings.at).then(data => this.show(data)),
      ]).then(() => { map.getContainer().setAttribute('data-ready', '1'); });
      this.ready.catch(() => this.control('failure'));
    },
  });

  /* A layer of the scene; it can be switched on and off like any layer of Leaflet. */
  const Part = L.Layer.extend({
    initialize(scene, spec) {
      this.scene = scene;
      this.spec = spec;
    },
    onAdd() { this.show(true); },
    onRemove() { this.show(false); },
    show(shown) {
      const { scene } = this;
      this.shown = shown;
      scene.shown = Object.values(scene.layers).filter(layer => layer.shown).map(layer => layer.spec);
      scene.redraw();
    },
  });

  /* `settings` is the JSON of the page (webmap/map_page/routes.py) with `say`, the words of the map's language, and `page`,
     the element that holds the parts round this map where the whole document does not. */
  HM.scene = (map, settings) => new Scene(map, settings);
  HM.written = id => JSON.parse(document.getElementById(id).textContent);
})(globalThis.HM);
