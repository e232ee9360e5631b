(() => {
  // How high all of it is, for the page around the frame; its script (/embed/height.js) is optional. Without a bar for
  // scrolling: beside one the map is narrower, so it is lower, and the bar would stay for good.
  const root = document.documentElement.style, tell = () => {
    root.overflow = 'hidden';
    const height = Math.ceil(document.body.getBoundingClientRect().height);
    root.overflow = '';
    parent.postMessage({ ninewaMap: { height } }, '*');
  };
  if (parent !== window && 'ResizeObserver' in window) new ResizeObserver(tell).observe(document.body);
})();
