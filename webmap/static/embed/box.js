// Codes to put this map on another page: as wide, in the language and of the day, layers and view that are chosen now.
'use strict';
(() => {
  const box = document.querySelector('[data-embed-box]');
  if (!box) return;
  const there = box.dataset.there || location.origin, given = {};
  const width = box.querySelector('[data-embed-width]'), lang = box.querySelector('[data-embed-lang]');
  const fields = box.querySelectorAll('[data-embed-code]');
  for (const field of fields) given[field.dataset.embedCode] = field.value;
  const address = (path, more) => {
    const here = new URL(location.href).searchParams, asked = new URLSearchParams();
    for (const name of ['at', 'known', 'layers', 'bbox']) if (here.get(name)) asked.set(name, here.get(name));
    asked.set('lang', lang.value);
    for (const name in more) asked.set(name, more[name]);
    return `${there}${path}?${asked}`.replace(/%2C/g, ',').replace(/%3A/g, ':');
  };
  const quoted = url => url.replace(/&/g, '&amp;');
  const write = () => {
    const [wide, high] = width.value.split(',');
    const written = {
      frame: given.frame.replace(/src="[^"]*"/, () => `src="${quoted(address('/embed/live'))}"`)
        .replace(/width="\d+" height="\d+"/, `width="${wide}" height="${high}"`).replace(/max-width:\d+px/, `max-width:${wide}px`),
      picture: given.picture.replace(/href="[^"]*"/, () => `href="${quoted(address('/'))}"`)
        .replace(/src="[^"]*"/, () => `src="${quoted(address('/picture.png', { size: wide > 640 ? 1000 : 640 }))}"`),
      page: address('/'),
    };
    for (const field of fields) field.value = written[field.dataset.embedCode];
  };
  box.querySelector('.embed-box-choices').hidden = false;
  box.addEventListener('toggle', write);
  box.addEventListener('change', write);
  for (const field of fields) field.addEventListener('focus', () => field.select());
})();
