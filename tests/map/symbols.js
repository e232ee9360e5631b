/* The symbols of sites as the map's own module draws them, written as SVG: of features on standard input, one a line. */
'use strict';

const path = require('node:path');
const fs = require('node:fs');

const MAP = path.join(__dirname, '..', '..', 'webmap', 'static', 'map');

class Element {
  constructor(tag, attributes, content) {
    Object.assign(this, { tag, attributes: attributes || {}, content: [].concat(content === undefined ? [] : content) });
  }
  appendChild(child) { this.content.push(child); }
  toString() {
    const told = Object.entries(this.attributes).map(([name, value]) => ` ${name}="${value}"`).join('');
    return this.content.length ? `<${this.tag}${told}>${this.content.join('')}</${this.tag}>` : `<${this.tag}${told}/>`;
  }
}

require(path.join(MAP, 'placing', 'shapes.js'));
const HM = globalThis.HM;
HM.svg = HM.el = (tag, attributes, content) => new Element(tag, attributes, content);
HM.controls = {};
require(path.join(MAP, 'symbols.js'));
const features = JSON.parse(fs.readFileSync(0, 'utf8'));
process.stdout.write(JSON.stringify({ hatch: String(HM.hatch('h')), symbols: features.map(one => String(HM.siteSymbol(one, 'h'))) }));
