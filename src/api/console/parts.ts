import { formatMinor } from '../../domain/money.ts'
import { type Content, type Html, html } from './html.ts'
import { withQuery } from './links.ts'
import type { Fields, Visit } from './visit.ts'

/** A list; `caption` names it for those who hear the page. */
export function table(
  caption: string,
  headings: readonly Content[],
  rows: readonly (readonly Content[])[],
): Html {
  if (rows.length === 0) return html`<p class="none">Nothing here.</p>`
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
    <thead><tr>${headings.map((heading) => html`<th scope="col">${heading}</th>`)}</tr></thead>
    <tbody>${rows.map(([first, ...others]) => html`<tr><th scope="row">${first}</th>${others.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
  </table></div>`
}

/** Names and what they stand for; what is not there is left out. */
export function facts(all: Readonly<Record<string, Content>>): Html {
  const there = Object.entries(all).filter(
    ([, content]) => content !== undefined && content !== null && content !== '' && content !== false,
  )
  return html`<dl class="facts">${there.map(([name, content]) => html`<div><dt>${name}</dt><dd>${content}</dd></div>`)}</dl>`
}

export function section(title: string, ...content: readonly Content[]): Html {
  return html`<section><h2>${title}</h2>${content}</section>`
}

export function moment(at: string | null | undefined): Html | undefined {
  if (at === null || at === undefined) return undefined
  return html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')}</time>`
}

const MINUTE_MS = 60_000

/** How long ago, as one says it: `3 min`, `5 h`, `2 d`. */
export function ageOf(at: string, now: number = Date.now()): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / MINUTE_MS))
  if (minutes < 60) return `${minutes} min`
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`
}

export function state(name: string): Html {
  return html`<span class="state ${name}">${name.replaceAll('_', ' ')}</span>`
}

export function amount(minor: string | null, asset: string | null, scale: number | null): string {
  if (minor === null || asset === null) return ''
  return scale === null ? `${minor} minor units of ${asset}` : `${formatMinor(BigInt(minor), scale)} ${asset}`
}

export function json(value: unknown, name: string): Html {
  return html`<pre tabindex="0" role="region" aria-label="${name}"><code>${JSON.stringify(value, null, 2)}</code></pre>`
}

export function code(text: string | null | undefined): Html | undefined {
  return text === null || text === undefined ? undefined : html`<code>${text}</code>`
}

/** The way to the page after this one, and back to the first. */
export function paging(
  path: string,
  { cursor, ...filter }: Fields,
  nextCursor: string | null,
): Html | undefined {
  if (cursor === undefined && nextCursor === null) return undefined
  return html`<nav class="paging" aria-label="Pages">
    ${cursor !== undefined && html`<a href="${withQuery(path, filter)}">First page</a>`}
    ${nextCursor !== null && html`<a rel="next" href="${withQuery(path, { ...filter, cursor: nextCursor })}">Next page</a>`}
  </nav>`
}

export function field(visit: Visit, name: string, label: string, hint?: string): Html {
  return html`<label>${label} <input name="${name}" value="${visit.query[name]}" maxlength="1200" autocomplete="off" placeholder="${hint}"></label>`
}

export function choice(visit: Visit, name: string, label: string, values: readonly string[]): Html {
  const options = values.map(
    (value) => html`<option${visit.query[name] === value && html` selected`}>${value}</option>`,
  )
  return html`<label>${label} <select name="${name}"><option value="">any</option>${options}</select></label>`
}

/** A form that asks for the same page with other fields. */
export function filters(path: string, ...content: readonly Content[]): Html {
  return html`<form class="filters" role="search" aria-label="Filter" action="${path}">${content}<button>Show</button></form>`
}

/** Fields of a query that say something. */
export function given(query: Fields, ...names: readonly string[]): Fields {
  const there = names.flatMap((name) => (query[name] ? [[name, query[name].trim()] as const] : []))
  return Object.fromEntries(there)
}
