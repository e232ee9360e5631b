/* The map in another page's frame: whoever scrolls that page is not held by the map, and no address of its own is written. */
(function (HM) {
  'use strict';

  const SHOWN_MS = 1600, FAR_PX = 10;

  function hints(frame, dir) {
    const line = HM.el('div', { class: 'hm-hint', role: 'status', dir, hidden: '' });
    let gone = 0;
    frame.appendChild(line);
    return words => {
      line.textContent = words;
      line.hidden = false;
      clearTimeout(gone);
      gone = setTimeout(() => { line.hidden = true; }, SHOWN_MS);
    };
  }

  /* In place of the control that keeps the view in the page's address. */
  HM.controls.address = function (scene) {
    const { map, settings } = scene, node = map.getContainer(), hint = hints(node, document.documentElement.dir);
    const inBox = target => target.closest && target.closest('.hm-popup');
    scene.say.failed = settings.hints.failed;
    // The wheel is the page's, with Ctrl (and on a Mac with Command) the map's.
    node.addEventListener('wheel', event => {
      if (event.ctrlKey || event.metaKey) return;
      event.stopPropagation();
      if (!inBox(event.target)) hint(settings.hints.wheel);
    }, { capture: true, passive: true });
    // A mouse drags the map; of fingers two move it (as Leaflet zooms with them), and one scrolls the page.
    map.dragging.disable();
    for (const kind of ['pointerover', 'pointerdown']) {
      node.addEventListener(kind, event => map.dragging[event.pointerType === 'mouse' ? 'enable' : 'disable'](), true);
    }
    let from = null;
    node.addEventListener('touchstart', event => { from = event.touches.length === 1 && !inBox(event.target) ? event.touches[0] : null; }, { passive: true });
    node.addEventListener('touchmove', event => {
      const now = event.touches[0];
      if (event.touches.length > 1) from = null;
      if (!from || Math.hypot(now.clientX - from.clientX, now.clientY - from.clientY) < FAR_PX) return;
      from = null;
      hint(settings.hints.fingers);
    }, { passive: true });
  };
  HM.controls.slider = () => {};
})(globalThis.HM);
