import { type Html, html } from './html.ts'

/** A time, as a browser lets it be chosen. It has no zone: here it is UTC. */
export function timeField(name: string, label: string, value?: string): Html {
  return html`<label>${label} (UTC) <input type="datetime-local" name="${name}" value="${value}"></label>`
}

/** What came of such a field, as the operator API reads it. */
export function inUtc(time: string): string {
  if (/^[\d-]+T\d\d:\d\d$/.test(time)) return `${time}:00Z`
  return /^[\d-]+T[\d:.]+$/.test(time) ? `${time}Z` : time
}
