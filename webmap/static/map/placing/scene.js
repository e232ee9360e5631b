/* What stands where in one view: every layer is asked in a fixed order, so that the same data and the same view always give the
   same picture. */
(function (HM) {
  'use strict';

  // Lines end at symbols, and labels avoid both.
  const ORDER = ['sites', 'movements', 'corridors', 'communities', 'trays', 'together', 'services'];

  /* The data of a day by what draws them: layers of one kind are drawn together, those shown. A layer that bears the name of
     its kind keeps its ids. */
  HM.byKind = function (data, shown) {
    const found = Object.assign({}, data);
    for (const { kind, choice } of shown) {
      if (!choice || choice === kind) continue;
      const own = found[kind] !== data[kind] || shown.some(spec => spec.choice === kind) ? found[kind] || [] : [];
      found[kind] = own.concat((data[choice] || []).map(item => Object.assign({}, item, { id: choice + ':' + item.id })));
    }
    return found;
  };

  /* What stays free at each edge of a map of a width when a box is fitted into it: on a wide one the trays of the crowded
     south-west need room at the left. */
  HM.edges = function (width, roomy, sheet) {
    const edge = roomy ? 8 : 0, left = !roomy ? 0 : sheet ? 0.26 * width : width > 900 ? 0.13 * width : edge;
    return { left, top: edge, right: edge, bottom: left > edge ? 26 : edge };
  };

  /* `asked` is what the view is made of:
       arriving                        what a plan says of families who arrive; null where nobody does
       data, base                      the day's data, the base map (each may be null)
       kinds                           a Set of the kinds of layers shown
       width, height, perKm, sheet     px; px of a kilometre; whether it is a sheet of paper
       rtl, lang, comma, km            of the page; its comma, and its "{n} km"
       taken                           boxes that nothing may cover (controls)
       to(lon, lat)                    {x, y} px
       measure(text, style)            px
     The answer has the same and where things are: symbols, groups, trays, brackets, curves, rings, bands, diamonds, marks, pointers,
     placed (words), and `work`, what was compared. Obstacles are boxes: hard ones are never covered by a label, soft ones
     (rivers, corridors) are avoided where there is a choice. */
  HM.place = function (asked) {
    const work = { pairs: 0, boxes: 0 }, widths = asked.widths || new Map();
    const view = Object.assign({}, asked, {
      data: asked.data || {}, narrow: asked.width < 620, work,
      hard: new HM.Boxes(work), soft: new HM.Boxes(work), standing: new HM.Boxes(work),
      labels: [], symbols: [], groups: [], trays: [], outside: [], away: [], pointers: [], brackets: [],
      onLand: () => true,
      inside: (p, margin) => p.x > margin && p.y > margin && p.x < asked.width - margin && p.y < asked.height - margin,
      textWidth(text, look) {
        const key = look + ' ' + text;
        if (!widths.has(key)) widths.set(key, HM.textWidth(asked.measure, text, look));
        return widths.get(key);
      },
    });
    for (const box of asked.taken) view.hard.add(box);
    if (asked.data) {
      for (const kind of ORDER) if (kind === 'trays' || asked.kinds.has(kind === 'together' ? 'sites' : kind)) HM.placing[kind](view);
      if (asked.kinds.has('places')) HM.placing.places(view);
      HM.placing.pointers(view);
    } else if (asked.kinds.has('places')) HM.placing.places(view);
    HM.placing.labels(view);
    if (asked.arriving && HM.placing.arriving) HM.placing.arriving(view);   // its module comes when somebody arrives
    return view;
  };
})(globalThis.HM = globalThis.HM || {});
