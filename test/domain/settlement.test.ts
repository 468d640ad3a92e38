import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import { foldMoney } from '../../src/domain/fold-money.ts'
import { factsOf } from '../../src/domain/fold-returns.ts'
import { type ChainSign, judge, type Settlement, type Verdict } from '../../src/domain/settlement.ts'
import { credit, minute, statement } from '../ledger/statements.ts'

const BLOCKS = ['0xa', '0xb'] as const
const FINALITIES = ['latest', 'safe', 'finalized'] as const

const SIGNS: readonly ChainSign[] = [
  { type: 'none' },
  { type: 'unknown', reason: 'no node answers' },
  { type: 'missing' },
  { type: 'waiting' },
  ...BLOCKS.flatMap((block) => FINALITIES.map((finality) => ({ type: 'mined', block, finality }) as const)),
  ...FINALITIES.map((finality) => ({ type: 'mined', block: '0xa', finality, needsWord: true }) as const),
  ...FINALITIES.map((finality) => ({ type: 'failed', finality }) as const),
  { type: 'replaced', isFinal: false },
  { type: 'replaced', isFinal: true },
  { type: 'spent' },
]

const SETTLEMENTS: readonly Settlement[] = (['unstated', 'pending', 'confirmed', 'gone'] as const).flatMap(
  (state) =>
    [undefined, '0xa'].flatMap((block) =>
      [undefined, 'confirm' as const, 'reverse' as const].flatMap((word) =>
        [false, true].map((isOverdue) => ({
          state,
          isOverdue,
          ...(block === undefined ? {} : { block }),
          ...(word === undefined ? {} : { word }),
        })),
      ),
    ),
)

const PAIRS = SETTLEMENTS.flatMap((settlement) => SIGNS.map((sign) => [settlement, sign] as const))
const isGone = (verdict: Verdict) => verdict.type === 'state' && verdict.state === 'gone'
const seeing = (sign: ChainSign) =>
  [sign.type, 'needsWord' in sign ? 'unproved' : '', 'finality' in sign ? sign.finality : '']
    .filter((word) => word !== '')
    .join(' ')

test('every state and every sign of the chain has one answer', () => {
  for (const [settlement, sign] of PAIRS) expect(judge(settlement, sign).type).toBeTypeOf('string')
})

test.each<[Settlement['state'], 'in time' | 'overdue', Record<string, string>]>([
  [
    'pending',
    'in time',
    {
      none: 'wait',
      unknown: 'observe',
      missing: 'observe',
      waiting: 'observe',
      'mined latest': 'observe',
      'mined safe': 'observe',
      'mined finalized': 'state confirmed',
      'mined unproved finalized': 'observe',
      'failed latest': 'observe',
      'failed finalized': 'unclear',
      replaced: 'observe',
      'replaced for good': 'state gone',
      spent: 'state gone',
    },
  ],
  [
    'pending',
    'overdue',
    {
      none: 'unclear',
      unknown: 'unclear',
      missing: 'unclear',
      waiting: 'observe',
      'mined latest': 'observe',
      'mined finalized': 'state confirmed',
      'mined unproved finalized': 'unclear',
      replaced: 'state gone',
      spent: 'state gone',
    },
  ],
  [
    'confirmed',
    'in time',
    {
      none: 'done',
      unknown: 'observe',
      missing: 'observe',
      'mined safe': 'observe',
      'mined finalized': 'done',
      'mined unproved finalized': 'done',
      replaced: 'observe',
      'replaced for good': 'state gone',
      spent: 'state gone',
    },
  ],
  [
    'confirmed',
    'overdue',
    { unknown: 'done', missing: 'done', waiting: 'done', 'mined latest': 'observe', replaced: 'observe' },
  ],
  [
    'gone',
    'in time',
    {
      none: 'done',
      unknown: 'observe',
      missing: 'observe',
      'mined latest': 'observe',
      'mined safe': 'state pending',
      'mined finalized': 'state confirmed',
      'mined unproved finalized': 'state pending',
      spent: 'done',
    },
  ],
  ['gone', 'overdue', { unknown: 'done', missing: 'done', replaced: 'done', 'mined safe': 'state pending' }],
])('money that is %s, %s', (state, time, expected) => {
  const settlement: Settlement = { state, block: '0xa', isOverdue: time === 'overdue' }
  const answers = SIGNS.filter((sign) => sign.type !== 'mined' || sign.block === '0xa').map((sign) => {
    const verdict = judge(settlement, sign)
    const name = sign.type === 'replaced' && sign.isFinal ? 'replaced for good' : seeing(sign)
    return [name, verdict.type === 'state' ? `${verdict.type} ${verdict.state}` : verdict.type]
  })
  expect(Object.fromEntries(answers)).toMatchObject(expected)
})

test('a block it was not seen in before is kept with the payment; of money that was gone it is news', () => {
  const sign = { type: 'mined', block: '0xb', finality: 'latest' } as const
  const seen = (state: Settlement['state']) => judge({ state, block: '0xa', isOverdue: false }, sign)
  expect(seen('pending')).toEqual({ type: 'keep', block: '0xb' })
  expect(seen('confirmed')).toEqual({ type: 'keep', block: '0xb' })
  expect(seen('gone')).toEqual({ type: 'state', state: 'pending', block: '0xb', isLast: false })
})

test('only proof of the chain makes money gone: never silence, never a deadline', () => {
  const gone = PAIRS.filter(([settlement, sign]) => isGone(judge(settlement, sign)))
  expect(gone.length).toBeGreaterThan(0)
  for (const [settlement, sign] of gone) {
    expect(['replaced', 'spent']).toContain(sign.type)
    expect(settlement.word).toBeUndefined()
  }
})

test('what an operator said is not judged again', () => {
  for (const [settlement, sign] of PAIRS)
    if (settlement.word !== undefined) expect(judge(settlement, sign).type).toBe('done')
})

test('a person is asked only when the time is over, or when chain and provider contradict each other', () => {
  for (const [settlement, sign] of PAIRS)
    if (judge(settlement, sign).type === 'unclear')
      expect(settlement.isOverdue || sign.type === 'failed').toBe(true)
})

test('money that is gone stays gone until the chain shows it, whatever its provider says of earlier', () => {
  for (const [settlement, sign] of PAIRS) {
    const verdict = judge(settlement, sign)
    if (settlement.state === 'gone' && verdict.type === 'state') expect(sign.type).toBe('mined')
  }
})

const REPLAYS = fc.array(
  fc.oneof(
    fc.record({ type: fc.constant('chain'), sign: fc.constantFrom(...SIGNS), isOverdue: fc.boolean() }),
    fc.record({
      type: fc.constant('provider'),
      state: fc.constantFrom('pending', 'confirmed'),
      late: fc.nat(30),
    }),
  ),
  { maxLength: 30 },
)

/** A settlement as it goes: looks at the row, states what it concludes, minute by minute. */
const play = (happenings: (typeof REPLAYS extends fc.Arbitrary<infer T> ? T : never)[number][]) => {
  const stated: Statement[] = [statement('shop', 0, credit({ state: 'pending' }))]
  const verdicts: [Settlement, ChainSign, Verdict][] = []
  let block: string | undefined
  for (const [index, happening] of happenings.entries()) {
    const now = 100 + index
    if (happening.type === 'provider') {
      stated.push({
        ...statement('shop', now, credit({ state: happening.state })),
        at: minute(now - happening.late),
      })
      continue
    }
    const state = foldMoney(factsOf(stated, 'money'))?.state ?? ('unstated' as const)
    const settlement: Settlement = {
      state,
      isOverdue: happening.isOverdue,
      ...(block === undefined ? {} : { block }),
    }
    const verdict = judge(settlement, happening.sign)
    verdicts.push([settlement, happening.sign, verdict])
    if (verdict.type !== 'state' && verdict.type !== 'keep') continue
    block = verdict.block ?? block
    const seen = verdict.block === undefined ? {} : { block: verdict.block }
    const next = verdict.type === 'keep' ? 'pending' : verdict.state
    stated.push(statement('shop', now, credit({ state: next, ...seen })))
  }
  return { stated, verdicts }
}

test('whatever came in whatever order: the facts a settlement states give one state, and twice is once', () => {
  fc.assert(
    fc.property(REPLAYS, fc.infiniteStream(fc.nat()), (happenings, order) => {
      const { stated } = play(happenings)
      const shuffled = [...stated, ...stated]
        .map((one) => [order.next().value, one] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, one]) => one)
      expect(foldMoney(factsOf(shuffled, 'money'))?.state).toBe(foldMoney(factsOf(stated, 'money'))?.state)
    }),
  )
})

test('no sequence of signs takes money back without proof of the chain', () => {
  fc.assert(
    fc.property(REPLAYS, (happenings) => {
      const { verdicts } = play(happenings)
      for (const [, sign, verdict] of verdicts)
        if (isGone(verdict)) expect(['replaced', 'spent']).toContain(sign.type)
    }),
  )
})

test('after money is gone, only the chain or a newer event brings it back', () => {
  fc.assert(
    fc.property(REPLAYS, (happenings) => {
      const { stated } = play(happenings)
      const gone = stated.filter(({ fact }) => fact.type === 'money' && fact.state === 'gone').at(-1)
      if (gone === undefined) return
      const late = { ...statement('shop', 999, credit()), at: gone.at }
      expect(foldMoney(factsOf([...stated, late], 'money'))?.state).toBe(
        foldMoney(factsOf(stated, 'money'))?.state,
      )
    }),
  )
})
