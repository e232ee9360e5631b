/* The day under the map: the days that can be chosen and the curve of people displaced behind them. Days are counted since 1970. */
(function (HM) {
  'use strict';

  const DAY = 86400000, EDGE = 22;
  const number = text => Date.parse(text + 'T00:00:00Z') / DAY;

  /* From days.json: {first, last, days: [the words for each day from first to last], label, ticks: [[date, text]],
     series: [[date, value, number, sentence]], peak: [date, text] or null, recount: [date before, date after, text] or null}.
     No date is put into words here. */
  HM.Days = class {
    constructor(days, at) {
      this.first = number(days.first);
      this.last = number(days.last);
      this.words = days.days;
      this.series = days.series.map(row => ({ day: number(row[0]), value: row[1], sentence: row[3] }));
      this.marks = days.ticks.map(([date, text]) => ({ day: number(date), text }));
      this.peak = days.peak && { day: number(days.peak[0]), text: days.peak[1] };
      this.recount = days.recount && { before: number(days.recount[0]), after: number(days.recount[1]), text: days.recount[2] };
      this.day = this.within(number(at));
    }
    within(day) { return Math.min(Math.max(day, this.first), this.last); }
    iso(day = this.day) { return new Date(day * DAY).toISOString().slice(0, 10); }
    inWords() { return this.words[this.day - this.first]; }
    /* The count in force on the day; null before the first. */
    stock() {
      let found = null;
      for (const count of this.series) if (count.day <= this.day) found = count;
      return found;
    }
    x(day, width) { return EDGE + (width - 2 * EDGE) * (day - this.first) / (this.last - this.first || 1); }

    /* Where the parts of the curve stand on `width` by `height` px. */
    placed(width, height) {
      const floor = height - 24, roof = 22, here = this.x(this.day, width), now = this.stock();
      const peak = Math.max(1, ...this.series.map(count => count.value));
      const at = count => ({ x: this.x(count.day, width), y: floor - (floor - roof) * count.value / peak, future: count.day > this.day });
      const counts = this.series.map(at), past = counts.filter(count => !count.future), future = counts.filter(count => count.future);
      const link = past.length ? [past[past.length - 1]].concat(future) : future;
      return { floor, here, counts, past, link, now: now && at(now), ticks: this.ticks(here, width), recount: this.counted(width), sentence: this.sentence(here, now, at, floor, width) };
    }
    /* The days in which people were counted anew: nobody knew of it before the second of them. */
    counted(width) {
      const told = this.recount;
      return told && this.day >= told.after ? { x0: this.x(told.before, width), x1: this.x(told.after, width), text: told.text } : null;
    }
    /* A mark has its word where it covers neither another nor the chosen day. */
    ticks(here, width) {
      let free = -Infinity;
      return this.marks.map(({ day, text }) => {
        const x = this.x(day, width), half = text.length * 3.2 + 8;
        if (x - half < Math.max(free, -6) || x + half > width + 6 || Math.abs(x - here) < half + 8) return { x, text: '' };
        free = x + half;
        return { x, text };
      });
    }
    /* The value of the day in words: beside its line, above the curve that lies on its side; then there may be room for the peak. */
    sentence(here, now, at, floor, width) {
      const text = now ? now.sentence : '', half = text.length * 6.4, left = here > half + 24;
      const under = this.series.map(at).filter(p => (left ? p.x < here && p.x > here - half : p.x > here && p.x < here + half));
      const roof = Math.min(floor - 8, ...under.map(p => p.y), now ? at(now).y : floor);
      const peakAt = this.peak && this.x(this.peak.day, width), peakHalf = this.peak ? this.peak.text.length * 3.3 : 0;
      const room = this.peak && (left ? peakAt - peakHalf > here + 12 : peakAt - peakHalf > here + half + 20 || peakAt + peakHalf < here - 12);
      return { text, left, y: Math.max(13, roof - 8), peak: room ? { x: Math.min(peakAt, width - peakHalf - 4), text: this.peak.text } : null };
    }
  };
})(globalThis.HM = globalThis.HM || {});
