import type { Content, Html } from './html.ts'

/** Who or what a record is about, kept at the top of each of its pages: its name, marks, facts and a warning if there is one. */
export function IdentityBar({ title, tags, facts = [], warning, actions }: {
  title: Content; tags?: Content; facts?: readonly { readonly key: string; readonly value: Content }[]; warning?: string | null; actions?: Content
}): Html {
  return (
    <div class="moj-identity-bar heed-identity">
      <div class="moj-identity-bar__container">
        <div class="moj-identity-bar__details">
          {title === null && tags === undefined ? null : <span class="moj-identity-bar__title heed-identity__title">{title === null ? null : <>{title} </>}{tags}</span>}
          {facts.length === 0 ? null : (
            <dl class="heed-identity__facts">
              {facts.map(({ key, value }) => <div class="heed-identity__fact"><dt>{key}</dt><dd>{value}</dd></div>)}
            </dl>
          )}
          {warning === null || warning === undefined ? null : <p class="heed-identity__warning"><strong>{warning}</strong></p>}
        </div>
        {actions === undefined ? null : <div class="moj-identity-bar__actions"><div class="moj-identity-bar__menu">{actions}</div></div>}
      </div>
    </div>
  )
}
