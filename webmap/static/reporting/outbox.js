// Reports on their way: what somebody sends is first kept on the phone, then sent, and forgotten only once the server
// says that it has it. Each belongs to the account that made it; nobody else's is shown or sent.
const SENT_AS = ["client_uuid", "based_on", "as_of", "time"];
// What the server says of a report that stays here, until somebody has looked at it.
const TROUBLES = { 400: "wrong", 403: "refused", 404: "gone", 409: "stale" };
const box = document.querySelector(".outbox");
const words = box ? box.dataset : {};
const me = Number(words.person) || null;

// ---- the store

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("outbox", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("reports", { keyPath: "uuid" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function stored(mode, work) {
  const database = await opened();
  try {
    return await new Promise((done, failed) => {
      // `strict`: on the disk before we say that it is kept.
      const change = database.transaction("reports", mode, { durability: "strict" });
      const asked = work(change.objectStore("reports"));
      change.oncomplete = () => done(asked.result);
      change.onerror = change.onabort = () => failed(change.error);
    });
  } finally {
    database.close();
  }
}

const keep = (report) => stored("readwrite", (reports) => reports.put(report));
const forget = (uuid) => stored("readwrite", (reports) => reports.delete(uuid));

async function waiting() {
  const all = await stored("readonly", (reports) => reports.getAll());
  return all.sort((one, other) => one.kept_at - other.kept_at);
}

// ---- sending

// One tab sends at a time; each report in the order in which it was made.
async function sendAll() {
  if (!me) return show();
  await navigator.locks.request("outbox", async () => {
    const mine = (await waiting()).filter((report) => report.person === me && !report.trouble);
    if (!mine.length) return;
    const token = await freshToken();
    if (!token) return;
    for (const report of mine) {
      if (!(await send(report, token))) break;
    }
  });
  return show();
}

// For the account that this page is of; null: nobody, somebody else, or no network.
async function freshToken() {
  try {
    const answer = await fetch("/outbox.json", { cache: "no-store", headers: { Accept: "application/json" } });
    const told = answer.ok ? await answer.json() : {};
    signedOut = answer.status === 401;
    hasNoRight = answer.status === 403;
    return told.person === me ? told.csrf_token : null;
  } catch {
    return null;
  }
}
let signedOut = false, hasNoRight = false;

// Whether the next one may be sent.
async function send(report, token) {
  const now = (await waiting()).find((one) => one.uuid === report.uuid);
  if (!now) return true;
  let answer;
  try {
    answer = await post(now, token);
  } catch {
    return false;
  }
  if (answer.status === 200 || answer.status === 201) {
    await settle(now, await answer.json());
    return true;
  }
  if (TROUBLES[answer.status]) {
    await keep({ ...now, trouble: TROUBLES[answer.status] });
    return true;
  }
  return false;
}

function post(report, token) {
  const body = new URLSearchParams(report.fields.map(([name, value]) => [name, name === "csrf_token" ? token : value]));
  if (report.waited) body.set("was_kept", "1");
  return fetch(report.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error" });
}

// The server has it. Later ones of the same site that saw the same page saw this one as well: it was made here.
async function settle(report, told) {
  for (const later of await waiting()) {
    const isNext = later.site === report.site && later.person === me && later.uuid !== report.uuid;
    if (isNext && later.after === report.uuid) {
      await keep({ ...later, fields: later.fields.map(([name, value]) => [name, name === "based_on" ? String(told.report_id) : value]) });
    }
  }
  await forget(report.uuid);
}

// ---- the form

const form = document.querySelector("form.report");

function ofBaghdad(moment) {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Baghdad", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(moment);
  const of = Object.fromEntries(parts.map((part) => [part.type, part.value]));
  return { as_of: `${of.year}-${of.month}-${of.day}`, time: `${of.hour}:${of.minute}` };
}

// A copy of the page was made for another moment and another report.
function renew() {
  const now = ofBaghdad(new Date());
  form.elements.as_of.value = now.as_of;
  form.elements.time.value = now.time;
  form.elements.client_uuid.value = crypto.randomUUID();
}

// What waits here was said after what the page shows.
async function showWaitingFigures() {
  const last = (await waiting()).filter((report) => report.site === form.dataset.site && report.person === me && !report.trouble).pop();
  if (!last) return null;
  const said = new Map(last.fields);
  for (const hidden of form.querySelectorAll("input[name^=was_]")) {
    const name = hidden.name.slice(4);
    const unknown = last.fields.some(([field, value]) => field === "unknown" && value === name);
    const value = unknown ? "" : said.get(name) || (said.get("how") === "same" ? said.get(hidden.name) : "");
    if (!value && !unknown) continue;
    hidden.value = value;
    form.elements[`on_${name}`].value = said.get("as_of");
    form.querySelector(`[name=still][value="${name}"]`)?.closest("label").remove();
    const shown = form.querySelector(`[data-last="${name}"]`);
    if (shown) shown.textContent = value || "?";
  }
  return last.uuid;
}

async function submitted(event) {
  event.preventDefault();
  const fields = [...new FormData(form, event.submitter)].map(([name, value]) => [name, String(value)]);
  const uuid = form.elements.client_uuid.value;
  const report = { uuid, person: me, site: form.dataset.site, name: form.dataset.name, action: form.getAttribute("action"), fields, said: saidIn(fields), after: precedes, waited: false, trouble: "", kept_at: Date.now() };
  form.querySelectorAll("button").forEach((button) => { button.disabled = true; });
  try {
    await keep(report);
  } catch {
    return asUsual(event.submitter); // no storage here: send it as a page without script does
  }
  let answer = null;
  try {
    const token = await freshToken();
    answer = token ? await post(report, token) : null;
  } catch {
    answer = null;
  }
  if (answer && (answer.status === 200 || answer.status === 201)) {
    const told = await answer.json();
    await settle(report, told);
    return location.assign(told.address);
  }
  if (answer && (answer.status === 400 || answer.status === 409)) {
    await forget(uuid);
    return asUsual(event.submitter); // the page that says what is wrong, with everything that was typed
  }
  const trouble = answer ? TROUBLES[answer.status] || "" : "";
  await keep({ ...report, waited: true, trouble });
  const why = trouble || (hasNoRight ? "refused" : "");
  return kept(why ? `${words.held} ${words[why]}` : words.kept);
}

// Label and text of all that is sent, to be read where it cannot be.
function saidIn(fields) {
  const typed = new Map(fields), all = (name) => fields.filter(([field]) => field === name).map(([, value]) => value);
  const unknown = all("unknown"), still = all("still"), leftOut = all("asked").filter((name) => !still.includes(name));
  return [...form.querySelectorAll("label[for]")].map((label) => {
    const name = label.htmlFor, was = typed.get("how") === "same" && !leftOut.includes(name) && typed.get(`was_${name}`);
    return [label.textContent, unknown.includes(name) ? words.unknown : typed.get(name) || was];
  }).filter(([, value]) => value);
}

function asUsual(submitter) {
  form.querySelectorAll("button").forEach((button) => { button.disabled = false; });
  form.removeEventListener("submit", submitted);
  form.requestSubmit(submitter);
}

async function kept(text) {
  form.hidden = true;
  say(text, form);
  await show();
}

function say(text, beside) {
  document.querySelector(".kept-here")?.remove();
  const said = line("p", text, "message kept-here");
  said.tabIndex = -1;
  beside.after(said);
  said.focus();
}

let precedes = null;

// ---- what waits, in words

async function show() {
  if (!box) return;
  const all = await waiting();
  const mine = all.filter((report) => report.person === me);
  box.hidden = !all.length;
  box.replaceChildren();
  if (mine.length) box.append(line("p", words.waiting), list(mine));
  if (all.length > mine.length) box.append(line("p", words.others, "note"));
}

function list(reports) {
  const lines = line("ul", "", "plain");
  for (const report of reports) {
    const said = new Map(report.fields);
    const trouble = report.trouble ? words[report.trouble] : signedOut ? words.signedOut : hasNoRight ? words.refused : "";
    const one = line("li", ""), when = line("bdi", `${said.get("as_of")} ${said.get("time") || ""}`);
    when.dir = "ltr"; // day before time, whatever is written around them
    one.append(line("bdi", report.name), " · ", when, trouble ? ` · ${trouble}` : "");
    if (trouble && report.said) one.append(readable(report));
    if (report.trouble === "gone") one.append(" ", removal(report));
    else if (report.trouble) one.append(" ", look(report));
    lines.append(one);
  }
  return lines;
}

function readable(report) {
  const folded = document.createElement("details"), said = line("dl", "", "facts");
  for (const [label, value] of report.said) said.append(line("dt", label), line("dd", value));
  folded.append(line("summary", words.says), said);
  return folded;
}

// The server's own page shows both versions, or what is wrong; the report stays here until one with its id is recorded.
function look(report) {
  const button = line("button", words.look, "button");
  button.type = "button";
  button.addEventListener("click", async () => {
    const token = await freshToken();
    if (!token) return;
    const hidden = document.createElement("form");
    hidden.method = "post";
    hidden.action = report.action;
    for (const [name, value] of report.fields) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = name === "csrf_token" ? token : value;
      hidden.append(input);
    }
    document.body.append(hidden);
    hidden.submit();
  });
  return button;
}

// The server has no page for what it knows no site of: it is read here, and goes when its person says so, asked twice.
function removal(report) {
  const button = line("button", words.remove, "button");
  button.type = "button";
  button.addEventListener("click", async () => {
    if (button.textContent !== words.surely) return void (button.textContent = words.surely);
    await forget(report.uuid);
    await show();
  });
  return button;
}

function line(tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

// ---- signing out

// Without a network nobody is signed out, which is said; what was kept to be read goes all the same.
async function leave(event) {
  event.preventDefault();
  const asked = event.currentTarget;
  try {
    await fetch("/outbox.json", { cache: "no-store", headers: { Accept: "application/json" } });
  } catch {
    if ("caches" in window) await caches.delete("kept-pages");
    return say(words.stays, document.querySelector("main h1"));
  }
  return asked.href ? location.assign(asked.href) : asked.submit();
}

// ---- from here on

async function begin() {
  const recorded = document.querySelector("main").dataset.recorded;
  if (recorded) await forget(recorded);
  if (form && form.elements.based_on && !form.elements.corrects.value) {
    if (document.querySelector("main[data-kept]")) renew();
    precedes = await showWaitingFigures();
  }
  if (form) form.addEventListener("submit", submitted);
  document.querySelector('.person-line a[href*="/logout"]')?.addEventListener("click", leave);
  document.querySelector('main form[action*="/logout"]')?.addEventListener("submit", leave);
  document.documentElement.dataset.outbox = "ready";
  await show();
  await sendAll();
}

if ("serviceWorker" in navigator) navigator.serviceWorker.register("/outbox-worker.js").catch(() => {});
addEventListener("online", sendAll);
addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
setInterval(sendAll, 30000);
begin();
