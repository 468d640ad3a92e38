import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FulfilmentError } from '../../../src/domain/errors.ts'
import type { Plan } from '../../../src/domain/plan.ts'
import type { Provider, Translation } from '../../../src/providers/provider.ts'
import type { Fixture } from './fixture.ts'
import { fixturesOf, planned, rawOf, translated } from './fixture.ts'
import { HOSTILE_BODIES, mangled } from './hostile.ts'
import { TYPES } from './promises.ts'

const ADDRESS = /[\w.+-]+@[\w-]+\.[a-z]{2,}/i

/** The same promises for every provider: what its bodies mean, and that nothing it can send does harm. */
export function promisesOfTranslations(provider: Provider): void {
  const fixtures = fixturesOf(provider.name)

  test('every type of its table has a fixture, and is known', () => {
    const events = fixtures
      .filter(({ refused }) => refused === undefined)
      .map((fixture) => translated(provider, fixture).event)
    const known = events.filter(({ type }) => type !== 'unknown').map(({ providerType }) => providerType)
    expect(known).toEqual(expect.arrayContaining([...(TYPES[provider.name] ?? ['(none)'])]))
  })

  for (const fixture of fixtures) {
    if (fixture.refused === undefined) promisesOfFixture(provider, fixture)
    else
      test(`error: ${fixture.title}`, () => {
        expect(outcome(() => translated(provider, fixture))).toBe(fixture.refused)
      })
  }

  describe('error: clean INVALID_PAYLOAD for', () => {
    test.each(HOSTILE_BODIES)('%s', (_what, raw) => {
      const eventless: Fixture = { file: 'hostile', title: 'hostile', body: '' }
      expect(outcome(() => translated(provider, eventless, raw))).toBe('INVALID_PAYLOAD')
    })
  })

  test('whatever one field is turned into, it is a plan or INVALID_PAYLOAD, and never holds an address', () => {
    for (const fixture of fixtures.filter(({ body }) => typeof body === 'object')) {
      const property = fc.property(mangled(fixture.body), (body) => {
        const result = outcome(() => {
          const { event } = translated(provider, fixture, rawOf({ body }))
          expect(JSON.stringify(planned(provider, event))).not.toMatch(ADDRESS)
          expect(JSON.stringify(event)).not.toMatch(ADDRESS)
        })
        expect(['fine', 'INVALID_PAYLOAD']).toContain(result)
      })
      fc.assert(property, { numRuns: 25 })
    }
  })
}

function promisesOfFixture(provider: Provider, fixture: Fixture): void {
  const read = (): Translation => translated(provider, fixture)

  test(fixture.title, () => {
    const { event, names, contact } = read()
    expect(event, fixture.file).toStrictEqual(fixture.expect)
    expect(names, fixture.file).toStrictEqual(fixture.names ?? {})
    expect(contact, fixture.file).toBe(fixture.contact)
    const plan = planned(provider, event)
    expect(summary(plan), fixture.file).toEqual({ plan: fixture.plan, problem: fixture.problem })
  })

  test(`${fixture.title} (no address in it)`, () => {
    const { event } = read()
    expect(JSON.stringify({ event, plan: planned(provider, event) }), fixture.file).not.toMatch(ADDRESS)
  })
}

function summary(plan: Plan): { plan: string; problem: string | undefined } {
  if (plan.type === 'record') return { plan: plan.state, problem: undefined }
  return { plan: plan.workflow, problem: 'problem' in plan ? plan.problem?.code : undefined }
}

/** The code of a clean refusal, or `fine`; anything else that is thrown is a fault of ours and stays thrown. */
function outcome(run: () => unknown): string {
  try {
    run()
    return 'fine'
  } catch (error) {
    if (!(error instanceof FulfilmentError)) throw error
    return error.code
  }
}
