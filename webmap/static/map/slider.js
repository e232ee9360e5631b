/* The day under the map: a range input over a thin curve of the people displaced (past ink, future grey, a dot where a
   count exists). A new day changes the map, the marked parts of the page, the address and the links.

   days.json: {first, last, days: [the words for each day from first to last], label, ticks: [[date, text]],
   series: [[date, value, number, sentence]], peak: [date, text] or null}. No date is put into words here. */
(function () {
  'use strict';

  const svg = HM.svg, el = HM.el;
  const DAY = 86400000;
  const number = text => Date.parse(text + 'T00:00:00Z') / DAY;
  const iso = day => new Date(day * DAY).toISOString().slice(0, 10);

  function Slider(map, holder, days) {
    this.map = map;
    this.days = days;
    this.first = number(days.first);
    this.last = number(days.last);
    this.day = Math.min(Math.max(number(HM.settings.at), this.first), this.last);
    this.series = days.series.map(row => ({ day: number(row[0]), value: row[1], text: row[2], sentence: row[3] }));
    this.build(holder);
    this.paint();
  }

  Slider.prototype = {
    build(holder) {
      this.given = holder.getAttribute('data-day-words');
      holder.textContent = '';
      this.play = el('button', { type: 'button', class: 'day-play', 'aria-label': HM.say.play }, [
        svg('svg', { viewBox: '0 0 44 44', width: 44, height: 44, 'aria-hidden': 'true' }, [svg('path', { class: 'day-play-mark', d: 'M17 13L32 22L17 31Z' }), svg('path', { class: 'day-pause-mark', d: 'M16 14H20V30H16ZM24 14H28V30H24Z' })]),
      ]);
      this.input = el('input', { type: 'range', min: 0, max: this.last - this.first, step: 1, 'aria-label': HM.say.day });
      this.words = el('strong');
      this.status = el('span', { class: 'visually-hidden', role: 'status' });
      this.drawing = svg('svg', { class: 'day-curve', 'aria-hidden': 'true' });
      this.track = el('div', { class: 'day-track', dir: 'ltr' }, [this.drawing, this.input]);
      holder.appendChild(this.play);
      holder.appendChild(el('p', { class: 'day-words' }, [this.words, el('span', { class: 'day-label' }, this.days.label)]));
      holder.appendChild(this.track);
      holder.appendChild(this.status);
      this.input.value = this.day - this.first;
      this.input.addEventListener('input', () => { this.stop(); this.choose(this.first + Number(this.input.value)); });
      this.input.addEventListener('keydown', event => {
        const weeks = { PageUp: 7, PageDown: -7 }[event.key];
        if (!weeks) return;
        event.preventDefault();
        this.stop();
        this.choose(this.day + weeks);
      });
      this.play.addEventListener('click', () => (this.timer ? this.stop() : this.run()));
      new ResizeObserver(() => this.paint()).observe(this.track);
    },
    at(day) { return 22 + (this.width - 44) * (day - this.first) / (this.last - this.first || 1); },
    stock(day) {
      let found = null;
      for (const count of this.series) if (count.day <= day) found = count;
      return found;
    },
    paint() {
      const width = this.width = this.track.clientWidth, height = this.track.clientHeight, floor = height - 24;
      if (!width) return;
      const peak = Math.max(1, ...this.series.map(count => count.value)), roof = 22;
      const x = day => this.at(day).toFixed(1), y = value => (floor - (floor - roof) * value / peak).toFixed(1);
      const root = this.drawing, here = this.at(this.day), now = this.stock(this.day);
      root.textContent = '';
      root.setAttribute('viewBox', `0 0 ${width} ${height}`);
      const past = this.series.filter(count => count.day <= this.day), future = this.series.filter(count => count.day > this.day);
      const path = counts => 'M' + counts.map(count => x(count.day) + ' ' + y(count.value)).join('L');
      const area = counts => path(counts) + `L${x(counts[counts.length - 1].day)} ${floor}L${x(counts[0].day)} ${floor}Z`;
      const link = past.length ? [past[past.length - 1]].concat(future) : future;
      if (link.length > 1) { root.appendChild(svg('path', { d: area(link), class: 'day-future-area' })); root.appendChild(svg('path', { d: path(link), class: 'day-future' })); }
      if (past.length > 1) { root.appendChild(svg('path', { d: area(past), class: 'day-past-area' })); root.appendChild(svg('path', { d: path(past), class: 'day-past' })); }
      for (const count of this.series) root.appendChild(svg('circle', { cx: x(count.day), cy: y(count.value), r: 1.3, class: count.day > this.day ? 'day-dot-future' : 'day-dot' }));
      root.appendChild(svg('path', { d: `M0 ${floor + 0.5}H${width}`, class: 'day-axis' }));
      this.ticks(root, floor, width);
      this.value(root, here, now, floor, y, width);
    },
    ticks(root, floor, width) {
      let free = -Infinity;
      const here = this.at(this.day);
      for (const [date, text] of this.days.ticks) {
        const at = this.at(number(date)), half = text.length * 3.2 + 8;
        root.appendChild(svg('path', { d: `M${at.toFixed(1)} ${floor}V${floor + 4}`, class: 'day-axis' }));
        if (at - half < Math.max(free, -6) || at + half > width + 6 || Math.abs(at - here) < half + 8) continue;
        root.appendChild(svg('text', { x: at.toFixed(1), y: floor + 18, 'text-anchor': 'middle', class: 'day-tick', direction: HM.dirOf(text) }, text));
        free = at + half;
      }
    },
    value(root, here, now, floor, y, width) {
      root.appendChild(svg('path', { d: `M${here.toFixed(1)} 2V${floor}`, class: 'day-line' }));
      const text = now ? now.sentence : '', half = text.length * 6.4, side = here > half + 24 ? 'end' : 'start';
      if (now) root.appendChild(svg('circle', { cx: here.toFixed(1), cy: y(now.value), r: 3.4, class: 'day-now' }));
      const rtl = HM.dirOf(this.days.label) === 'rtl';
      // The sentence stands above the curve that lies on its side.
      const under = this.series.filter(count => (side === 'end' ? this.at(count.day) < here && this.at(count.day) > here - half : this.at(count.day) > here && this.at(count.day) < here + half));
      const roof = Math.min(floor - 8, ...under.map(count => Number(y(count.value))), now ? Number(y(now.value)) : floor);
      if (width > 480) root.appendChild(svg('text', { x: (here + (side === 'end' ? -8 : 8)).toFixed(1), y: Math.max(13, roof - 8).toFixed(1), 'text-anchor': rtl ? (side === 'end' ? 'start' : 'end') : side, direction: rtl ? 'rtl' : 'ltr', class: 'day-value' }, text));
      const peak = this.days.peak, peakAt = peak && this.at(number(peak[0])), peakHalf = peak ? peak[1].length * 3.3 : 0;
      if (peak && width > 480 && (side === 'end' ? peakAt - peakHalf > here + 12 : peakAt - peakHalf > here + half + 20 || peakAt + peakHalf < here - 12)) {
        root.appendChild(svg('text', { x: Math.min(peakAt, width - peakHalf - 4).toFixed(1), y: 13, 'text-anchor': 'middle', direction: rtl ? 'rtl' : 'ltr', class: 'day-peak' }, peak[1]));
      }
      root.appendChild(svg('circle', { cx: here.toFixed(1), cy: floor, r: 11, class: 'day-thumb' }));
      root.appendChild(svg('path', { d: `M${(here - 3.5).toFixed(1)} ${floor - 4}v8m3.500 -8v8m3.500 -8v8`, class: 'day-thumb-lines' }));
      // A day outside the series has its words from the page.
      const words = this.moved || iso(this.day) === HM.settings.at ? this.days.days[this.day - this.first] : this.given;
      this.words.textContent = words;
      this.input.setAttribute('aria-valuetext', words + (text ? HM.say.comma + text : ''));
    },
    choose(day) {
      const wanted = Math.min(Math.max(day, this.first), this.last);
      this.input.value = wanted - this.first;
      if (wanted === this.day) return;
      this.day = wanted;
      this.moved = true;
      this.paint();
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.load(), this.timer ? 0 : 140);
    },
    load() {
      if (this.asked) this.asked.abort();
      const asked = this.asked = new AbortController(), at = iso(this.day);
      HM.closePopup(this.map);
      HM.settings.at = at;
      HM.remember({ at });
      return Promise.all([HM.fetchDay(at, asked.signal).then(data => HM.show(this.map, data)), swapParts(at, asked.signal)]).then(() => {
        this.status.textContent = this.words.textContent;
        this.track.classList.remove('day-failed');
      }).catch(problem => { if (problem.name !== 'AbortError') { this.stop(); this.track.classList.add('day-failed'); this.status.textContent = HM.say.failed; } });
    },
    run() {
      if (this.day >= this.last) return;
      this.play.setAttribute('aria-label', HM.say.pause);
      this.play.classList.add('day-running');
      const step = () => {
        this.choose(this.day + 1);
        if (this.day >= this.last) this.stop();
      };
      this.timer = setInterval(step, 1000);
      step();
    },
    stop() {
      clearInterval(this.timer);
      this.timer = null;
      this.play.setAttribute('aria-label', HM.say.play);
      this.play.classList.remove('day-running');
    },
  };

  /* The server's own page of that day is the truth for title, numbers and tables: its marked parts replace ours. */
  function swapParts(at, signal) {
    const address = new URL(location.href);
    address.searchParams.set('at', at);
    return fetch(address, { signal }).then(answer => {
      if (!answer.ok) throw new Error('status ' + answer.status);
      return answer.text();
    }).then(text => {
      const page = new DOMParser().parseFromString(text, 'text/html');
      document.title = page.title;
      for (const old of document.querySelectorAll('[data-day-part]')) {
        const fresh = page.querySelector('[data-day-part="' + CSS.escape(old.getAttribute('data-day-part')) + '"]');
        if (!fresh) continue;
        const taken = document.importNode(fresh, true), open = old.querySelectorAll('details');
        taken.querySelectorAll('details').forEach((details, n) => { if (open[n]) details.open = open[n].open; });
        old.replaceWith(taken);
      }
    });
  }

  HM.controls.slider = function (map) {
    const holder = document.querySelector('[data-day-slider]');
    if (!holder || !HM.settings.days_url) return;
    fetch(HM.settings.days_url).then(answer => answer.json()).then(days => { map.hmSlider = new Slider(map, holder, days); });
  };
})();
