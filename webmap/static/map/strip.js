/* The strip under the slider, on its time axis: one row a site, what was known of it day by day (webmap/map_page/strip). A press
   shows the site on that day. Comes when somebody scrolls to it. */
(function (HM) {
  'use strict';

  const svg = HM.svg, el = HM.el, LEAST = 12, MOST = 19, GAP = 4;
  const near = number => number.toFixed(1);

  function Strip(scene, holder, told) {
    this.scene = scene;
    this.holder = holder;
    this.slider = scene.slider;
    this.since = Date.parse(told.first + 'T00:00:00Z') / 86400000;
    this.sites = told.areas.flatMap(({ name, sites }) => sites.map((site, n) => Object.assign({ area: n ? '' : name }, site)));
    this.build();
    this.paint();
    new ResizeObserver(() => this.paint()).observe(this.slider.track);
  }

  Strip.prototype = {
    build() {
      this.hatch = HM.uid('hatch');
      this.drawing = svg('svg', { class: 'strip-drawing', 'aria-hidden': 'true' });
      this.line = svg('path', { class: 'day-line' });
      this.later = svg('rect', { class: 'strip-later', y: 0 });
      this.names = this.sites.map(({ name, lang }, n) => el('button', { type: 'button', lang, tabindex: n ? -1 : 0, title: name }, name));
      this.rows = el('ol', { class: 'strip-rows' }, this.sites.map(({ area }, n) => el('li', { class: area ? 'strip-first' : null }, [el('span', { class: 'strip-area', title: area || null }, area), this.names[n]])));
      this.told = this.holder.querySelector('[data-strip-told]');
      this.holder.append(this.rows);
      this.rows.append(this.drawing);
      this.rows.addEventListener('click', event => {
        const n = this.names.indexOf(event.target);
        if (n >= 0) this.show(n, this.slider.days.day);
      });
      this.rows.addEventListener('keydown', event => {
        const n = this.names.indexOf(event.target), next = this.names[n + ({ ArrowDown: 1, ArrowUp: -1 }[event.key] || 0)];
        if (n < 0 || !next || next === event.target) return;
        event.preventDefault();
        event.target.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      });
      const under = event => {
        const box = this.drawing.getBoundingClientRect(), n = Math.floor((event.clientY - box.top) / this.height);
        const day = this.since + Math.round((event.clientX - box.left - this.x(0)) / (this.x(1) - this.x(0)) - 0.5);
        return this.sites[n] ? { n, day: this.slider.days.within(day) } : null;
      };
      this.drawing.addEventListener('click', event => { const found = under(event); if (found) this.show(found.n, found.day); });
      this.drawing.addEventListener('pointermove', event => {
        const found = under(event), { days } = this.slider;
        this.told.textContent = found ? this.sites[found.n].name + this.scene.say.comma + days.words[found.day - days.first] : '';
      });
      this.drawing.addEventListener('pointerleave', () => { this.told.textContent = ''; });
    },
    x(since) { return this.slider.days.x(this.since + since, this.width); },

    paint() {
      const { track } = this.slider, own = this.rows.getBoundingClientRect(), over = track.getBoundingClientRect(), panel = this.scene.page.querySelector('.map-panel');
      if (!over.width) return;
      const room = panel ? panel.getBoundingClientRect().bottom - own.top - 16 : 0;
      this.width = over.width;
      this.height = Math.floor(Math.min(MOST, Math.max(LEAST, room / this.sites.length)));
      this.rows.style.setProperty('--row', this.height + 'px');
      this.rows.style.setProperty('--names', (document.documentElement.dir === 'rtl' ? own.right - over.right : over.left - own.left) + 'px');
      const all = this.height * this.sites.length, { drawing } = this;
      Object.assign(drawing.style, { left: near(over.left - own.left) + 'px', width: near(this.width) + 'px', height: all + 'px' });
      drawing.setAttribute('viewBox', `0 0 ${near(this.width)} ${all}`);
      drawing.replaceChildren(svg('defs', {}, [HM.hatch(this.hatch)]), ...this.sites.map((site, n) => this.row(site, n * this.height)), this.later, this.line);
      this.line.removeAttribute('d');
      this.later.setAttribute('height', all);
      this.mark();
    },
    /* One site: bars on a floor, a lid where it was said to be full, a mark where families came, an edge where it opened or closed. */
    row({ area, parts, full, came, edges }, top) {
      const roof = top + GAP, floor = top + this.height - 1, high = floor - roof, group = svg('g', { class: 'strip-row' });
      const add = (tag, attributes) => group.appendChild(svg(tag, attributes));
      if (area && top) add('path', { d: `M0 ${top}H${near(this.width)}`, class: 'strip-area-line' });
      for (const [begins, ends, look, percent, old] of parts) {
        const x = this.x(begins), width = Math.max(1, this.x(ends) - x), shade = old ? ' strip-old' : '';
        if (look === 'nothing') { add('path', { d: `M${near(x)} ${floor - 0.5}H${near(x + width)}`, class: 'strip-nothing' }); continue; }
        const filled = high * Math.min(100, percent) / 100, box = { x: near(x), width: near(width) };
        if (look === 'unknown') add('rect', Object.assign({ y: roof, height: high, class: 'strip-unknown' + shade, fill: `url(#${this.hatch})` }, box));
        else {
          add('rect', Object.assign({ y: roof, height: high, class: 'strip-room' + shade }, box));
          add('rect', Object.assign({ y: near(floor - filled), height: near(filled), class: (look === 'over' ? 'strip-over' : 'strip-filled') + shade }, box));
        }
      }
      for (const [begins, ends] of full) add('path', { d: `M${near(this.x(begins))} ${roof - 1}H${near(this.x(ends))}`, class: 'strip-lid' });
      for (const day of edges) add('path', { d: `M${near(this.x(day))} ${roof - 2}V${floor + 1}`, class: 'strip-edge' });
      for (const day of came) add('path', { d: `M${near(this.x(day))} ${roof + 4}l-2.800 -5h5.600z`, class: 'strip-came' });
      return group;
    },
    /* The chosen day, through all rows; what came after it is paler. */
    mark() {
      const here = this.slider.days.x(this.slider.days.day, this.width), all = this.height * this.sites.length;
      this.line.setAttribute('d', `M${near(here)} 0V${all}`);
      this.later.setAttribute('x', near(here));
      this.later.setAttribute('width', near(Math.max(0, this.width - here)));
    },
    /* The site on the map of a day. */
    show(n, day) {
      const { scene, slider } = this, key = 'site:' + this.sites[n].id;
      const open = () => {
        const item = scene.items.get(key), target = item && scene.target(key);
        if (target) item.open(target);
        scene.map.getContainer().scrollIntoView({ block: 'nearest', behavior: HM.calm() ? 'auto' : 'smooth' });
      };
      this.names.forEach((name, place) => { name.tabIndex = place === n ? 0 : -1; });
      slider.stop();
      if (day === slider.days.day) open();
      else {
        scene.map.once('day', open);
        slider.choose(day);
      }
    },
  };

  HM.strip = (scene, holder) => fetch(scene.settings.strip.url).then(answer => answer.json()).then(told => {
    if (!told.areas.length) { holder.hidden = true; return; }
    scene.strip = new Strip(scene, holder, told);
  });
})(globalThis.HM);
