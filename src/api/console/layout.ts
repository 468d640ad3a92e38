import type { Role } from '../../operator-keys.ts'
import { has } from '../operator/caller.ts'
import { type Content, type Html, html } from './html.ts'
import type { Session } from './session.ts'
import { STYLE_PATH } from './style.ts'
import type { Visit } from './visit.ts'

interface Tab {
  readonly path: string
  readonly name: string
  readonly role?: Role
}

const TABS: readonly Tab[] = [
  { path: '/', name: 'Overview' },
  { path: '/parked', name: 'Parked' },
  { path: '/events', name: 'Events' },
  { path: '/deliveries', name: 'Deliveries' },
  { path: '/quarantine', name: 'Quarantine' },
  { path: '/dead-letters', name: 'Dead letters' },
  { path: '/refusals', name: 'Refusals' },
  { path: '/endpoints', name: 'Endpoints' },
  { path: '/drift', name: 'Drift' },
  { path: '/look-up', name: 'Look up' },
  { path: '/audit', name: 'Audit', role: 'admin' },
]

/** What a form that was taken leads to says so. */
const DONE: Readonly<Record<string, string>> = {
  accepted: 'Taken. The workflow goes on.',
  pending: 'Sent. No worker has taken it yet; it will be taken once, as soon as one is there.',
  sending: 'Started: it is being sent again.',
  tested: 'A test event was sent; its try is below.',
  enabled: 'The app is called again.',
  reported: 'A report was made.',
  resumed: 'Resumed: what waits is started, the oldest first.',
  paused: 'Paused: what comes is kept, and nothing is started.',
  allowed: 'Set: within seconds it holds everywhere.',
  ended: 'The secret ends.',
  rotated: 'The secret was added: within seconds it verifies everywhere.',
  'replay-started': 'Its workflow runs again.',
  'replay-waiting': 'Temporal is away: it is started as soon as that is back.',
  'replay-recorded': 'Read anew: it still asks for nothing to be done.',
  released: 'Released: this is the event it is now.',
  dismissed: 'Dismissed: it is kept, and counted no more.',
  reporting: 'A report is being made: look again in a minute.',
}

/** The frame of a page for somebody who is logged in. */
export function layout(
  visit: Pick<Visit, 'session' | 'path' | 'query'>,
  title: string,
  content: Content,
): Html {
  const { session, path, query } = visit
  const done = Object.hasOwn(DONE, query.done ?? '') ? DONE[query.done ?? ''] : undefined
  return page(
    title,
    html`
      <header class="top">
        <a class="brand" href="/console">Quittance</a>
        <form class="search" role="search" action="/console/events">
          <input type="search" name="q" aria-label="Search events by any id" placeholder="Search by any id" maxlength="200">
          <button>Search</button>
        </form>
        ${whoIsIn(session)}
        <nav aria-label="Console"><ul>${TABS.filter(({ role = 'read' }) => has(role, session.caller)).map((tab) => tabOf(tab, path))}</ul></nav>
      </header>
      <main id="main" tabindex="-1">
        ${done !== undefined && html`<p class="notice done" role="status">${done}</p>`}
        <h1>${title}</h1>
        ${content}
      </main>`,
  )
}

/** Any page. */
export function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Quittance</title>
    <link rel="stylesheet" href="${STYLE_PATH}">
    <link rel="icon" href="/console/icon.svg" type="image/svg+xml">
  </head>
  <body>
    <a class="skip" href="#main">Skip to content</a>
    ${body}
  </body>
</html>`
}

function tabOf(tab: Tab, path: string): Html {
  const isHere = tab.path === '/' ? path === '/' : path === tab.path || path.startsWith(`${tab.path}/`)
  const here = isHere && html` aria-current="page"`
  return html`<li><a href="/console${tab.path === '/' ? '' : tab.path}"${here}>${tab.name}</a></li>`
}

function whoIsIn({ caller, formToken }: Session): Html {
  return html`<form class="who" method="post" action="/console/logout">
    <input type="hidden" name="formToken" value="${formToken}">
    <span>${caller.name} <small>${caller.role}</small></span>
    <button class="quiet">Log out</button>
  </form>`
}
