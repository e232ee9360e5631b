/* Sites on the map: their symbols, and for crowded places the dots and leaders of what a tray lists (trays.js). */
(function (HM) {
  'use strict';

  const svg = HM.svg;

  function siteButton(scene, site, p) {
    scene.offer('site:' + site.id, site, p);
    return svg('g', {
      'data-key': 'site:' + site.id, transform: `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`, class: 'hm-button',
      role: 'button', tabindex: 0, 'aria-label': site.aria || site.name,
    }, [svg('title', {}, site.name + (site.detail ? '\n' + site.detail : '')), svg('path', { d: 'M-12 -12H12V12H-12Z', class: 'hm-hit-box' }), svg('path', { d: HM.siteRing(site), class: 'hm-ring' }), HM.siteSymbol(site, scene.hatch)]);
  }

  function stackButton(scene, group, p) {
    const key = 'sites:' + group.id;
    scene.offerCloser(key, group, p);
    return svg('g', {
      'data-key': key, transform: `translate(${p.x.toFixed(1)} ${p.y.toFixed(1)})`, class: 'hm-button', role: 'button', tabindex: 0, 'aria-label': group.aria,
    }, [svg('title', {}, group.name + '\n' + group.detail), svg('path', { d: HM.siteRing(group), class: 'hm-ring' }), HM.stackSymbol(group, scene.hatch)]);
  }

  function leader({ leader: { a, b } }, layer) {
    const d = `M${a.x.toFixed(1)} ${a.y.toFixed(1)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}`;
    layer.appendChild(svg('path', { d, class: 'hm-leader-casing' }));
    layer.appendChild(svg('path', { d, class: 'hm-leader' }));
  }

  HM.drawing.sites = function (view, layer, scene) {
    for (const one of view.trays) leader(one, layer);
    HM.drawTogether(view, layer);
    for (const group of view.groups) {
      for (const site of group.members) layer.appendChild(svg('circle', { cx: site.p.x.toFixed(1), cy: site.p.y.toFixed(1), r: 2.8, class: 'hm-place-dot' }));
    }
    for (const { group, p } of view.stacks) layer.appendChild(stackButton(scene, group, p));
    for (const { site, p } of view.symbols.sort((a, b) => b.site.radius - a.site.radius)) layer.appendChild(siteButton(scene, site, p));
  };
})(globalThis.HM);
