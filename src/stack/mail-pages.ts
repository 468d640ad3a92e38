import type { IncomingMessage, ServerResponse } from 'node:http'
import type { CaughtMail } from './mail-sink.ts'

/** Nothing in a mail runs, loads or leads away: it may hold what a stranger wrote. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
const IN_FRAME = `${POLICY}; sandbox`

type Answer = readonly [type: 'text/html' | 'text/plain' | 'application/json', body: string, policy?: string]

/** The list of caught mails at `/`, the same as JSON at `/mails.json`, and each mail below `/mails/<id>`. */
export const answerMailPage = (
  mails: readonly CaughtMail[],
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const [path = ''] = (request.url ?? '').split('?')
  const [type, body, policy = POLICY] = answerTo(path, mails) ?? []
  response
    .writeHead(body === undefined ? 404 : 200, {
      'content-type': `${type ?? 'text/plain'}; charset=utf-8`,
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    })
    .end(body ?? 'no such mail\n')
}

const answerTo = (path: string, mails: readonly CaughtMail[]): Answer | undefined => {
  if (path === '/') return ['text/html', listPage(mails)]
  if (path === '/mails.json') return ['application/json', JSON.stringify(mails)]
  const [, id = '', part] = /^\/mails\/(\d+)(?:\.(html|txt))?$/.exec(path) ?? []
  const mail = mails.find((known) => String(known.id) === id)
  if (mail === undefined) return undefined
  if (part === 'txt') return ['text/plain', mail.text]
  return part === 'html' ? ['text/html', mail.html, IN_FRAME] : ['text/html', mailPage(mail)]
}

const listPage = (mails: readonly CaughtMail[]): string =>
  page(
    'Mails',
    mails.length === 0
      ? '<p>None yet. They are kept until this stack stops.</p>'
      : `<table>${mails.toReversed().map(listRow).join('')}</table>`,
  )

const listRow = ({ id, at, to, subject }: CaughtMail): string =>
  `<tr><td>${at}</td><td>${escaped(to.join(', '))}</td><td><a href="/mails/${id}">${escaped(subject)}</a></td></tr>`

const mailPage = ({ id, to, subject, messageId, text }: CaughtMail): string =>
  page(
    subject,
    `<p>To ${escaped(to.join(', '))} · ${escaped(messageId)} · <a href="/mails/${id}.txt">text</a> · <a href="/">all mails</a></p>
<iframe sandbox src="/mails/${id}.html" title="as HTML"></iframe>
<pre>${escaped(text)}</pre>`,
  )

const STYLE =
  'body{font-family:sans-serif;margin:2em}td{padding:2px 16px 2px 0}iframe{width:100%;height:28em;border:1px solid #ccc}'

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style>
<h1>${escaped(title)}</h1>
${body}
</html>
`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string): string => text.replace(/[&<>"]/g, (found) => ENTITIES[found] ?? found)
