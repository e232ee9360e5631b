/* Families who arrive: markers that hands and keys move, numbers that a slider changes, and the plan's answer to them.

   While a number changes the free places are filled here, by the same rule (placing/arriving.js); the sentence and what stays
   are the server's. One question is on its way at a time, always the newest. */
(function (HM) {
  'use strict';

  const STEP = 10, USUAL = 500, NEAR = 5;   // px of an arrow key; families; px within which a press is no drag
  HM.MOST_ARRIVALS = 4;

  const read = written => {
    const [place, families] = [written.slice(0, written.lastIndexOf(':')), written.slice(written.lastIndexOf(':') + 1)], [lat, lon] = place.split(',');
    return { lat: Number(lat), lon: Number(lon), families: Number(families) };
  };
  const written = ({ lat, lon, families }) => `${+lat.toFixed(4)},${+lon.toFixed(4)}:${families}`;
  const places = list => list.map(({ lat, lon }) => lat.toFixed(4) + ',' + lon.toFixed(4)).join(' ');

  class Arrivals {
    constructor(scene) {
      this.scene = scene;
      this.list = [];
      this.km = null;      // as the server says it
      this.told = null;    // its last answer
      this.words = {};
      this.box = new HM.ArrivingBox(this);
      const { map } = scene;
      scene.arrivalName = n => HM.words(this.words.marker || '', { n: HM.grouped3(this.list[n].families), place: this.list[n].lat.toFixed(2) + ', ' + this.list[n].lon.toFixed(2) }) + ' ' + (this.words.moves || '');
      scene.root.addEventListener('pointerdown', event => this.taken(event));
      scene.root.addEventListener('keydown', event => this.key(event));
      map.on('day', () => { if (this.list.length) this.ask(); });
      map.on('move drawn', () => { if (this.box.n !== null) this.box.put(); });
    }
    /* As an address says them, which the server has read before. */
    opened(params) {
      this.list = params.getAll('arrive').filter(one => one.trim()).map(read).filter(({ lat, lon, families }) => lat && lon && families);
      this.km = Number(params.get('max_km')) || null;
      return this.list.length ? this.ask() : Promise.resolve();
    }
    add(latlng, focus, families) {
      if (this.list.length >= HM.MOST_ARRIVALS) return null;
      const { map } = this.scene, size = map.getSize(), last = this.list[this.list.length - 1];
      // Without a place of its own: the middle of the map, or beside the last one.
      const where = latlng || (last ? map.containerPointToLatLng(map.latLngToContainerPoint([last.lat, last.lon]).add([size.x > 620 ? 90 : 60, -50])) : map.getCenter());
      this.list.push({ lat: +where.lat.toFixed(4), lon: +where.lng.toFixed(4), families: families || (last ? last.families : USUAL) });
      const n = this.list.length - 1;
      this.ask(true).then(() => { if (this.list[n]) this.box.open(n, focus); });
      return n;
    }
    remove(n) {
      this.box.close();
      this.list.splice(n, 1);
      if (this.list.length) { this.ask(true); return; }
      this.told = this.scene.arriving = null;
      const line = this.scene.page.querySelector('[data-arriving-told]');
      if (line) line.remove();
      this.keep();
      this.scene.redraw();
      this.fit();
      this.scene.map.getContainer().focus({ preventScroll: true });
    }
    number(n, families, final) {
      this.list[n].families = families;
      this.box.update();
      this.paint();
      this.ask(final);
    }
    within(km) {
      this.km = km;
      this.ask(true);
    }

    /* What the server says to the newest question; `final`: the address says it too. */
    ask(final) {
      this.final = this.final || final;
      if (this.asking) { this.again = true; return this.asking; }
      const { scene } = this, list = this.list.map(one => Object.assign({}, one)), address = new URL(scene.settings.arriving.url, location.href);
      for (const one of list) address.searchParams.append('arrive', written(one));
      address.searchParams.set('at', scene.settings.at);
      if (this.km) address.searchParams.set('max_km', this.km);
      const bound = this.final;
      this.final = false;
      this.asking = fetch(address).then(answer => answer.json().then(said => { if (answer.ok) this.answered(said, list, bound); else this.refused(said); })).catch(() => scene.control('failure')).then(() => {
        this.asking = null;
        if (!this.again || !this.list.length) { this.again = false; return null; }
        this.again = false;
        return this.ask();
      });
      return this.asking;
    }
    answered(said, list, final) {
      if (!this.list.length) return;
      this.told = said;
      this.words = said.words;
      this.km = said.within_km;
      this.askedAt = places(list);
      this.kept = list;
      this.paint();
      this.say(said.sentences, said.plan);
      if (final) this.keep();
    }
    /* A place that cannot be: the markers go back to where they were, and the reason stands where the sentence was. */
    refused(said) {
      this.say([said.detail || said.title], null);
      if (this.kept) this.list = this.kept.map(one => Object.assign({}, one));
      else this.list = [];
      if (this.told && this.list.length) this.paint();
      else { this.scene.arriving = null; this.scene.redraw(); }
      this.box.update();
    }
    keep() {
      const button = this.scene.map.getContainer().querySelector('.hm-arrive-button');
      if (button) button.disabled = this.list.length >= HM.MOST_ARRIVALS;
      this.scene.remember({ arrive: this.list.length ? this.list.map(written) : null, max_km: this.list.length && this.km !== 40 ? this.km : null });
    }

    /* The drawing with the markers and numbers of now. */
    paint() {
      if (!this.told) return;
      const { scene, told } = this, same = places(this.list) === this.askedAt, families = this.list.map(one => one.families);
      const found = same ? HM.arrived(told.rooms, families) : told;
      scene.arriving = Object.assign({}, told, { origins: this.list, placements: found.placements.filter(({ origin }) => origin < this.list.length), unplaced: found.unplaced });
      const old = scene.root.querySelector('.hm-arriving'), view = scene.placed;
      if (!old || !view) { scene.redraw(); return; }
      const focused = old.contains(document.activeElement) && document.activeElement.getAttribute('data-key');
      view.arriving = scene.arriving;
      HM.placing.arriving(view);
      old.replaceWith(HM.drawArriving(view, scene));
      const again = focused && scene.target(focused);
      if (again) again.focus({ preventScroll: true });
      scene.map.fire('arrived');
    }
    say(sentences, plan) {
      const place = this.scene.page.querySelector('.map-title');
      if (!place) return;
      let line = place.querySelector('[data-arriving-told]');
      if (!line) place.appendChild(line = HM.el('p', { class: 'arriving-told', 'data-arriving-told': '', role: 'status' }));
      const [first, ...rest] = sentences;
      line.replaceChildren(HM.el('strong', {}, first), document.createTextNode(' ' + rest.join(' ') + ' '));
      if (plan) line.appendChild(HM.el('a', { href: plan, 'data-own-day': '' }, this.words.reasons));
      // Sentences of other lengths must not shake the map.
      line.style.minHeight = Math.max(parseFloat(line.style.minHeight) || 0, line.offsetHeight) + 'px';
      this.fit();
    }
    fit() {
      const { map } = this.scene, size = map.getSize(), box = map.getContainer();
      if (box.clientWidth !== size.x || box.clientHeight !== size.y) map.invalidateSize({ animate: false, pan: false });
    }

    key(event) {
      const marker = event.target.closest('[data-arrival]');
      if (!marker) return;
      const n = Number(marker.getAttribute('data-arrival')), way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
      if (way) {
        const { map } = this.scene, step = event.shiftKey ? 1 : STEP;
        this.moved(n, map.containerPointToLatLng(map.latLngToContainerPoint([this.list[n].lat, this.list[n].lon]).add([way[0] * step, way[1] * step])), true);
      } else if (event.key === 'Enter' || event.key === ' ') this.box.open(n, true);
      else if (event.key === 'Delete' || event.key === 'Backspace') this.remove(n);
      else return;
      event.preventDefault();
      event.stopPropagation();
    }
    moved(n, latlng, final) {
      Object.assign(this.list[n], { lat: +latlng.lat.toFixed(4), lon: +latlng.lng.toFixed(4) });
      this.paint();
      if (this.box.n === n) { this.box.update(); if (final) this.box.put(); }
      this.ask(final);
    }
    taken(event) {
      const marker = event.target.closest('[data-arrival]');
      if (!marker || event.button) return;
      const { map } = this.scene, n = Number(marker.getAttribute('data-arrival')), from = map.mouseEventToContainerPoint(event);
      const grip = map.latLngToContainerPoint([this.list[n].lat, this.list[n].lon]).subtract(from);
      event.stopPropagation();
      event.preventDefault();
      let drags = false;
      this.follow(event, one => {
        const p = map.mouseEventToContainerPoint(one);
        if (!drags && p.distanceTo(from) < NEAR) return;
        drags = true;
        this.moved(n, map.containerPointToLatLng(p.add(grip)), false);
      }, () => {
        if (drags) this.moved(n, L.latLng(this.list[n].lat, this.list[n].lon), true);
        else this.box.open(n, false);
        if (this.box.n === n) this.box.put();
      });
    }
    /* A pointer until it is lifted; the map itself stays where it is. */
    follow({ pointerId }, moves, ends) {
      const { map } = this.scene, mine = act => event => { if (event.pointerId === pointerId) act(event); };
      const move = mine(moves), end = mine(event => {
        window.removeEventListener('pointermove', move);
        for (const name of ['pointerup', 'pointercancel']) window.removeEventListener(name, end);
        map.dragging.enable();
        ends(event);
      });
      map.dragging.disable();
      window.addEventListener('pointermove', move);
      for (const name of ['pointerup', 'pointercancel']) window.addEventListener(name, end);
    }
    /* From the button at the map's edge: a marker that hangs at the pointer until it is let go over the map. */
    carried(event) {
      const { map } = this.scene, inside = one => { const p = map.mouseEventToContainerPoint(one), size = map.getSize(); return p.x > 0 && p.y > 0 && p.x < size.x && p.y < size.y; };
      const ghost = HM.el('span', { class: 'hm-carried', 'aria-hidden': 'true' });
      document.body.appendChild(ghost);
      const put = one => { ghost.style.left = one.clientX + 'px'; ghost.style.top = one.clientY + 'px'; };
      put(event);
      this.follow(event, put, one => {
        ghost.remove();
        if (one.type === 'pointerup' && inside(one)) this.add(map.mouseEventToLatLng(one), false);
      });
    }
  }
  HM.arrivals = scene => new Arrivals(scene);
})(globalThis.HM);
