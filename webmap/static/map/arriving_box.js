/* The box of one arrival: how many families, how far they are sent, where exactly. Beside its marker on a wide map; on a phone in
   the place of the day's slider. */
(function (HM) {
  'use strict';

  const el = HM.el, FEWEST = 100, MOST = 10000, DISTANCES = [20, 40, 80, 160, 999];

  HM.ArrivingBox = class {
    /* `arrivals` is told of what a reader does: number(families, final), within(km), add(), remove(n). */
    constructor(arrivals) {
      this.arrivals = arrivals;
      this.node = null;
      this.n = null;
      window.addEventListener('resize', () => { if (this.node) this.put(); });
    }
    open(n, focus) {
      if (!this.node) this.build();
      this.n = n;
      this.update();
      this.put();
      if (focus) this.count.focus({ preventScroll: true });
    }
    build() {
      const { scene, words } = this.arrivals, { say } = scene;
      const out = el('button', { type: 'button', class: 'hm-close', 'aria-label': say.close }, '\u00D7');
      out.addEventListener('click', () => this.close(true));
      this.count = el('input', { type: 'number', min: 1, max: 1000000, step: 1, inputmode: 'numeric', 'aria-label': words.families });
      this.range = el('input', { type: 'range', min: FEWEST, max: MOST, step: 100, dir: 'ltr', 'aria-label': words.families });
      this.count.addEventListener('input', () => this.chosen(this.count.value, false));
      this.count.addEventListener('change', () => this.chosen(this.count.value, true));
      this.range.addEventListener('input', () => { this.count.value = this.range.value; this.chosen(this.range.value, false); });
      this.range.addEventListener('change', () => this.chosen(this.range.value, true));
      this.far = el('select', {}, DISTANCES.map(km => el('option', { value: km }, km === 999 ? words.any : HM.words(say.km, { n: km }))));
      this.far.addEventListener('change', () => this.arrivals.within(Number(this.far.value)));
      this.place = el('input', { type: 'text', readonly: '', dir: 'ltr', 'aria-label': say.coordinates });
      const copy = el('button', { type: 'button', class: 'button' }, say.copy);
      copy.addEventListener('click', () => HM.copy(this.place.value, copy, say));
      this.another = el('button', { type: 'button', class: 'button' }, words.another);
      this.another.addEventListener('click', () => this.arrivals.add(null, true));
      const remove = el('button', { type: 'button', class: 'button' }, words.remove);
      remove.addEventListener('click', () => this.arrivals.remove(this.n));
      this.node = el('div', { class: 'hm-arriving-box', role: 'group', 'aria-label': words.title, dir: document.documentElement.dir }, [
        out, el('h2', {}, words.title),
        el('p', { class: 'hm-arriving-count' }, [this.count, el('span', { class: 'hm-arriving-slide' }, [this.range])]),
        el('p', { class: 'hm-arriving-far' }, [el('label', {}, [el('span', {}, words.within), this.far])]),
        el('p', { class: 'hm-arriving-ways' }, [this.another, remove]),
        el('p', { class: 'hm-copy' }, [this.place, copy]),
      ]);
      this.node.addEventListener('keydown', event => { if (event.key === 'Escape') { event.stopPropagation(); this.close(true); } });
      for (const event of ['contextmenu', 'wheel']) this.node.addEventListener(event, one => one.stopPropagation());
      L.DomEvent.disableClickPropagation(this.node);
    }
    chosen(written, final) {
      const families = Math.round(Number(written));
      if (families >= 1 && families <= 1000000) this.arrivals.number(this.n, families, final);
      else if (final) this.update();
    }
    update() {
      const one = this.arrivals.list[this.n];
      if (!this.node || !one) return;
      if (document.activeElement !== this.count) this.count.value = one.families;
      this.range.value = one.families;
      this.range.setAttribute('aria-valuetext', HM.grouped3(one.families));
      this.place.value = one.lat.toFixed(4) + ', ' + one.lon.toFixed(4);
      this.another.hidden = this.arrivals.list.length >= HM.MOST_ARRIVALS;
      const km = this.arrivals.km;
      if (![...this.far.options].some(option => Number(option.value) === km)) this.far.appendChild(el('option', { value: km }, HM.words(this.arrivals.scene.say.km, { n: km })));
      this.far.value = km;
    }
    /* On a narrow page under the map; else beside the marker, on the side that has more room. */
    put() {
      const { scene } = this.arrivals, { map } = scene, holder = scene.page.querySelector('[data-day-slider]'), low = window.innerWidth <= 860 && !!holder;
      this.node.classList.toggle('hm-under', low);
      if (holder) holder.classList.toggle('day-aside', low);
      const parent = low ? holder.parentNode : map.getContainer();
      if (this.node.parentNode !== parent) { if (low) holder.after(this.node); else parent.appendChild(this.node); }
      if (low) { this.node.style.left = this.node.style.top = ''; return; }
      const one = this.arrivals.list[this.n], p = map.latLngToContainerPoint([one.lat, one.lon]), size = map.getSize(), wide = this.node.offsetWidth, high = this.node.offsetHeight;
      const told = scene.placed && scene.placed.arrivals, things = told ? told.vessels.concat(told.asked, told.markers).map(thing => thing.p) : [];
      const y = Math.min(Math.max(p.y - high / 2, 8), size.y - 8 - high), within = at => Math.min(Math.max(at, 8), size.x - 8 - wide);
      const covers = x => things.filter(q => q.x > x - 60 && q.x < x + wide + 20 && q.y > y - 20 && q.y < y + high + 40).length;
      // Its own marker is never under it.
      const hides = x => p.x > x - 40 && p.x < x + wide + 40;
      const [x] = [p.x + 64, p.x - 64 - wide].map(within).sort((a, b) => hides(a) - hides(b) || covers(a) - covers(b));
      this.node.style.left = x + 'px';
      this.node.style.top = y + 'px';
    }
    close(toMarker) {
      if (!this.node || this.n === null) return;
      const { scene } = this.arrivals, holder = scene.page.querySelector('[data-day-slider]'), n = this.n;
      this.node.remove();
      this.n = null;
      if (holder) holder.classList.remove('day-aside');
      const marker = toMarker && scene.target('arrival:' + n);
      if (marker) marker.focus({ preventScroll: true });
    }
  };
})(globalThis.HM);
