// Copy buttons: hidden until it is known that they work, which takes this script and a page from a trusted address.
const shown = () => navigator.clipboard
  && document.querySelectorAll('[data-copy][hidden]').forEach((button) => button.hidden = false);
document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]');
  if (button) {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = 'Copied';
  }
});
document.addEventListener('htmx:afterSwap', shown);
shown();
// A form that acts is sent once, however often its button is clicked before the next page comes.
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== 'post') return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = 'true';
});
addEventListener('pageshow', () => document.querySelectorAll('[data-sent]').forEach((form) => delete form.dataset.sent));
// On a narrow screen the navigation is scrolled; the page's own place in it is what to see.
document.querySelector('.sections [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
// A page whose subject has come to its end while it was watched is read anew, at its own address: a refused form has another.
const page = () => document.querySelector('[data-page]')?.dataset.page ?? location.href;
document.addEventListener('htmx:sseClose', (event) => {
  if (event.detail.type === 'message') location.replace(page());
});
// Acts follow the state: they are asked for anew when the state says that others are legal. What is being typed stays.
const legal = () => document.querySelector('[data-legal]')?.dataset.legal;
let offered = legal();
document.addEventListener('htmx:sseMessage', () => {
  if (legal() !== offered) {
    offered = legal();
    htmx.trigger('#legal', 'legal');
  }
});
// A page that should be live says when it is not, since when and why. It is tried again by itself, except without a session.
const stale = document.getElementById('stale');
let since = '';
const live = () => {
  since = '';
  stale?.replaceChildren();
};
const lost = (why) => {
  since ||= new Date().toISOString().slice(11, 16) + ' UTC';
  const link = document.createElement('a');
  link.href = page();
  link.textContent = 'Reload the page';
  stale?.replaceChildren(`Not live since ${since}: ${why} `, link);
};
const told = (status) => {
  if (status === 401) return 'your session has ended. What stands here is as it was then.';
  if (status === 0) return 'the server cannot be reached. It is tried again by itself.';
  if (status === 503) return 'the server cannot reach its database, or has too much to do. It is tried again by itself.';
  return `the server answers with status ${status}. It is tried again by itself.`;
};
const trouble = () => lost(told(503));
let open = false;
document.addEventListener('htmx:sseOpen', (event) => {
  open = true;
  event.detail.source.addEventListener('trouble', trouble);
});
document.addEventListener('htmx:sseMessage', live);
// A stream ends every few minutes and is opened again in two seconds; only what is still closed after more is worth saying.
document.addEventListener('htmx:sseError', (event) => {
  open = false;
  setTimeout(async () => {
    if (open) return;
    const asking = new AbortController();
    const status = await fetch(event.target.getAttribute('sse-connect'), { signal: asking.signal })
      .then((answer) => answer.status, () => 0);
    asking.abort();
    if (status !== 200) lost(told(status));
  }, 4000);
});
document.addEventListener('htmx:afterRequest', (event) => {
  if (!event.target.matches('[data-polled]')) return;
  if (event.detail.successful) live(); else lost(told(event.detail.xhr.status));
});
addEventListener('offline', () => stale && lost(told(0)));
