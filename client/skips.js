/**
 * Boxes the keyboard passes by while they cannot apply: what stands in an element with data-skip-when="field field" is left out of the
 * tab order while one of those fields holds something. It can still be clicked, and is back as soon as they are empty.
 */
export function startSkips(page) {
  for (const part of page.querySelectorAll('[data-skip-when]')) watch(part)
}

function watch(part) {
  const form = part.closest('form')
  const others = part.dataset.skipWhen.split(' ').map((name) => form?.elements.namedItem(name)).filter((field) => field instanceof HTMLInputElement)
  const own = [...part.querySelectorAll('input')]
  const settle = () => {
    const isSkipped = others.some(({ value }) => value.trim() !== '') && !own.some(({ checked }) => checked)
    for (const input of own) isSkipped ? input.setAttribute('tabindex', '-1') : input.removeAttribute('tabindex')
  }
  for (const field of others) field.addEventListener('input', settle)
  for (const input of own) input.addEventListener('change', settle)
  settle()
}
