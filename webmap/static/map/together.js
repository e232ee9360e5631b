/* The brackets of counts of several sites together, where placing/together.js put them and their words found room. */
(function (HM) {
  'use strict';

  const svg = HM.svg;
  const line = ([a, b]) => `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;

  HM.drawTogether = function (view, layer) {
    const said = new Set(view.placed.map(({ label }) => label.key));
    for (const { key, count, bar, legs } of view.brackets.filter(one => said.has(one.key))) {
      const d = [bar].concat(legs).map(line).join('');
      layer.appendChild(svg('g', { class: 'hm-bracket', 'data-bracket': key, role: 'img', 'aria-label': count.title }, [
        svg('title', {}, count.title), svg('path', { d, class: 'hm-bracket-casing' }), svg('path', { d, class: 'hm-bracket-line' }),
      ]));
    }
  };
})(globalThis.HM);
