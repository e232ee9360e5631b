/* As much of a document as the map's modules need to build a drawing, outside any browser; `written` makes it SVG.

   resvg knows neither CSS variables nor the direction of SVG text. So each text is anchored by its own side and isolated, and
   has the width it was measured with, whatever font shows it. What is only for pointers, keyboards and readers is left out. */
'use strict';

const ESCAPED = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = text => String(text).replace(/[&<>"]/g, sign => ESCAPED[sign]).replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '\uFFFD');
const NOT_DRAWN = /\bhm-(hit|ring|hit-box)\b/;
const NOT_WRITTEN = new Set(['data-key', 'data-bracket', 'role', 'tabindex', 'aria-label', 'aria-hidden', 'direction']);
const OTHER_SIDE = { start: 'end', end: 'start', middle: 'middle' };

class Element {
  constructor(tag) {
    this.tag = tag;
    this.attributes = new Map();
    this.children = [];
    this.text = null;
  }
  setAttribute(name, value) { this.attributes.set(name, String(value)); }
  getAttribute(name) { return this.attributes.has(name) ? this.attributes.get(name) : null; }
  appendChild(child) { this.children.push(child); return child; }
  append(...children) { this.children.push(...children); }
  set textContent(text) { this.text = String(text); }
  get classList() { return { add: name => this.setAttribute('class', (this.getAttribute('class') || '') + ' ' + name) }; }
}

function text(node) {
  const rtl = node.getAttribute('direction') === 'rtl', attributes = new Map(node.attributes);
  if (rtl) attributes.set('text-anchor', OTHER_SIDE[attributes.get('text-anchor')]);
  if (node.width) {
    attributes.set('textLength', node.width.toFixed(1));
    attributes.set('lengthAdjust', 'spacingAndGlyphs');
  }
  return '<text' + listed(attributes) + '>' + (rtl ? '\u2067' + escaped(node.text) + '\u2069' : escaped(node.text)) + '</text>';
}
function listed(attributes) {
  let found = '';
  for (const [name, value] of attributes) if (!NOT_WRITTEN.has(name)) found += ' ' + name + '="' + escaped(value) + '"';
  return found;
}
function written(node) {
  if (node.tag === 'title' || NOT_DRAWN.test(node.getAttribute('class') || '')) return '';
  if (node.tag === 'text') return text(node);
  const inner = node.text === null ? node.children.map(written).join('') : escaped(node.text);
  if (node.tag === 'g' && !inner) return '';
  return '<' + node.tag + listed(node.attributes) + (inner ? '>' + inner + '</' + node.tag + '>' : '/>');
}

globalThis.document = { createElementNS: (space, tag) => new Element(tag), createElement: tag => new Element(tag) };
globalThis.written = written;
