/* The map in a file on a disk: all that it would fetch stands in the file, and no address follows what is shown. */
(function (HM) {
  'use strict';

  /* In place of the control that keeps the view in the page's address. */
  HM.controls.address = function (scene) {
    const { map, settings } = scene;
    scene.answers.set(scene.address(settings.at), HM.written('map-data'));
    settings.basemap = HM.written('map-ground');
    // The wheel scrolls the page until the map has been clicked or reached by keyboard.
    map.scrollWheelZoom.disable();
    map.on('focus', () => map.scrollWheelZoom.enable());
    map.on('blur', () => map.scrollWheelZoom.disable());
  };
  HM.controls.slider = () => {};

  /* Above the symbol of each site its number in the table, in trays and on paper too; everything else leaves it room. */
  const HIGH = 11, { siteSymbol: symbol, siteRoom: room } = HM;
  HM.siteRoom = site => Object.assign(room(site), site.number ? { top: room(site).top - HIGH } : {});
  HM.siteSymbol = function (site, hatch) {
    const drawn = symbol(site, hatch);
    if (!site.number) return drawn;
    return HM.svg('g', {}, [drawn, HM.svg('text', { class: 'hm-number', y: (room(site).top - 3).toFixed(1), 'text-anchor': 'middle' }, site.number)]);
  };
})(globalThis.HM);
