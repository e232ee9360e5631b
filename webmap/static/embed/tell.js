(() => {
  // How high all of it is, for the page around the frame; its script (/embed/height.js) is optional.
  const tell = () => parent.postMessage({ ninewaMap: { height: Math.ceil(document.body.getBoundingClientRect().height) } }, '*');
  if (parent !== window && 'ResizeObserver' in window) new ResizeObserver(tell).observe(document.body);
})();
