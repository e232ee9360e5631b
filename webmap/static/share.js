// The two buttons of an answer: its address to the clipboard, the page to the printer. Without script neither is shown.
'use strict';
(() => {
  for (const button of document.querySelectorAll('[data-copy-address]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(location.href);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = words; }, 2000);
    });
  }
  for (const button of document.querySelectorAll('[data-print-page]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
})();
