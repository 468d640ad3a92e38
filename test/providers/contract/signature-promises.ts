import { expect, test } from 'vitest'
import type { Provider } from '../../../src/providers/provider.ts'
import { promisesOfAge } from './age-promises.ts'
import { after, delivered, refusal } from './delivery.ts'
import { fixturesOf, NOW, OTHER, SECRET } from './fixture.ts'
import type { Promised } from './promises.ts'
import { promisesOfRefusal } from './refusal-promises.ts'
import { changedCopies } from './tampering.ts'

/** The same promises for every provider: what it accepts, and that it refuses all else. */
export function promisesOfSignatures(provider: Provider, promised: Promised): void {
  const { judge, signedBy } = delivered(provider, promised.settings)

  test(`answers a bad signature with ${promised.rejectStatus}`, () => {
    expect(provider.rejectStatus).toBe(promised.rejectStatus)
  })

  test('accepts its own signature, and says which secret it was', () => {
    expect(judge()).toEqual({ ok: true, secretId: SECRET.id, form: 'raw' })
  })

  test('accepts its own signature of every fixture, and refuses a changed byte in it', () => {
    for (const fixture of fixturesOf(provider.name)) {
      const { raw, judge: judgeFixture, accepted } = delivered(provider, promised.settings, fixture)
      expect(judgeFixture(), fixture.file).toMatchObject({ ok: true, form: 'raw' })
      expect(accepted(changedCopies(raw).map((changed) => ({ raw: changed }))), fixture.file).toEqual([])
    }
  })

  test('accepts either of two active secrets, and says which', () => {
    for (const secret of [SECRET, OTHER]) {
      const change = { headers: signedBy(secret.value), secrets: [SECRET, OTHER] }
      expect(judge(change)).toMatchObject({ ok: true, secretId: secret.id })
    }
  })

  test('a secret counts until its end, and no longer', () => {
    const secrets = [{ ...SECRET, endsAt: after(1).toISOString() }, OTHER]
    expect(judge({ secrets })).toMatchObject({ ok: true, secretId: SECRET.id })
    expect(judge({ secrets, now: after(1) })).toEqual(refusal('wrong_signature'))
  })

  test('refuses everything when there is no secret, an empty one, or one that has ended', () => {
    const none = refusal('no_active_secret')
    expect(judge({ secrets: [] })).toEqual(none)
    expect(judge({ secrets: [{ ...SECRET, endsAt: NOW.toISOString() }] })).toEqual(none)
    expect(judge({ secrets: [{ ...SECRET, endsAt: 'tomorrow' }] })).toEqual(none)
    const empty = { id: 'empty', value: '' }
    expect(judge({ headers: signedBy(''), secrets: [empty] })).toEqual(none)
  })

  promisesOfRefusal(provider, promised.settings)
  promisesOfAge(provider, promised)
}
