import { COUNTED_STATES } from '../../domain/stats.ts'
import { type Html, html } from './html.ts'
import { withQuery } from './links.ts'
import { table } from './parts.ts'

interface Flow {
  readonly endpoint: string
  readonly states: Readonly<Record<(typeof COUNTED_STATES)[number], number>>
}

/** Units of the drawing, not of the screen. */
const WIDTH = 1000
/** What is there is seen, however little it is. */
const LEAST = 6

/** Events of each endpoint by state: a bar for the eye, and beside it the figures. */
export function flowChart(flows: readonly Flow[]): Html {
  const most = Math.max(1, ...flows.map(totalOf))
  const rows = flows.map((flow) => [
    html`<a href="${withQuery('/console/events', { endpoint: flow.endpoint })}">${flow.endpoint}</a>`,
    bar(flow, most),
    ...COUNTED_STATES.map((state) => figure(flow, state)),
  ])
  return table(
    'Events of the last 24 hours, by endpoint and state',
    ['Endpoint', 'Flow', ...COUNTED_STATES.map(legend)],
    rows,
  )
}

function legend(state: string): Html {
  return html`<span class="key ${state}"></span>${state}`
}

function bar(flow: Flow, most: number): Html {
  let left = 0
  const parts = COUNTED_STATES.filter((state) => flow.states[state] > 0).map((state) => {
    const width = Math.max(LEAST, Math.round((flow.states[state] / most) * WIDTH))
    const x = left
    left += width
    return html`<rect class="bar ${state}" x="${x}" y="0" width="${width}" height="16"/>`
  })
  return html`<svg class="flow" role="img" aria-label="${spoken(flow)}" viewBox="0 0 ${WIDTH} 16" preserveAspectRatio="none">${parts}</svg>`
}

function spoken(flow: Flow): string {
  const counts = COUNTED_STATES.filter((state) => flow.states[state] > 0)
  return `${flow.endpoint}: ${counts.map((state) => `${flow.states[state]} ${state}`).join(', ')}`
}

function figure({ endpoint, states }: Flow, state: (typeof COUNTED_STATES)[number]): Html {
  if (states[state] === 0) return html`<span class="zero">0</span>`
  return html`<a class="figure ${state}" href="${withQuery('/console/events', { endpoint, state })}">${states[state]}</a>`
}

function totalOf({ states }: Flow): number {
  return Object.values(states).reduce((sum, count) => sum + count, 0)
}
