// What is copied from a page holds none of the signs that keep names apart on it: programs take them for a part of a word.
'use strict';
(() => {
  const ISOLATES = /[\u2066-\u2069]/g;
  document.addEventListener('copy', (event) => {
    const chosen = getSelection();
    const text = chosen.toString();
    const plain = text.replace(ISOLATES, '');
    if (plain === text) return;
    const copied = document.createElement('div');
    for (let n = 0; n < chosen.rangeCount; n += 1) copied.append(chosen.getRangeAt(n).cloneContents());
    event.clipboardData.setData('text/plain', plain);
    event.clipboardData.setData('text/html', copied.innerHTML.replace(ISOLATES, ''));
    event.preventDefault();
  });
})();
