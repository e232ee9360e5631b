/* The looks of words on the map, and how much room they take. */
(function (HM) {
  'use strict';

  HM.LOOKS = {   // size, weight, line height in px; the colours stand in map.css under the same names
    name: [12.5, 700, 14], detail: [11, 400, 13], change: [12, 700, 14], number: [13.5, 700, 15], unplaced: [13, 700, 16], flow: [11.5, 400, 13], community: [12.5, 700, 14],
    service: [11.5, 400, 15], town: [12, 400, 16], 'town-large': [13, 400, 17], mosul: [16, 700, 20], water: [11.5, 400, 15],
    region: [13, 400, 18], pointer: [12.5, 700, 16],
    'tray-title': [13, 700, 17], 'tray-name': [12.5, 700, 15], 'tray-detail': [11.5, 400, 15], 'tray-more': [12, 400, 16], 'row-title': [12.5, 700, 18],
    'sheet-name': [11.5, 700, 14], 'sheet-detail': [10.5, 400, 13],
    chip: [11, 700, 15], ring: [11, 400, 13], scale: [12, 400, 14], key: [12, 400, 16], 'picture-title': [19, 700, 25], 'picture-title-narrow': [16, 700, 21], 'picture-text': [13, 400, 18], 'picture-note': [11, 400, 15],
  };
  const ARABIC_MORE = { town: 1, 'town-large': 1, region: 2, mosul: 1, water: 1 };

  // {n} in a translated sentence.
  HM.words = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (all, name) => name in values ? values[name] : all);
  // The direction of a text by its first letter that has one; names keep theirs in every language of the page, and
  // numbers alone run left to right, so that 5,000+ keeps its plus behind it.
  HM.dirOf = text => {
    const found = /[\u0590-\u08FF\uFB1D-\uFEFC]|[A-Za-z\u00C0-\u024F]/.exec(text || '');
    if (!found) return 'ltr';
    return /[\u0590-\u08FF\uFB1D-\uFEFC]/.test(found[0]) ? 'rtl' : 'ltr';
  };
  HM.textSize = (look, rtl) => HM.LOOKS[look][0] + (rtl ? ARABIC_MORE[look] || 0 : 0);

  /* The width of a text in px; `measure(text, style)` knows the font, whose style is given as "italic 700 12px". */
  HM.textWidth = function (measure, text, look) {
    const rtl = HM.dirOf(text) === 'rtl', shown = look === 'region' && !rtl ? text.toUpperCase() : text;
    const spaced = look === 'region' && !rtl ? 5 * text.length : 0;
    return measure(shown, `${look === 'water' && !rtl ? 'italic ' : ''}${HM.LOOKS[look][1]} ${HM.textSize(look, rtl)}px`) + spaced;
  };
})(globalThis.HM = globalThis.HM || {});
