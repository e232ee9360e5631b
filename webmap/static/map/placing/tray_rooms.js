/* How much room a tray takes, and where its parts stand in it: a list with figures on a wide map, on a narrow one a row of
   symbols with one name. All from the widths of its words. */
(function (HM) {
  'use strict';

  const BOX = 42, ELLIPSIS = '…', MOST_LINES = 3;
  const LIST = { widest: 274, x: 8, y: 6, gap: 12, row: { x0: 2, x1: 6, y: 2 }, title: 'tray-title', titleSide: 4, under: 2, name: 'tray-name', detail: 'tray-detail' };
  // On paper a size smaller; a sheet is read from nearer than a screen.
  const SHEET = Object.assign({}, LIST, { widest: 222, x: 6, y: 4, gap: 6, row: { x0: 2, x1: 6, y: 1 }, name: 'sheet-name', detail: 'sheet-detail' });
  const ROW = { x: 5, y: 3, gap: 1, least: 30, told: 120, title: 'row-title', more: 'tray-more', beforeMore: 3 };

  const high = look => HM.LOOKS[look][2];

  function cut(view, text, look, room) {
    let least = 0, most = text.length;
    while (least < most) {
      const half = Math.ceil((least + most) / 2);
      if (view.textWidth(text.slice(0, half).trimEnd() + ELLIPSIS, look) <= room) least = half;
      else most = half - 1;
    }
    return text.slice(0, least).trimEnd() + ELLIPSIS;
  }
  /* A text in lines of at most `room` px; what does not fit into `most` lines ends with an ellipsis. */
  HM.wrapped = function (view, text, look, room, most) {
    const lines = [];
    let line = '';
    for (const word of text.split(' ')) {
      const longer = line ? line + ' ' + word : word;
      if (!line || view.textWidth(longer, look) <= room) line = longer;
      else { lines.push(line); line = word; }
    }
    lines.push(line);
    const shown = lines.length > most ? lines.slice(0, most - 1).concat(lines.slice(most - 1).join(' ')) : lines;
    return shown.map(one => (view.textWidth(one, look) <= room ? one : cut(view, one, look, room)));
  };

  function symbol(site, width) {
    const room = HM.siteRoom(site), height = Math.ceil(room.bottom - room.top + 5);
    return { site, width: width || Math.ceil(2 * room.half + 5), height, middle: 2.5 - room.top };
  }

  /* rows: {site, y, height, symbol: the middle of it {x, y}, lines: [{text, look, x, y: base}]}; all from the upper left corner. */
  function list(view, group) {
    const set = view.sheet ? SHEET : LIST, { row } = set, before = set.x + 1 + row.x0 + BOX + set.gap, after = row.x1 + set.x + 1;
    const most = set.widest - before - after, title = HM.wrapped(view, group.name, set.title, set.widest - 2 * (set.x + 1 + set.titleSide), MOST_LINES);
    const told = group.members.map(site => ({
      mark: symbol(site, BOX),
      lines: HM.wrapped(view, site.name, set.name, most, MOST_LINES).map(text => ({ text, look: set.name }))
        .concat(HM.changeOf(site)).concat([site.detail, site.lid].filter(Boolean).flatMap(told => HM.wrapped(view, told, set.detail, most, MOST_LINES)).map(text => ({ text, look: set.detail }))),
    }));
    const widest = (texts, look) => Math.max(0, ...texts.map(text => view.textWidth(text, look)));
    const inner = Math.max(widest(title, set.title) + 2 * set.titleSide - row.x0 - row.x1 - BOX - set.gap, ...told.flatMap(one => one.lines.map(line => view.textWidth(line.text, line.look))));
    const width = Math.ceil(before + inner + after), start = x => (view.rtl ? width - x : x);
    let y = set.y + 1;
    const titles = title.map(text => ({ text, look: set.title, x: start(set.x + 1 + set.titleSide), y: (y += high(set.title)) - 4 }));
    y += set.under;
    const rows = told.map(({ mark, lines }) => {
      const text = lines.reduce((sum, line) => sum + high(line.look), 0), height = Math.max(text, mark.height) + 2 * row.y, top = y;
      let base = top + (height - text) / 2;
      y += height;
      return {
        site: mark.site, y: top, height, symbol: { x: start(set.x + 1 + row.x0 + BOX / 2), y: top + (height - mark.height) / 2 + mark.middle },
        lines: lines.map(line => Object.assign(line, { x: start(before), y: (base += high(line.look)) - high(line.look) * 0.26 })),
      };
    });
    return { list: true, x: width, y: y + set.y + 1, titles, rows, side: view.rtl ? 'right' : 'left' };
  }

  /* symbols: {site, x, y}; plate: the box round them; told: lines under the name. Zoomed far out the largest three stand for the rest. */
  function row(view, group) {
    const most = view.perKm < 2 ? 3 : 6, shown = group.members.slice(0, most).map(site => symbol(site));
    const more = group.members.length > most ? '+' + (group.members.length - most) : '', moreWidth = more ? ROW.beforeMore + view.textWidth(more, ROW.more) : 0;
    const marks = shown.reduce((sum, one) => sum + one.width + ROW.gap, -ROW.gap), tallest = Math.max(...shown.map(one => one.height));
    const plate = { width: marks + moreWidth + 2 * ROW.x + 2, height: Math.max(ROW.least, tallest + 2 * ROW.y + 2) };
    // Free places, or too few, are written: a row of symbols alone would hide the number.
    const told = group.members.filter(site => HM.isAsked(site) || HM.changeOf(site).length).flatMap(site => [{ text: site.name, look: 'name' }].concat(HM.changeOf(site)).concat(!HM.isAsked(site) ? [] : site.detail.split(' · ').flatMap(part => HM.wrapped(view, part, 'detail', ROW.told, 3)).map(text => ({ text, look: 'detail' }))));
    const width = Math.ceil(Math.max(plate.width, view.textWidth(group.name, ROW.title), ...told.map(line => view.textWidth(line.text, line.look)))), left = (width - plate.width) / 2, foot = (plate.height + tallest) / 2;
    let x = left + 1 + ROW.x;
    const symbols = shown.map(one => {
      const at = { site: one.site, x: x + one.width / 2, y: foot - one.height + one.middle };
      x += one.width + ROW.gap;
      return at;
    });
    let y = plate.height + high(ROW.title);
    for (const line of told) Object.assign(line, { x: width / 2, y: (y += high(line.look)) - high(line.look) * 0.26 });
    return {
      list: false, x: width, y, told, plate: Object.assign(plate, { x: left }), symbols,
      more: more ? { text: more, look: ROW.more, x: x - ROW.gap + ROW.beforeMore, y: plate.height / 2 + 4.2 } : null,
      title: { text: group.name, look: ROW.title, x: width / 2, y: plate.height + high(ROW.title) * 0.74 },
    };
  }

  HM.listRoom = list;
  HM.rowRoom = row;
})(globalThis.HM = globalThis.HM || {});
