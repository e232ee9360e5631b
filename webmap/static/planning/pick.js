// A click on the drawn map writes its coordinates into the question. The projection is that of small_map.py.
'use strict';
(() => {
  const KM_PER_DEGREE_NORTH = 111.2;
  const field = document.querySelector('form.question input[name=q]');
  const maps = document.querySelectorAll('svg.plan-map');
  if (!field || !maps.length) return;
  for (const note of document.querySelectorAll('[data-pick-note]')) note.hidden = false;
  for (const map of maps) {
    const [lon0, lat0] = map.dataset.middle.split(' ').map(Number);
    const perKm = Number(map.dataset.pxPerKm);
    const eastKm = Number(map.dataset.kmPerDegreeEast);
    const box = map.viewBox.baseVal;
    const ring = document.createElementNS('http://www.w3.org/2000/svg', 'circle');
    ring.setAttribute('class', 'picked');
    ring.setAttribute('r', '8');
    map.classList.add('picks');
    map.addEventListener('click', (event) => {
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
      const lon = lon0 + (at.x - box.width / 2) / perKm / eastKm;
      const lat = lat0 - (at.y - box.height / 2) / perKm / KM_PER_DEGREE_NORTH;
      field.value = `${lat.toFixed(4)}, ${lon.toFixed(4)}`;
      ring.setAttribute('cx', at.x);
      ring.setAttribute('cy', at.y);
      map.append(ring);
    });
  }
})();
