'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { HM } = require('./modules.js');

const DAYS = {
  first: '2017-03-30', last: '2017-04-10', label: 'people displaced', peak: ['2017-04-08', 'most: 314,268'],
  days: Array.from({ length: 12 }, (_, n) => 'day ' + n), ticks: [['2017-04-01', 'April'], ['2017-04-02', 'April 2']],
  series: [['2017-03-31', 100, '100', '100 people'], ['2017-04-04', 200, '200', '200 people'], ['2017-04-08', 300, '300', '300 people']],
};

test('a day outside the series becomes its nearest end', () => {
  assert.strictEqual(new HM.Days(DAYS, '2016-10-17').iso(), '2017-03-30');
  assert.strictEqual(new HM.Days(DAYS, '2017-09-01').iso(), '2017-04-10');
  assert.strictEqual(new HM.Days(DAYS, '2017-04-04').inWords(), 'day 5');
});

test('the count in force is the last one up to the day', () => {
  assert.strictEqual(new HM.Days(DAYS, '2017-03-30').stock(), null);
  assert.strictEqual(new HM.Days(DAYS, '2017-04-07').stock().value, 200);
  assert.strictEqual(new HM.Days(DAYS, '2017-04-08').stock().value, 300);
});

test('the curve is ink up to the day and grey after it', () => {
  const { past, link, counts, here } = new HM.Days(DAYS, '2017-04-05').placed(800, 90);
  assert.deepStrictEqual([past.length, link.length, counts.length], [2, 2, 3]);
  assert.ok(past.every(p => p.x <= here) && link[1].x > here);
  assert.ok(counts[2].y < counts[0].y);
});

test('a mark has its word only where there is room', () => {
  const words = (at, width) => new HM.Days(DAYS, at).placed(width, 90).ticks.map(tick => tick.text);
  assert.deepStrictEqual(words('2017-04-09', 1600), ['April', 'April 2']);
  assert.deepStrictEqual(words('2017-04-09', 500), ['April', '']);
  assert.deepStrictEqual(words('2017-04-01', 500), ['', 'April 2']);
});

test('the sentence stands on the side that has room for it', () => {
  assert.strictEqual(new HM.Days(DAYS, '2017-03-30').placed(800, 90).sentence.left, false);
  assert.strictEqual(new HM.Days(DAYS, '2017-04-09').placed(800, 90).sentence.left, true);
});

test('the recount is marked on days that knew of it', () => {
  const counted = { ...DAYS, recount: ['2017-04-02', '2017-04-06', 'counted anew'] };
  assert.strictEqual(new HM.Days(counted, '2017-04-05').placed(800, 90).recount, null);
  const days = new HM.Days(counted, '2017-04-06'), { recount, here } = days.placed(800, 90);
  assert.deepStrictEqual([recount.x1, recount.text], [here, 'counted anew']);
  assert.ok(recount.x0 < recount.x1);
  assert.strictEqual(new HM.Days({ ...DAYS, recount: null }, '2017-04-09').placed(800, 90).recount, null);
});
