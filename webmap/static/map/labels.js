/* Words on the map, where placing/labels.js put them. */
(function (HM) {
  'use strict';

  const svg = HM.svg;
  /* One line of text whose left or right edge, or middle, is at x, whatever its direction. */
  HM.textNode = function (text, look, x, y, side) {
    const rtl = HM.dirOf(text) === 'rtl';
    const anchor = side === 'middle' ? 'middle' : (side === 'left') === !rtl ? 'start' : 'end';
    // In a line of Arabic a sign stays on the side of its number where it is written: 5,000+.
    const shown = rtl ? text.replace(/[≈<>]?[+\u2212]?\d[\d,.]*\+?/g, number => (/[≈<>+\u2212]/.test(number) ? `\u2066${number}\u2069` : number)) : text;
    return svg('text', {
      x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': anchor, direction: rtl ? 'rtl' : 'ltr', 'font-size': HM.textSize(look, rtl),
      class: 'hm-text hm-text-' + look + (rtl ? ' hm-rtl' : ''),
    }, look === 'region' && !rtl ? text.toUpperCase() : shown);
  };

  /* The number by which a line under the map tells of a movement. */
  HM.chip = (n, x, y) => svg('g', { class: 'hm-chip' }, [svg('circle', { cx: x.toFixed(1), cy: y.toFixed(1), r: 7.6 }), HM.textNode(String(n), 'chip', x, y + 3.9, 'middle')]);
  HM.ofMovement = (m, comma) => `${m.name}: \u2068${m.number}\u2069` + (m.detail ? comma + m.detail : '');

  HM.drawLabels = function (view, scene) {
    const layer = svg('g', { class: 'hm-labels', 'aria-hidden': 'true' }), words = svg('g');
    for (const { label, box, lines, outside, chip } of view.placed) {
      if (chip) { words.appendChild(HM.chip(chip.n, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2)); continue; }
      if (label.mark) layer.appendChild(svg('rect', { x: (label.at.x - 2.2).toFixed(1), y: (label.at.y - 2.2).toFixed(1), width: 4.4, height: 4.4, class: 'hm-town-mark' }));
      if (box.leader) {
        const { a, b } = box.leader;
        layer.appendChild(svg('path', { d: `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`, class: 'hm-leader' }));
        layer.appendChild(svg('circle', { cx: a.x.toFixed(1), cy: a.y.toFixed(1), r: 1.8, class: 'hm-leader-end' }));
      }
      let y = box.y0;
      const x = box.side === 'left' ? box.x0 + 1 : box.side === 'right' ? box.x1 - 1 : (box.x0 + box.x1) / 2;
      for (const line of lines) {
        const high = HM.LOOKS[line.look][2], node = HM.textNode(line.text, line.look, x, (y += high) - high * 0.24, box.side);
        // The halo has the colour of the ground beneath.
        if (outside) node.classList.add('hm-outside');
        words.appendChild(node);
      }
    }
    layer.appendChild(words);
    const pointers = svg('g');
    HM.drawPointers(view, pointers, scene);
    return svg('g', {}, [layer, pointers]);
  };
})(globalThis.HM);
