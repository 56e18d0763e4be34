import type { Content, Html } from './html.ts'
import { Tag, type TagColour } from './tag.tsx'

/** One task: where it is done, and how it stands. A status without a colour is plain text, which is how "completed" is shown. */
export interface Task { readonly title: string; readonly href?: string | undefined; readonly hint?: Content; readonly status: string; readonly colour?: TagColour | undefined }

/** What is to be done, and how each part stands. Input: `id` is unique on the page. */
export function TaskList({ id = 'task-list', tasks }: { id?: string; tasks: readonly Task[] }): Html {
  return <ul class="govuk-task-list">{tasks.map((task, at) => <TaskItem id={`${id}-${at + 1}`} task={task} />)}</ul>
}

function TaskItem({ id, task }: { id: string; task: Task }): Html {
  const described = task.hint === undefined ? `${id}-status` : `${id}-hint ${id}-status`
  return (
    <li class={task.href === undefined ? 'govuk-task-list__item' : 'govuk-task-list__item govuk-task-list__item--with-link'}>
      <div class="govuk-task-list__name-and-hint">
        {task.href === undefined
          ? <div>{task.title}</div>
          : <a class="govuk-link govuk-task-list__link" href={task.href} aria-describedby={described}>{task.title}</a>}
        {task.hint === undefined ? null : <div id={`${id}-hint`} class="govuk-task-list__hint">{task.hint}</div>}
      </div>
      <div class="govuk-task-list__status" id={`${id}-status`}>{task.colour === undefined ? task.status : <Tag text={task.status} colour={task.colour} />}</div>
    </li>
  )
}
