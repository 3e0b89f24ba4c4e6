
/* Added by the demo: links to a channel or message of the simulated server open there. */
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element
    ? event.target.closest("a[href^='https://discord.com/channels/']") : null;
  if (!(link instanceof HTMLAnchorElement)) return;
  event.preventDefault();
  event.stopPropagation();
  const channel = link.pathname.split("/")[3];
  if (window.parent !== window) window.parent.postMessage({ mindwell: channel }, "*");
  else window.location.assign(`HUB_ORIGIN/jump/${channel}?as=VIEWER`);
}, true);

/* A thread opens at its question, like a forum post that one has not read. */
const opening = new MutationObserver(() => {
  if (ui.app.getAttribute("aria-busy") !== "false" || !state.authorized) return;
  opening.disconnect();
  if ("IS_THREAD") requestAnimationFrame(() => { ui.timeline.scrollTop = 0; });
});
opening.observe(ui.app, { attributes: true, attributeFilter: ["aria-busy"] });

/* What one's own press brings at the end is shown, wherever one was reading. */
let pressed = -Infinity;
for (const kind of ["click", "submit"]) {
  document.addEventListener(kind, (event) => {
    if (event.isTrusted) pressed = performance.now();
  }, true);
}
new MutationObserver(() => {
  if (!ui.newMessages.hidden && performance.now() - pressed < 4000) ui.newMessages.click();
}).observe(ui.newMessages, { attributes: true, attributeFilter: ["hidden"] });

/* simcord says what it does all the time; here only what went wrong. */
const trouble = /not completed|uncertain|awaiting|interrupted|unavailable|ended/;
new MutationObserver(() => {
  ui.action.classList.toggle("trouble", trouble.test(ui.action.textContent || ""));
}).observe(ui.action, { childList: true, characterData: true, subtree: true });
