// Keeps the last pages of a site's management for when there is no network, each marked as the copy that it is. Only
// pages that were opened, only on this phone; they go when somebody signs in or out. Reports are not its business:
// outbox.js keeps those.
const PAGES = "kept-pages", FILES = "kept-files";
const OWN_PAGE = /^\/my-sites$|^\/sites\/[^/]+\/report$/;
const OF_SIGNING = /^\/(login|logout|link)$/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "POST" && OF_SIGNING.test(url.pathname)) {
    event.respondWith(caches.delete(PAGES).then(() => fetch(request)));
  } else if (request.mode === "navigate" && request.method === "GET" && OWN_PAGE.test(url.pathname)) {
    event.respondWith(page(request, event));
  } else if (request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});

// From the network; where there is none, the last copy.
async function page(request, event) {
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(PAGES)).match(request.url, { ignoreVary: true });
    if (kept) return asKept(kept);
    throw error;
  }
  if (answer.ok && !answer.redirected && answer.type === "basic") {
    const copy = answer.clone();
    event.waitUntil(caches.open(PAGES).then((pages) => pages.put(request.url, copy)));
  } else if (isNotTheirs(answer)) {
    event.waitUntil(caches.open(PAGES).then((pages) => pages.delete(request.url, { ignoreVary: true })));
  }
  return answer;
}

// The session has ended, or the site is not theirs any more: what was theirs is no longer shown either.
function isNotTheirs(answer) {
  return answer.type === "opaqueredirect" || answer.redirected || [401, 403, 404].includes(answer.status);
}

async function asKept(kept) {
  const text = (await kept.text()).replace('kept-copy" hidden', 'kept-copy"').replace("<main ", "<main data-kept ");
  return new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": kept.headers.get("Content-Security-Policy") } });
}

// Addresses of files name their content, so a copy is never stale. Those of our own pages alone are kept.
async function file(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request.url, { ignoreVary: true });
  if (known) return known;
  const answer = await fetch(request);
  const from = request.referrer && new URL(request.referrer);
  if (answer.ok && from && (OWN_PAGE.test(from.pathname) || from.pathname.startsWith("/static/"))) {
    await files.put(request.url, answer.clone());
  }
  return answer;
}
