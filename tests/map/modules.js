/* The placing modules as node loads them: no document, no Leaflet. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const STATIC = path.join(__dirname, '..', '..', 'webmap', 'static');
const PLACING = path.join(STATIC, 'map', 'placing');
const vendored = JSON.parse(fs.readFileSync(path.join(STATIC, 'vendor', 'manifest.json'))).files;

globalThis.RBush = require(path.join(STATIC, 'vendor', vendored.find(file => file.path.endsWith('rbush.min.js')).path));
require(path.join(PLACING, 'boxes.js'));
for (const file of fs.readdirSync(PLACING)) require(path.join(PLACING, file));

/* The same numbers in [0, 1) each time (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/* Whole px from the upper left corner of the world, as Leaflet rounds them, at a zoom. */
function projected(lon, lat, zoom) {
  const world = 256 * Math.pow(2, zoom), sine = Math.sin(lat * Math.PI / 180);
  return { x: Math.round(world * (lon / 360 + 0.5)), y: Math.round(world * (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI))) };
}

/* A view of made-up data on a map without controls; positions are given in px. */
function view(changes) {
  return Object.assign({
    data: null, base: null, kinds: new Set(['sites', 'movements', 'corridors', 'communities', 'services', 'places']), width: 1000, height: 640,
    perKm: 5, sheet: false, rtl: false, lang: 'en', comma: ', ', taken: [], to: (x, y) => ({ x, y }),
    measure: (text, style) => text.length * 0.55 * parseFloat(/([\d.]+)px/.exec(style)[1]),
  }, changes);
}

/* Sites at random places of a map, as the data of the map say them. */
function sites(count, seed, width = 1000, height = 640) {
  const next = chance(seed);
  return Array.from({ length: count }, (_, n) => {
    const families = next() < 0.7 ? Math.ceil(next() * 4000) : null;
    return {
      id: 'made-up-' + n, name: 'Made-up site ' + n, lon: Math.round(next() * width), lat: Math.round(next() * height), families,
      type: ['camp', 'emergency_site', 'screening_site', 'reception_centre'][Math.floor(next() * 4)], radius: families ? Math.max(5.5, 0.27 * Math.sqrt(families)) : 7,
      state: families ? (next() < 0.5 ? 'counted' : 'unknown') : 'nothing', fill: 0.5, free: next() < 0.3 ? 12 : null, over: 0, said_full: false, detail: '12 free of 240',
    };
  });
}

module.exports = { HM: globalThis.HM, chance, projected, view, sites };
