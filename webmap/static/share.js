// Buttons of an answer: its address or its text to the clipboard, the page to the printer. Without script none is shown.
'use strict';
(() => {
  const said = (button, words) => {
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 2000);
  };
  for (const button of document.querySelectorAll('[data-copy-address]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const words = button.textContent;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(location.href);
      said(button, words);
    });
  }
  for (const button of document.querySelectorAll('[data-copy-text]')) {
    const text = document.getElementById(button.dataset.copyText), words = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      // Browsers give the clipboard to pages of this machine and of https alone; elsewhere the text is chosen and copied.
      if (navigator.clipboard) {
        await navigator.clipboard.writeText(text.textContent.replace(/[\u2066-\u2069]/g, ''));
      } else {
        getSelection().selectAllChildren(text);
        if (!document.execCommand('copy')) return;
      }
      said(button, words);
    });
  }
  for (const button of document.querySelectorAll('[data-print-page]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }
})();
