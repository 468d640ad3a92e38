import { expect, test } from 'vitest'
import { readPage } from '../docs/markdown.ts'
import { isSdkMetric, metricsIn, ourMetrics } from './metrics.ts'

interface Box {
  readonly x: number
  readonly y: number
  readonly w: number
  readonly h: number
}

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly description?: string
  readonly datasource?: unknown
  readonly gridPos: Box
  readonly targets?: readonly { readonly expr: string; readonly datasource: unknown }[]
}

const dashboard = JSON.parse(readPage('ops/grafana-dashboard.json')) as {
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] }
  readonly panels: readonly Panel[]
}
const panels = dashboard.panels.filter(({ type }) => type !== 'row')

test('every panel asks, in PromQL, for metrics that we or the SDK count', async () => {
  const ours = await ourMetrics()
  const asked = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
  // Grafana fills its own variables in before Prometheus sees them.
  const names = asked.flatMap((expr) => metricsIn(expr.replaceAll('$__rate_interval', '5m')))
  expect(asked.length).toBeGreaterThan(panels.length - 1)
  expect(names.filter((name) => !ours.has(name) && !isSdkMetric(name))).toEqual([])
})

test('every panel has a title, a sentence and the data source that is chosen on the page', () => {
  const source = { type: 'prometheus', uid: expect.stringMatching(/^\$\{datasource\}$/) }
  expect(dashboard.templating.list).toMatchObject([{ name: 'datasource', type: 'datasource' }])
  for (const { title, description = '', datasource, targets = [] } of panels) {
    expect(title).not.toBe('')
    expect(description, title).not.toBe('')
    expect([datasource, ...targets.map((target) => target.datasource)]).toEqual(
      Array.from({ length: targets.length + 1 }, () => source),
    )
  }
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
})

test('no panel lies over another', () => {
  const over = (a: Box, b: Box) => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
  const boxes = dashboard.panels.map(({ title, gridPos }) => ({ title, gridPos }))
  const overlapping = boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => over(a.gridPos, b.gridPos))
      .map((b) => `${a.title} · ${b.title}`),
  )
  expect(overlapping).toEqual([])
})
