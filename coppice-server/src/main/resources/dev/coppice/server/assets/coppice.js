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
// On a narrow screen the navigation is scrolled; the page's own place in it is what to see.
document.querySelector('.sections [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
// A page whose subject has come to its end while it was watched is read anew: other acts are legal then.
document.addEventListener('htmx:sseClose', (event) => {
  if (event.detail.type === 'message' && event.target.matches('[data-reload-at-end]')) location.reload();
});
