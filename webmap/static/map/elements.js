/* Making elements, and a view drawn with them: what a browser and the server's pictures (webmap/drawing/) have in common. */
(function (HM) {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';

  HM.drawing = {};    // how layers of each kind are drawn
  HM.controls = {};

  function fill(node, attributes, content) {
    for (const name in attributes || {}) {
      if (attributes[name] !== null && attributes[name] !== undefined) node.setAttribute(name, attributes[name]);
    }
    // Text from the database only ever becomes a text node.
    if (typeof content === 'string' || typeof content === 'number') node.textContent = content;
    else for (const child of [].concat(content || [])) if (child) node.appendChild(child);
    return node;
  }
  HM.svg = (tag, attributes, content) => fill(document.createElementNS(SVG, tag), attributes, content);
  HM.el = (tag, attributes, content) => fill(document.createElement(tag), attributes, content);

  // Names of patterns and gradients, which must be told apart within the whole page, or within a picture that stands alone.
  let counter = 0;
  HM.nameAnew = () => { counter = 0; };
  HM.uid = prefix => 'hm-' + prefix + '-' + (counter += 1);

  /* The groups of a view that HM.place made, the lowest first. `scene` knows its data, titles, say, defs and hatch, and is offered
     what can be opened. */
  HM.draw = function (view, scene) {
    // All else fades behind what a plan says, and leaves its words and trays.
    const groups = [], shown = view.arrivals ? Object.assign({}, view, { trays: [], placed: [] }) : view;
    for (const kind of view.kinds) {
      if (!scene.data && kind !== 'places') continue;
      const group = HM.svg('g', { class: 'hm-' + kind, role: 'group', 'aria-label': scene.titles[kind] });
      HM.drawing[kind](shown, group, scene);
      if (kind === 'places') groups.unshift(group);   // beneath all that stands on the land
      else groups.push(group);
    }
    if (!view.arrivals) return groups.concat(HM.drawLabels(view, scene), HM.drawTrays(view, scene));
    return [HM.svg('g', { class: 'hm-faded' }, groups), HM.drawArriving(view, scene)];
  };
})(globalThis.HM);
