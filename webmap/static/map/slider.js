/* The day under the map: a range input over a thin curve of the people displaced (past ink, future grey, a dot where a
   count exists). A new day changes the map, the marked parts of the page, the address and the links. What stands where on
   the curve is decided in placing/day.js. */
(function (HM) {
  'use strict';

  const svg = HM.svg, el = HM.el, WEEK = 7;

  function Slider(scene, holder, days) {
    this.scene = scene;
    this.days = new HM.Days(days, scene.settings.at);
    this.label = days.label;
    this.build(holder, scene.say);
    this.paint();
  }

  Slider.prototype = {
    build(holder, say) {
      this.given = holder.getAttribute('data-day-words');
      holder.textContent = '';
      this.play = el('button', { type: 'button', class: 'day-play', 'aria-label': say.play }, [
        svg('svg', { viewBox: '0 0 44 44', width: 44, height: 44, 'aria-hidden': 'true' }, [svg('path', { class: 'day-play-mark', d: 'M17 13L32 22L17 31Z' }), svg('path', { class: 'day-pause-mark', d: 'M16 14H20V30H16ZM24 14H28V30H24Z' })]),
      ]);
      this.input = el('input', { type: 'range', min: 0, max: this.days.last - this.days.first, step: 1, 'aria-label': say.day });
      this.words = el('strong');
      this.about = el('span', { class: 'day-label' });
      this.status = el('span', { class: 'visually-hidden', role: 'status' });
      this.drawing = svg('svg', { class: 'day-curve', 'aria-hidden': 'true' });
      this.track = el('div', { class: 'day-track', dir: 'ltr' }, [this.drawing, this.input]);
      holder.appendChild(this.play);
      this.compare = el('a', { class: 'day-compare' }, say.compare);
      holder.appendChild(el('p', { class: 'day-words' }, [this.words, this.about, this.compare]));
      holder.appendChild(this.track);
      holder.appendChild(this.status);
      this.input.value = this.days.day - this.days.first;
      this.input.addEventListener('input', () => { this.stop(); this.choose(this.days.first + Number(this.input.value)); });
      this.input.addEventListener('keydown', event => {
        const weeks = { PageUp: 7, PageDown: -7 }[event.key];
        if (!weeks) return;
        event.preventDefault();
        this.stop();
        this.choose(this.days.day + weeks);
      });
      this.play.addEventListener('click', () => (this.timer ? this.stop() : this.run()));
      new ResizeObserver(() => this.paint()).observe(this.track);
    },
    paint() {
      const width = this.track.clientWidth, height = this.track.clientHeight, root = this.drawing;
      if (!width) return;
      const { floor, here, counts, past, link, now, ticks, recount, sentence } = this.days.placed(width, height);
      root.textContent = '';
      root.setAttribute('viewBox', `0 0 ${width} ${height}`);
      const path = points => 'M' + points.map(p => p.x.toFixed(1) + ' ' + p.y.toFixed(1)).join('L');
      const area = points => path(points) + `L${points[points.length - 1].x.toFixed(1)} ${floor}L${points[0].x.toFixed(1)} ${floor}Z`;
      const add = (tag, attributes, content) => root.appendChild(svg(tag, attributes, content));
      if (link.length > 1) { add('path', { d: area(link), class: 'day-future-area' }); add('path', { d: path(link), class: 'day-future' }); }
      if (past.length > 1) { add('path', { d: area(past), class: 'day-past-area' }); add('path', { d: path(past), class: 'day-past' }); }
      for (const p of counts) add('circle', { cx: p.x.toFixed(1), cy: p.y.toFixed(1), r: 1.3, class: p.future ? 'day-dot-future' : 'day-dot' });
      if (recount) add('rect', { x: recount.x0.toFixed(1), y: 2, width: (recount.x1 - recount.x0).toFixed(1), height: floor - 2, class: 'day-recount' });
      add('path', { d: `M0 ${floor + 0.5}H${width}`, class: 'day-axis' });
      for (const { x, text } of ticks) {
        add('path', { d: `M${x.toFixed(1)} ${floor}V${floor + 4}`, class: 'day-axis' });
        if (text) add('text', { x: x.toFixed(1), y: floor + 18, 'text-anchor': 'middle', class: 'day-tick', direction: HM.dirOf(text) }, text);
      }
      add('path', { d: `M${here.toFixed(1)} 2V${floor}`, class: 'day-line' });
      if (now) add('circle', { cx: here.toFixed(1), cy: now.y.toFixed(1), r: 3.4, class: 'day-now' });
      if (width > 480) this.value(add, here, sentence);
      add('circle', { cx: here.toFixed(1), cy: floor, r: 11, class: 'day-thumb' });
      add('path', { d: `M${(here - 3.5).toFixed(1)} ${floor - 4}v8m3.500 -8v8m3.500 -8v8`, class: 'day-thumb-lines' });
      // A day outside the series has its words from the page.
      const words = this.moved || this.days.iso() === this.scene.settings.at ? this.days.inWords() : this.given;
      this.words.textContent = words;
      this.about.textContent = this.label + (recount ? ' · ' + recount.text : '');
      if (this.scene.strip) this.scene.strip.mark();
      const asked = new URL(location.href), { day } = this.days;
      asked.searchParams.set('at', this.days.iso(day));
      asked.searchParams.set('from', this.days.iso(day - WEEK));
      this.compare.setAttribute('href', asked.pathname + asked.search);
      this.input.setAttribute('aria-valuetext', words + (sentence.text ? this.scene.say.comma + sentence.text : ''));
    },
    value(add, here, { text, left, y, peak }) {
      const rtl = HM.dirOf(this.label) === 'rtl', direction = rtl ? 'rtl' : 'ltr';
      add('text', { x: (here + (left ? -8 : 8)).toFixed(1), y: y.toFixed(1), 'text-anchor': left === rtl ? 'start' : 'end', direction, class: 'day-value' }, text);
      if (peak) add('text', { x: peak.x.toFixed(1), y: 13, 'text-anchor': 'middle', direction, class: 'day-peak' }, peak.text);
    },
    choose(day) {
      const wanted = this.days.within(day);
      this.input.value = wanted - this.days.first;
      if (wanted === this.days.day) return;
      this.days.day = wanted;
      this.moved = true;
      this.paint();
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.load(), this.timer ? 0 : 140);
    },
    load() {
      if (this.asked) this.asked.abort();
      const { scene } = this, asked = this.asked = new AbortController(), at = this.days.iso();
      scene.popup.close();
      scene.settings.at = at;
      scene.remember({ at });
      return Promise.all([scene.fetchDay(at, asked.signal).then(data => scene.show(data)), swapParts(scene.page, at, asked.signal)]).then(() => {
        this.status.textContent = this.words.textContent;
        this.track.classList.remove('day-failed');
      }).catch(problem => { if (problem.name !== 'AbortError') { this.stop(); this.track.classList.add('day-failed'); this.status.textContent = scene.say.failed; } });
    },
    run() {
      if (this.days.day >= this.days.last) return;
      this.play.setAttribute('aria-label', this.scene.say.pause);
      this.play.classList.add('day-running');
      const step = () => {
        this.choose(this.days.day + 1);
        if (this.days.day >= this.days.last) this.stop();
      };
      this.timer = setInterval(step, 1000);
      step();
    },
    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.play.setAttribute('aria-label', this.scene.say.play);
      this.play.classList.remove('day-running');
    },
  };

  /* The server's own page of that day is the truth for title, numbers and tables: its marked parts replace ours. */
  function swapParts(shown, at, signal) {
    if (!shown.querySelector('[data-day-part]')) return Promise.resolve();
    const address = new URL(location.href);
    address.searchParams.set('at', at);
    return fetch(address, { signal }).then(answer => {
      if (!answer.ok) throw new Error('status ' + answer.status);
      return answer.text();
    }).then(text => {
      const page = new DOMParser().parseFromString(text, 'text/html');
      document.title = page.title;
      for (const old of shown.querySelectorAll('[data-day-part]')) {
        const fresh = page.querySelector('[data-day-part="' + CSS.escape(old.getAttribute('data-day-part')) + '"]');
        if (!fresh) continue;
        const taken = document.importNode(fresh, true), open = old.querySelectorAll('details');
        taken.querySelectorAll('details').forEach((details, n) => { if (open[n]) details.open = open[n].open; });
        old.replaceWith(taken);
      }
    });
  }

  HM.controls.slider = function (scene) {
    const holder = scene.page.querySelector('[data-day-slider]');
    if (!holder || !scene.settings.days_url) return;
    fetch(scene.settings.days_url).then(answer => answer.json()).then(days => {
      scene.slider = new Slider(scene, holder, days);
      const place = scene.page.querySelector('[data-strip]');
      if (!place) return;
      new IntersectionObserver(([{ isIntersecting }], observer) => {
        if (!isIntersecting) return;
        observer.disconnect();
        HM.brought(scene.settings.strip.files).then(() => HM.strip(scene, place)).catch(() => { place.hidden = true; });
      }, { rootMargin: '0px 0px -24px' }).observe(place);
    });
  };
})(globalThis.HM);
