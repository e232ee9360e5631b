(() => {
  // The living map takes the place of the picture, as high as it says; without this script the link leads to it.
  const link = document.querySelector('.explore a'), frame = document.createElement('iframe');
  link.addEventListener('click', event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    frame.src = link.href + '&bare=1';
    frame.title = link.textContent;
    document.querySelector('main > picture').replaceWith(frame);
    link.parentNode.remove();
  });
  addEventListener('message', event => {
    const told = event.data && event.data.ninewaMap, height = told && Math.round(told.height);
    if (event.source === frame.contentWindow && height > 100 && height < 20000) frame.style.height = height + 'px';
  });
})();
