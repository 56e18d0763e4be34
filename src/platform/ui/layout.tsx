import { govuk } from './govuk.ts'
import { type Html, nothing } from './html.ts'
import { classes, fieldId, type FieldErrors, type FrameData, type Link, type Page } from './page.ts'

interface Framed { page: Page; frame: FrameData }

/** A whole document: the page in its frame, ready to send but for the session's csrf token. */
export function Frame({ page, frame }: Framed): string {
  return `<!doctype html>\n${(
    <html lang="en-GB" class="govuk-template">
      <Head page={page} frame={frame} />
      <body class="govuk-template__body">
        <a href="#main-content" class="govuk-skip-link" data-module="govuk-skip-link">Skip to main content</a>
        <Header frame={frame} />
        <Middle page={page} frame={frame} />
        <Footer frame={frame} />
      </body>
    </html>
  ).toString()}\n`
}

/** What the browser tab says: an error first, then the page, the service and the force. */
export function documentTitle(page: Page, force: string): string {
  return `${hasErrors(page) ? 'Error: ' : ''}${page.title} - Heed - ${force}`
}

function Head({ page, frame }: Framed): Html {
  return (
    <head>
      <meta charset="utf-8" />
      <title>{documentTitle(page, frame.force)}</title>
      <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
      <meta name="theme-color" content="#0b0c0c" />
      <meta name="robots" content="noindex, nofollow" />
      <link rel="icon" href={`${frame.assets}/icon.svg`} type="image/svg+xml" />
      <link rel="stylesheet" href={`${frame.assets}/heed.css`} />
      <script type="module" src={`${frame.assets}/heed.js`} />
    </head>
  )
}

function Marking(): Html {
  return <div class="heed-marking">OFFICIAL-SENSITIVE</div>
}

function Header({ frame }: { frame: FrameData }): Html {
  return (
    <header class="govuk-template__header">
      {frame.isMarked ? <Marking /> : null}
      <div class="heed-header">
        <div class="heed-header__container heed-width">
          <a href="/" class="heed-header__name">Heed<span class="heed-header__force">{frame.force}</span></a>
          {frame.searches ? <Search /> : null}
          {frame.signedIn === null ? null : <Account name={frame.signedIn.name} />}
        </div>
      </div>
      {frame.navigation.length === 0 ? null : <Navigation items={frame.navigation} />}
      {frame.demonstration ? <Demonstration /> : null}
    </header>
  )
}

function Search(): Html {
  return (
    <search class="heed-search">
      <form method="post" action="/search" class="heed-search__form">
        <label class="govuk-visually-hidden" for="search">Search by reference, name, phone, postcode or words</label>
        <input class="govuk-input heed-search__input" id="search" name="query" type="search" autocomplete="off" spellcheck="false"
          placeholder="Name, reference, postcode" aria-keyshortcuts="/" data-search-shortcut="" />
        <button class="heed-search__button" type="submit">Search</button>
      </form>
    </search>
  )
}

function Account({ name }: { name: string }): Html {
  return (
    <div class="heed-account">
      <a class="heed-account__link" href="/account"><span class="govuk-visually-hidden">Signed in as </span>{name}</a>
      <form method="post" action="/sign-out" class="heed-account__form"><button class="heed-account__button" type="submit">Sign out</button></form>
    </div>
  )
}

function Navigation({ items }: { items: FrameData['navigation'] }): Html {
  return (
    <div class="govuk-service-navigation heed-navigation" data-module="govuk-service-navigation">
      <div class="heed-width">
        <div class="govuk-service-navigation__container">
          <nav aria-label="Menu" class="govuk-service-navigation__wrapper">
            <button type="button" class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle" aria-controls="navigation" hidden aria-hidden="true">Menu</button>
            <ul class="govuk-service-navigation__list" id="navigation">
              {items.map(({ text, href, current }) => (
                <li class={classes('govuk-service-navigation__item', current && 'govuk-service-navigation__item--active')}>
                  <a class="govuk-service-navigation__link" href={href} aria-current={current ? 'page' : undefined}>
                    {current ? <strong class="govuk-service-navigation__active-fallback">{text}</strong> : text}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </div>
    </div>
  )
}

function Middle({ page, frame }: Framed): Html {
  return (
    <div class={page.width === 'full' ? 'heed-width' : 'heed-width heed-width--reading'}>
      {page.breadcrumbs === undefined || page.breadcrumbs.length === 0 ? null : <Breadcrumbs links={page.breadcrumbs} />}
      {page.back === undefined ? null : <nav aria-label="Back"><a href={page.back.href} class="govuk-back-link">{page.back.text ?? 'Back'}</a></nav>}
      <main class="govuk-main-wrapper heed-main" id="main-content">
        <div class={page.width === 'full' ? 'heed-full' : 'heed-reading'}>
          {frame.flash === null ? null : govuk('notification-banner', { type: 'success', html: <p class="govuk-notification-banner__heading">{frame.flash}</p> })}
          <ErrorSummary errors={page.errors ?? []} />
          {page.heading === false ? null : <Heading page={page} />}
          {page.body}
        </div>
      </main>
    </div>
  )
}

function Demonstration(): Html {
  return (
    <div class="heed-width govuk-phase-banner">
      <p class="govuk-phase-banner__content">
        <strong class="govuk-tag govuk-phase-banner__content__tag">Demonstration: invented people</strong>
      </p>
    </div>
  )
}

/** Where the page stands: the pages above it, highest first. */
export function Breadcrumbs({ links }: { links: readonly Link[] }): Html {
  return (
    <nav class="govuk-breadcrumbs" aria-label="Breadcrumb">
      <ol class="govuk-breadcrumbs__list">
        {links.map(({ text, href }) => <li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href={href}>{text}</a></li>)}
      </ol>
    </nav>
  )
}

/** What went wrong, before anything else on the page, each line leading to its field. Nothing when nothing is wrong. */
export function ErrorSummary({ errors }: { errors: FieldErrors }): Html {
  if (errors.length === 0) return nothing
  return (
    <div class="govuk-error-summary" data-module="govuk-error-summary">
      <div role="alert">
        <h2 class="govuk-error-summary__title">There is a problem</h2>
        <div class="govuk-error-summary__body">
          <ul class="govuk-list govuk-error-summary__list">
            {errors.map(({ field, message }) => <li>{field === '' ? message : <a href={`#${fieldId(field)}`}>{message}</a>}</li>)}
          </ul>
        </div>
      </div>
    </div>
  )
}

function Heading({ page }: { page: Page }): Html {
  return (
    <>
      {page.caption === undefined ? null : <span class="govuk-caption-l">{page.caption}</span>}
      <h1 class="govuk-heading-l">{page.title}</h1>
    </>
  )
}

function Footer({ frame }: { frame: FrameData }): Html {
  return (
    <footer class="govuk-template__footer heed-footer">
      <div class="heed-width">
        <p class="govuk-body-s heed-footer__text">
          Heed, {frame.force}{frame.demonstration ? '. Every person, address and report here is invented.' : null}
        </p>
      </div>
    </footer>
  )
}

function hasErrors(page: Page): boolean {
  return page.errors !== undefined && page.errors.length > 0
}
