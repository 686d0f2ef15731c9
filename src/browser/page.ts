/*
 * All the script that a page starts with. Pages work without it; it brings out what only works with it.
 */

for (const section of document.querySelectorAll<HTMLElement>('[data-module]')) prepareCheck(section);
for (const area of document.querySelectorAll<HTMLElement>('[data-drop]')) prepareDrop(area);
for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) prepareCopy(button);

/** The check in this browser: its code is fetched when somebody asks for it. */
function prepareCheck(section: HTMLElement): void {
  const button = section.querySelector('button');
  const result = section.querySelector('[role="status"]');
  if (button === null || result === null) return;
  section.hidden = false;
  button.addEventListener('click', async () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    result.className = '';
    result.textContent = section.dataset.running ?? '';
    try {
      const { verifyHere } = await import(
        /* the address of a file of this site */ section.dataset.module ?? ''
      );
      await verifyHere(section);
    } catch {
      result.className = 'verdict unsure';
      result.textContent = section.dataset.broken ?? '';
    } finally {
      button.removeAttribute('aria-disabled');
    }
  });
}

/** A file that is dropped anywhere in the area is checked at once. */
function prepareDrop(area: HTMLElement): void {
  const input = area.querySelector<HTMLInputElement>('input[type="file"]');
  if (input === null) return;
  for (const type of ['dragenter', 'dragover', 'dragleave', 'drop'])
    area.addEventListener(type, (event) => {
      event.preventDefault();
      area.classList.toggle('over', type === 'dragenter' || type === 'dragover');
    });
  area.addEventListener('drop', ({ dataTransfer }) => {
    if (dataTransfer === null || dataTransfer.files.length === 0) return;
    input.files = dataTransfer.files;
    input.form?.requestSubmit();
  });
}

/** A text that is copied at a touch. Where the browser refuses, it is marked, to be copied by hand. */
function prepareCopy(button: HTMLElement): void {
  const field = document.getElementById(button.dataset.copy ?? '');
  const place = button.parentElement;
  const isField = field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement;
  if (!isField || place === null || navigator.clipboard === undefined) return;
  place.hidden = false;
  button.addEventListener('click', async () => {
    const result = place.querySelector('[role="status"]');
    try {
      await navigator.clipboard.writeText(field.value);
      if (result !== null) result.textContent = button.dataset.done ?? '';
    } catch {
      field.select();
    }
  });
}
