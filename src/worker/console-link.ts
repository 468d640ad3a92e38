import type { Park } from '../inbox/inbox.ts'

/** The Temporal UI sends a park's details in a URL: what makes this one longer leads to the console's first page. */
const LONGEST = 300

/** The console's page about what a park holds up: its payment, else its event. */
export function consoleLinkOf(consoleUrl: string): (park: Park) => string {
  return ({ account, paymentId, endpoint, eventKey }) => {
    const page = pageOf(['payments', account, paymentId]) ?? pageOf(['events', endpoint, eventKey]) ?? []
    const link = [consoleUrl, ...page].join('/')
    return link.length > LONGEST ? consoleUrl : link
  }
}

function pageOf(parts: readonly (string | undefined)[]): string[] | undefined {
  const named = parts.flatMap((part) => (part === undefined ? [] : [encodeURIComponent(part)]))
  return named.length === parts.length ? named : undefined
}
