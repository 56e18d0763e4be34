/** Posts what is typed in the fields, as the form itself would, and gives the answer, or null when it did not come. */
export async function postFields(address, fields, signal) {
  try {
    const answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      credentials: 'same-origin',
      redirect: 'error',
      headers: { accept: 'text/html, application/json', 'x-requested-with': 'heed' },
      signal,
    })
    return answer.ok ? answer : null
  } catch {
    return null
  }
}

/** What is typed in the fields within an element, with the csrf field of their form; files are left out. */
export function fieldsWithin(element) {
  const form = element.closest('form')
  const fields = []
  for (const [name, value] of form === null ? [] : new FormData(form)) {
    if (typeof value !== 'string') continue
    if (name === 'csrf' || element === form || isWithin(element, form, name)) fields.push([name, value])
  }
  return fields
}

function isWithin(element, form, name) {
  const found = form.elements.namedItem(name)
  const fields = found instanceof RadioNodeList ? [...found] : [found]
  return fields.some((field) => field !== null && element.contains(field))
}
