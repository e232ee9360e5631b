/* The trays of crowded places, where placing/trays.js put them: each is a part of the drawing. */
(function (HM) {
  'use strict';

  const svg = HM.svg;
  const words = ({ text, look, x, y }, box, side) => HM.textNode(text, look, box.x0 + x, box.y0 + y, side);
  const plain = node => { node.classList.add('hm-in-tray'); return node; };
  const at = (box, { x, y }) => `translate(${(box.x0 + x).toFixed(1)} ${(box.y0 + y).toFixed(1)})`;
  const plate = (x, y, width, height, look, more) => svg('rect', Object.assign({ x, y, width, height, class: look }, more));

  function listed(scene, { group, box }) {
    const { room } = group, node = svg('g', { class: 'hm-tray hm-tray-list', role: 'group', 'aria-label': group.name });
    node.appendChild(plate(box.x0 + 0.5, box.y0 + 0.5, room.x - 1, room.y - 1, 'hm-sheet'));
    for (const line of room.titles) node.appendChild(plain(words(line, box, room.side)));
    for (const { site, y, height, symbol, lines } of room.rows) {
      const key = 'site:' + site.id;
      scene.offer(key, site, { x: (box.x0 + box.x1) / 2, y: box.y0 + 20 });
      node.appendChild(svg('g', { 'data-key': key, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': site.aria || site.name }, [
        plate(box.x0 + 3, box.y0 + y, room.x - 6, height, 'hm-hit-box'), plate(box.x0 + 3, box.y0 + y, room.x - 6, height, 'hm-ring'),
        svg('g', { transform: at(box, symbol) }, [HM.siteSymbol(site, scene.hatch)]), ...lines.map(line => plain(words(line, box, room.side))),
      ]));
    }
    return node;
  }

  function rowed(scene, { group, box }) {
    const { room } = group, key = 'tray:' + group.members.map(site => site.id).join('+'), { x, width, height } = room.plate;
    const names = group.members.map(site => site.name).join(scene.say.comma);
    scene.offerGroup(key, group);
    return svg('g', { class: 'hm-tray hm-tray-row' }, [
      svg('g', { 'data-key': key, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': group.name + ': ' + names }, [
        plate(box.x0 + x - 7, box.y0 - 7, width + 14, height + 14, 'hm-hit-box'), plate(box.x0 + x - 2, box.y0 - 2, width + 4, height + 4, 'hm-ring'),
        plate(box.x0 + x + 0.5, box.y0 + 0.5, width - 1, height - 1, 'hm-plate-of-row', { rx: 3 }),
        ...room.symbols.map(one => svg('g', { transform: at(box, one) }, [HM.siteSymbol(one.site, scene.hatch)])),
        room.more ? plain(words(room.more, box, 'left')) : null,
      ]),
      words(room.title, box, 'middle'), ...room.told.map(line => words(line, box, 'middle')),
    ]);
  }

  HM.drawTrays = (view, scene) => svg('g', { class: 'hm-trays' }, view.trays.map(one => (one.group.room.list ? listed : rowed)(scene, one)));
})(globalThis.HM);
