import { describe, expect, test } from 'vitest'
import type { HeaderValues, Provider, Secret, Verified } from '../../../src/providers/provider.ts'
import type { Fixture } from './fixture.ts'
import { fixturesOf, NOW, OTHER, rawOf, received, SECRET } from './fixture.ts'
import type { Promised } from './promises.ts'
import { changedCopies, changedTexts, headerValue, withHeader } from './tampering.ts'

const SMALL: Fixture = {
  file: 'small',
  title: 'a small body',
  body: '{"id":"evt_1","type":"ping","data":{"amount":100.00,"note":"é"}}',
}

const after = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000)

/** The same promises for every provider: what it accepts, and that it refuses all else. */
export function promisesOfSignatures(provider: Provider, { ages, rejectStatus, settings }: Promised): void {
  const raw = rawOf(SMALL)
  const headers = received(provider.sign(raw, SECRET.value, NOW, settings, 'evt_1'))
  const names = Object.keys(headers)
  const judge = (
    change: { raw?: Buffer; headers?: HeaderValues; secrets?: readonly Secret[]; now?: Date } = {},
  ): Verified =>
    provider.verify(
      change.raw ?? raw,
      change.headers ?? headers,
      change.secrets ?? [SECRET],
      change.now ?? NOW,
      settings,
    )

  test(`answers a bad signature with ${rejectStatus}`, () => {
    expect(provider.rejectStatus).toBe(rejectStatus)
  })

  test('accepts its own signature, and says which secret it was', () => {
    expect(judge()).toEqual({ ok: true, secretId: SECRET.id, form: 'raw' })
  })

  test('accepts its own signature of every fixture, and refuses a changed byte in it', () => {
    for (const fixture of fixturesOf(provider.name)) {
      const body = rawOf(fixture)
      const own = received(provider.sign(body, SECRET.value, NOW, settings, fixture.eventId ?? 'evt_1'))
      expect(judge({ raw: body, headers: own }), fixture.file).toMatchObject({ ok: true, form: 'raw' })
      for (const changed of changedCopies(body))
        expect(judge({ raw: changed, headers: own }).ok, changed.toString()).toBe(false)
    }
  })

  describe('refuses', () => {
    test('any single byte of the body changed, removed or added', () => {
      for (const changed of changedCopies(raw)) expect(judge({ raw: changed }).ok).toBe(false)
      for (let at = 0; at < raw.length; at++) {
        const shorter = Buffer.concat([raw.subarray(0, at), raw.subarray(at + 1)])
        const longer = Buffer.concat([raw.subarray(0, at), Buffer.from(' '), raw.subarray(at)])
        expect(judge({ raw: shorter }).ok, shorter.toString()).toBe(false)
        expect(judge({ raw: longer }).ok, longer.toString()).toBe(false)
      }
      expect(judge({ raw: Buffer.concat([raw, Buffer.from('\n')]) }).ok).toBe(false)
    })

    test('any single character of a signed header changed', () => {
      for (const name of names)
        for (const changed of changedTexts(headerValue(headers, name)))
          expect(judge({ headers: withHeader(headers, name, [changed]) }).ok, `${name}: ${changed}`).toBe(
            false,
          )
    })

    test('any single character of a signed header removed', () => {
      for (const name of names) {
        const value = headerValue(headers, name)
        for (let at = 0; at < value.length; at++) {
          const shorter = value.slice(0, at) + value.slice(at + 1)
          expect(judge({ headers: withHeader(headers, name, [shorter]) }).ok, `${name}: ${shorter}`).toBe(
            false,
          )
        }
      }
    })

    test('any single byte of the secret changed', () => {
      for (const value of changedTexts(SECRET.value))
        expect(judge({ secrets: [{ id: 'changed', value }] }), value).toEqual({
          ok: false,
          reason: 'wrong_signature',
        })
    })

    test('a missing, an empty and a duplicated header', () => {
      for (const name of names) {
        const value = headerValue(headers, name)
        expect(judge({ headers: withHeader(headers, name, []) })).toEqual(refusal('missing_signature'))
        expect(judge({ headers: withHeader(headers, name, ['']) })).toEqual(refusal('missing_signature'))
        expect(judge({ headers: withHeader(headers, name, [value, value]) })).toEqual(
          refusal('duplicate_signature'),
        )
        expect(judge({ headers: withHeader(headers, name, [value, 'x']) })).toEqual(
          refusal('duplicate_signature'),
        )
      }
      expect(judge({ headers: {} })).toEqual(refusal('missing_signature'))
    })

    test('hex in upper case', () => {
      for (const name of names) {
        const value = headerValue(headers, name)
        const upper = value.replace(/[0-9a-f]{64}/, (hex) => hex.toUpperCase())
        if (upper !== value)
          expect(judge({ headers: withHeader(headers, name, [upper]) }).ok, upper).toBe(false)
      }
    })

    test('nonsense in the header, without throwing', () => {
      const nonsense = [
        ' ',
        ',',
        '=',
        't=,v1=',
        'v1,',
        'whsec_',
        '\u00e9'.repeat(64),
        'a'.repeat(8000),
        'null',
        '{}',
      ]
      for (const name of names)
        for (const value of nonsense)
          expect(judge({ headers: withHeader(headers, name, [value]) }).ok, value).toBe(false)
    })

    test('everything when there is no secret, an empty one, or one that has ended', () => {
      const none = refusal('no_active_secret')
      expect(judge({ secrets: [] })).toEqual(none)
      expect(judge({ secrets: [{ id: 'empty', value: '' }] })).toEqual(none)
      expect(judge({ secrets: [{ ...SECRET, endsAt: NOW.toISOString() }] })).toEqual(none)
      expect(judge({ secrets: [{ ...SECRET, endsAt: 'tomorrow' }] })).toEqual(none)
      const empty = received(provider.sign(raw, '', NOW, settings, 'evt_1'))
      expect(judge({ headers: empty, secrets: [{ id: 'empty', value: '' }] })).toEqual(none)
    })
  })

  test('accepts either of two active secrets, and says which', () => {
    const signedWith = (secret: Secret): HeaderValues =>
      received(provider.sign(raw, secret.value, NOW, settings, 'evt_1'))
    for (const secret of [SECRET, OTHER])
      expect(judge({ headers: signedWith(secret), secrets: [SECRET, OTHER] })).toMatchObject({
        secretId: secret.id,
      })
  })

  test('a secret counts until its end, and no longer', () => {
    const ending = { ...SECRET, endsAt: after(1).toISOString() }
    expect(judge({ secrets: [ending, OTHER] })).toMatchObject({ ok: true, secretId: SECRET.id })
    expect(judge({ secrets: [ending, OTHER], now: after(1) })).toEqual(refusal('wrong_signature'))
  })

  if (ages) promisesOfAge(provider, settings)
  else
    test('has no age: a copy is good for as long as the secret is', () => {
      expect(judge({ now: after(86_400 * 365) }).ok).toBe(true)
    })
}

function promisesOfAge(provider: Provider, settings: Promised['settings']): void {
  const raw = rawOf(SMALL)
  const judged = (stamp: Date, now: Date): Verified =>
    provider.verify(
      raw,
      received(provider.sign(raw, SECRET.value, stamp, settings, 'evt_1')),
      [SECRET],
      now,
      settings,
    )

  test('a stamp of 300 seconds is accepted, of 301 refused, both ways', () => {
    expect(judged(NOW, after(300)).ok).toBe(true)
    expect(judged(NOW, after(-300)).ok).toBe(true)
    expect(judged(NOW, after(301))).toEqual(refusal('stale_timestamp'))
    expect(judged(NOW, after(-301))).toEqual(refusal('future_timestamp'))
  })

  test('parts of a second are cut off, not rounded', () => {
    expect(judged(new Date('2026-11-22T10:00:00.999Z'), new Date('2026-11-22T10:05:00.000Z')).ok).toBe(true)
    expect(judged(new Date('2026-11-22T10:00:00.000Z'), new Date('2026-11-22T10:05:00.999Z')).ok).toBe(true)
    expect(judged(new Date('2026-11-22T10:00:00.999Z'), new Date('2026-11-22T10:05:01.000Z')).ok).toBe(false)
  })

  test('a stamp in milliseconds is refused', () => {
    const inMilliseconds = new Date(Math.floor(NOW.getTime() / 1000) * 1_000_000)
    expect(judged(inMilliseconds, NOW).ok).toBe(false)
  })
}

function refusal(reason: Extract<Verified, { ok: false }>['reason']): Verified {
  return { ok: false, reason }
}
