/** Where a page leads to. Whatever an id holds, it is one part of the path. */
export interface Links {
  /** A workflow in the Temporal UI. */
  workflow(workflowId: string): string
  /** What the Temporal UI lists under a query. */
  workflows(query: string): string
  /** A transaction in the block explorer. */
  transaction(hash: string): string
}

export interface LinkSettings {
  /** Where the Temporal UI has its pages of workflows. */
  readonly workflowPages: string
  readonly blockExplorerUrl: string
}

export function createLinks({ workflowPages, blockExplorerUrl }: LinkSettings): Links {
  return {
    workflow: (workflowId) => `${workflowPages}/${encodeURIComponent(workflowId)}`,
    workflows: (query) => `${workflowPages}?query=${encodeURIComponent(query)}`,
    transaction: (hash) => `${blockExplorerUrl}/tx/${encodeURIComponent(hash)}`,
  }
}

/** A page of the console. */
export function pathTo(...parts: readonly string[]): string {
  return ['/console', ...parts.map((part) => encodeURIComponent(part))].join('/')
}

export function paymentPath(account: string, paymentId: string): string {
  return pathTo('payments', account, paymentId)
}

export function parkPath(workflowId: string, parkId: string): string {
  return pathTo('parked', workflowId, parkId)
}

/** The same page with other fields in its query; empty ones are left out. */
export function withQuery(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(fields).flatMap(([name, value]): [string, string][] =>
    value ? [[name, value]] : [],
  )
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`
}
