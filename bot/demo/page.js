"use strict";
// The hub of the demo: asks the server every second what there is, draws what changed, and opens
// places live in a frame. The address's #place/person says what is open, so Back works.

const POLL_MS = 1000;
const PHONE = window.matchMedia("(max-width: 56rem)");
const $ = (id) => document.getElementById(id);
const shown = { state: null, tag: null, you: "maya", place: null, known: null, open: null };

function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}
const person = (key) => shown.state.people.find((one) => one.key === key);
const signed = (score) => (score > 0 ? `+${score}` : String(score).replace("-", "−"));
const counted = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
function ago(seconds) {
  const minutes = Math.max(0, Math.round((shown.state.now - seconds) / 60));
  if (minutes < 1) return "just now";
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.round(minutes / 60);
  return hours < 36 ? `${hours} h ago` : `${Math.round(hours / 24)} days ago`;
}
const face = (key) => el("span", { class: `face ${key}`, "aria-hidden": true }, person(key).name[0]);
const unread = (one) => (one.unread
  ? el("span", { class: "unread" }, String(one.unread), el("span", { class: "hidden" }, " unread"))
  : null);

// Replaces the children only when they read differently, and keeps the focus where it was.
function draw(parent, children) {
  const drawn = el("div", {}, ...children);
  if (parent.dataset.drawn === drawn.innerHTML) return;
  parent.dataset.drawn = drawn.innerHTML;
  const held = parent.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  parent.replaceChildren(...drawn.childNodes);
  if (held) parent.querySelector(`[data-key="${held}"]`)?.focus({ preventScroll: true });
}

// --- what is open ---------------------------------------------------------------------------
function go(place, as = shown.you) {
  const address = `#${place}/${place.startsWith("dm-") ? place.slice(3) : as}`;
  if (window.location.hash === address) follow(true);
  else window.location.hash = address;
}
function follow(again = false) {
  const [place, as] = window.location.hash.slice(1).split("/");
  if (as && person(as)) shown.you = as;
  shown.place = place || null;
  document.body.dataset.view = place ? "live" : "list";
  if (place) show(place, again);
  render();
}
function show(place, again) {
  const address = `/go/${encodeURIComponent(place)}?as=${shown.you}`;
  if (shown.open === address && !again) return;
  shown.open = address;
  const frame = el("iframe", { title: `${titleOf(place)}, as ${person(shown.you).name}`, src: address });
  const opening = el("p", { class: "empty" }, "Opening …");
  frame.addEventListener("load", () => opening.remove(), { once: true });
  $("stage").replaceChildren(opening, frame);
  $("tab").href = address;
  $("tab").hidden = false;
  if (PHONE.matches) $("live-title").focus();
}
function titleOf(place) {
  const { channels, questions } = shown.state;
  if (place.startsWith("dm-")) return `${person(place.slice(3))?.name}’s direct messages`;
  const channel = channels.find((one) => one.key === place);
  return channel ? `#${channel.name}` : questions.find((one) => one.key === place)?.title ?? "A question";
}

// --- drawing --------------------------------------------------------------------------------
function drawPeople() {
  draw($("people"), shown.state.people.map((one) => el("button", {
    class: "person", type: "button", role: "radio", "data-key": one.key,
    "aria-checked": String(one.key === shown.you), tabindex: one.key === shown.you ? "0" : "-1",
  }, face(one.key), el("b", {}, one.name), el("small", {}, one.part), unread(one))));
  $("you").textContent = person(shown.you).name;
}
function become(key) {
  shown.you = key;
  if (shown.place && !shown.place.startsWith("dm-")) go(shown.place, key);
  else { shown.place = null; window.location.hash = `#/${key}`; }
  say(`You are ${person(key).name} now.`);
}
function guide() {
  const steps = shown.state.steps;
  const [maya, tomas, priya] = shown.state.people;
  return {
    ask: { done: steps.asked, place: "start-here", as: maya.key, label: `As ${maya.name}, ask` },
    answer: { done: steps.answered, place: steps.question, as: tomas.key, label: `As ${tomas.name}, answer` },
    vote: { done: steps.voted, place: steps.question, as: priya.key, label: `As ${priya.name}, vote` },
    read: { done: steps.read, place: `dm-${maya.key}`, as: maya.key, label: `As ${maya.name}, read` },
  };
}
const start = (step) => el("button", {
  type: "button", "data-place": step.place, "data-as": step.as, "data-key": step.label,
}, step.label);
function drawSteps() {
  const { ask, answer, vote, read } = guide();
  const waiting = person(read.as).unread;
  const line = (number, done, ...words) => el("li", { class: done ? "done" : "" },
    el("span", { "aria-hidden": true }, done ? "✓" : String(number)),
    el("p", {}, ...words, done ? el("span", { class: "hidden" }, " (done)") : null));
  draw($("steps"), [
    line(1, ask.done, start(ask), " a question, and tick “DM me about replies”."),
    line(2, answer.done && vote.done, start(answer), " it. ", start(vote), " with 👍."),
    line(3, read.done, start(read), ` the bot’s message${waiting ? ` (${waiting} unread)` : ""}.`),
  ]);
}
function drawHint() {
  const { channels, questions } = shown.state;
  const open = [...channels, ...questions].find((one) => one.key === shown.place);
  const steps = Object.values(guide());
  const next = steps[0].done ? steps.find((step) => !step.done) : null;
  const isHere = next && next.place === shown.place && next.as === shown.you;
  if (next && !isHere) draw($("hint"), [el("span", {}, "✓ Next: "), start(next)]);
  else draw($("hint"), open ? [el("span", {}, open.hint)] : []);
}
function row(key, lead, title, about, tail = null, fresh = false) {
  return el("li", {}, el("button", {
    class: fresh ? "row fresh" : "row", type: "button", "data-key": key, "data-place": key,
    "aria-current": key === shown.place ? "true" : false,
  }, lead, el("span", { class: "title" }, title), el("span", { class: "about" }, ...about), tail));
}
function questionRow(one) {
  const label = { open: "Open", answered: "Answered", closed: "Closed", hidden: "Hidden" }[one.state];
  const score = el("span", { class: "lead score" }, el("b", {}, signed(one.score)),
    el("small", {}, Math.abs(one.score) === 1 ? "vote" : "votes"));
  return row(one.key, score, one.title, [
    el("span", { class: `state ${one.state === "hidden" ? "hidden-post" : one.state}` }, label),
    el("span", {}, counted(one.answers, "answer")), el("span", {}, one.category), el("span", {}, ago(one.asked_at)),
  ], null, shown.known !== null && !shown.known.has(one.key));
}
const ORDERS = {
  new: (a, b) => b.number - a.number,
  votes: (a, b) => b.score - a.score || b.number - a.number,
  open: (a, b) => (a.state === "open" ? 0 : 1) - (b.state === "open" ? 0 : 1) || b.number - a.number,
};
function render() {
  const { people, channels, questions, keeping } = shown.state;
  drawPeople();
  drawSteps();
  draw($("channels"), channels.map((one) => row(one.key,
    el("span", { class: "lead hash", "aria-hidden": true }, "#"), one.name, [])));
  draw($("dms"), people.map((one) => row(`dm-${one.key}`,
    el("span", { class: "lead" }, face(one.key)), one.name,
    [], unread(one))));
  draw($("questions"), [...questions].sort(ORDERS[$("sort").value]).map(questionRow));
  $("count").textContent = String(questions.length);
  $("keeping").textContent = keeping;
  const fresh = shown.known === null ? [] : questions.filter((one) => !shown.known.has(one.key));
  if (fresh.length) say(`New question: ${fresh[0].title}`);
  shown.known = new Set(questions.map((one) => one.key));
  $("live-title").textContent = shown.place ? titleOf(shown.place) : "Nothing open yet";
  $("live-you").replaceChildren("You are ", el("b", {}, person(shown.you).name));
  drawHint();
}
function say(sentence) { $("said").textContent = sentence; }

// --- listening ------------------------------------------------------------------------------
async function poll() {
  try {
    const headers = shown.tag ? { "If-None-Match": shown.tag } : {};
    const answer = await fetch("/state", { headers, cache: "no-store" });
    if (answer.status === 200) {
      const first = shown.state === null;
      shown.tag = answer.headers.get("ETag");
      shown.state = await answer.json();
      if (first) begin();
      else if (shown.state.run !== shown.run) window.location.reload();
      shown.run = shown.state.run;
      render();
    }
    $("ended").hidden = true;
    await markRead();
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    $("ended").hidden = false;
  } finally {
    setTimeout(poll, document.hidden ? 4 * POLL_MS : POLL_MS);
  }
}
async function markRead() {
  const key = shown.place?.startsWith("dm-") ? shown.place.slice(3) : null;
  if (!key || document.hidden || !person(key)?.unread) return;
  await fetch(`/seen/${key}`, { method: "POST" });
}
function begin() {
  shown.run = shown.state.run;
  if (window.location.hash) follow();
  else if (!PHONE.matches) {
    const best = [...shown.state.questions].sort(ORDERS.votes)[0];
    window.history.replaceState(null, "", `#${best ? best.key : "start-here"}/${shown.you}`);
    follow();
  }
}
window.addEventListener("hashchange", () => follow());
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-place]");
  if (chosen) go(chosen.dataset.place, chosen.dataset.as);
});
$("people").addEventListener("click", (event) => {
  const chosen = event.target.closest(".person");
  if (chosen) become(chosen.dataset.key);
});
$("people").addEventListener("keydown", (event) => {
  const turn = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!turn) return;
  event.preventDefault();
  const keys = shown.state.people.map((one) => one.key);
  const next = keys[(keys.indexOf(shown.you) + turn + keys.length) % keys.length];
  become(next);
  $("people").querySelector(`[data-key="${next}"]`).focus();
});
$("sort").addEventListener("change", render);
$("back").addEventListener("click", () => { window.location.hash = `#/${shown.you}`; });
window.addEventListener("message", (event) => {
  if (event.source !== $("stage").querySelector("iframe")?.contentWindow) return;
  const channel = String(event.data?.mindwell ?? "");
  const { channels, questions } = shown.state;
  const place = [...channels, ...questions].find((one) => one.id === channel);
  if (place) go(place.key);
});
void poll();
