import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { ALARMS } from '../../src/domain/alarm.ts'
import { anchorsOf, ROOT, readPage } from '../docs/markdown.ts'
import { isSdkMetric, metricsIn, ourMetrics } from './metrics.ts'

interface Rule {
  readonly alert?: string
  readonly record?: string
  readonly expr: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

const FILE = 'ops/prometheus-rules.yml'
const { groups } = parse(readPage(FILE)) as { groups: { name: string; rules: Rule[] }[] }
const rules = groups.flatMap((group) => group.rules)
const alerts = rules.filter(({ alert }) => alert !== undefined)
const recorded = new Set(rules.map(({ record }) => record))

test('every expression is PromQL, and every metric in it is one that we or the SDK count', async () => {
  const ours = await ourMetrics()
  const unknown = rules.flatMap(({ expr }) =>
    metricsIn(expr).filter((name) => !ours.has(name) && !recorded.has(name) && !isSdkMetric(name)),
  )
  expect(unknown).toEqual([])
})

test('every alert says how bad it is and what is wrong, and leads to the runbook', () => {
  const names = alerts.map(({ alert }) => alert)
  expect(new Set(names).size).toBe(names.length)
  const anchors = anchorsOf(readPage('docs/runbook.md'))
  const wrong = alerts.filter(({ labels = {}, annotations = {} }) => {
    const [page, anchor = ''] = (annotations.runbook_url ?? '').split('#')
    const isBad = ['critical', 'warning'].includes(labels.severity ?? '')
    return (
      !isBad || (annotations.summary ?? '').length < 10 || page !== 'docs/runbook.md' || !anchors.has(anchor)
    )
  })
  expect(wrong.map(({ alert }) => alert)).toEqual([])
})

test('a template of a summary names only what its expression leaves', () => {
  const named = alerts.flatMap(({ alert, expr, annotations = {} }) =>
    [...(annotations.summary ?? '').matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => ({
      alert,
      expr,
      label,
    })),
  )
  const lost = named.filter(
    ({ expr, label }) => !expr.startsWith('up{') && !new RegExp(`by \\(${label}\\)`).test(expr),
  )
  expect(named.length).toBeGreaterThan(3)
  expect(lost).toEqual([])
})

test('every alarm that operators are told of has its place in the runbook', () => {
  const anchors = anchorsOf(readPage('docs/runbook.md'))
  expect(ALARMS.filter((alarm) => !anchors.has(alarm))).toEqual([])
})

test('Prometheus itself takes the rules, where its checker is installed', () => {
  const { status, error, stdout, stderr } = spawnSync('promtool', ['check', 'rules', `${ROOT}/${FILE}`], {
    encoding: 'utf8',
  })
  if (error === undefined) expect({ status, told: stdout + stderr }).toMatchObject({ status: 0 })
  else expect(error).toMatchObject({ code: 'ENOENT' })
})

test('error: what is not PromQL is noticed, and so is a metric nobody counts', async () => {
  expect(() => metricsIn('sum(rate(webhook_received_total[5m])')).toThrow('not PromQL')
  expect(() => metricsIn('max by endpoint (up)')).toThrow('not PromQL')
  expect(metricsIn('sum(a_total{x="y"}) / ignoring(x) b or vector(0)')).toEqual(['a_total', 'b'])
  expect((await ourMetrics()).has('webhook_recieved_total')).toBe(false)
  expect(isSdkMetric('temporal_no_such_thing')).toBe(false)
})
