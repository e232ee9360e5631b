/* Communities, services, and the pointers at the edge to what matters outside the view. */
(function (HM) {
  'use strict';

  const svg = HM.svg;

  function button(scene, key, item, p, ring, symbol, label) {
    scene.offer(key, item, p);
    return svg('g', { 'data-key': key, transform: `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': label }, [
      svg('title', {}, item.name), svg('path', { d: square(12), class: 'hm-hit-box' }), svg('path', { d: ring, class: 'hm-ring' }), symbol,
    ]);
  }
  const square = half => `M${-half} ${-half}H${half}V${half}H${-half}Z`;

  HM.drawing.communities = function (view, layer, scene) {
    for (const { item, p } of view.diamonds) layer.appendChild(button(scene, 'community:' + item.id, item, p, 'M0 -10L10 0L0 10L-10 0Z', HM.communitySymbol(), item.aria || item.name));
  };

  HM.drawing.services = function (view, layer, scene) {
    for (const { item, p, size } of view.marks) {
      const key = 'service:' + item.id, alone = item.members.length === 1;
      layer.appendChild(button(scene, key, alone ? item.members[0] : item, p, square(size / 2 + 3.5), HM.serviceSymbol(item.group, size), (alone && item.members[0].aria) || item.name));
      if (!alone) scene.offerGroup(key, Object.assign({}, item, { name: scene.titles.services }));
    }
  };

  HM.drawPointers = function (view, layer, scene) {
    const turn = { N: 0, E: 90, S: 180, W: 270 };
    for (const { key, p, box, facing, text, look, diamond } of view.pointers) {
      const y = (box.y0 + box.y1) / 2, atEnd = facing === 'E', tip = atEnd ? box.x1 - 5 : box.x0 + 5;
      const step = atEnd ? -1 : 1, start = tip + step * (diamond ? 27 : 10);
      layer.appendChild(svg('g', { 'data-key': key, class: 'hm-button hm-pointer hm-look-' + look, role: 'button', tabindex: 0, 'aria-label': text }, [
        svg('rect', { x: box.x0, y: box.y0, width: box.x1 - box.x0, height: box.y1 - box.y0, class: 'hm-ring' }),
        svg('rect', { x: box.x0, y: box.y0 - 6, width: box.x1 - box.x0, height: box.y1 - box.y0 + 12, class: 'hm-hit-box' }),
        svg('path', { d: 'M0 -5L5 4.5H-5Z', transform: `translate(${tip.toFixed(1)} ${y.toFixed(1)}) rotate(${turn[facing]})`, class: 'hm-arrow' }),
        diamond ? svg('g', { transform: `translate(${(tip + step * 14).toFixed(1)} ${y.toFixed(1)})` }, [HM.communitySymbol()]) : null,
        HM.textNode(text, look, start, y + 4.3, atEnd ? 'right' : 'left'),
      ]));
      scene.offerWay(key, p);
    }
  };
})(globalThis.HM);
