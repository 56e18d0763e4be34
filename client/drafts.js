import { fieldsWithin, postFields } from './form-post.js'

const WAIT = 800
const RETRY = 5000

/**
 * Drafts that keep themselves. A form with data-draft="/address" is posted there a moment after each change; the element named by
 * data-draft-said says when it was kept, or that it is waiting for the connection. The answer, if JSON, may carry { "said": "…" }.
 */
export function startDrafts(page) {
  for (const form of page.querySelectorAll('form[data-draft]')) keep(page, form)
}

function keep(page, form) {
  const said = form.dataset.draftSaid === undefined ? null : page.querySelector(form.dataset.draftSaid)
  let timer
  let isSending = false
  let isChanged = false
  const send = async () => {
    if (isSending) return
    isSending = true
    isChanged = false
    const answer = await postFields(form.dataset.draft, fieldsWithin(form))
    isSending = false
    if (answer === null) {
      say(said, 'Not saved yet: waiting for the connection. Keep this page open.')
      isChanged = true
      wait(RETRY)
      return
    }
    say(said, await wordsOf(answer))
    if (isChanged) wait(WAIT)
  }
  const wait = (time) => {
    clearTimeout(timer)
    timer = setTimeout(send, time)
  }
  const changed = () => {
    isChanged = true
    wait(WAIT)
  }
  form.addEventListener('input', changed)
  form.addEventListener('change', changed)
  form.addEventListener('submit', () => clearTimeout(timer))
  addEventListener('online', () => isChanged && wait(0))
}

async function wordsOf(answer) {
  const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (!(answer.headers.get('content-type') ?? '').includes('json')) return `Saved as a draft at ${time}`
  try {
    const { said } = await answer.json()
    return typeof said === 'string' ? said : `Saved as a draft at ${time}`
  } catch {
    return `Saved as a draft at ${time}`
  }
}

function say(element, words) {
  if (element !== null) element.textContent = words
}
