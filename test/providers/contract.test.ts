import { describe, expect, test } from 'vitest'
import { PROVIDERS, providerNamed } from '../../src/providers/index.ts'
import { PROMISED } from './contract/promises.ts'
import { promisesOfSignatures } from './contract/signature-promises.ts'
import { promisesOfTranslations } from './contract/translation-promises.ts'

for (const provider of PROVIDERS) {
  for (const promised of PROMISED.filter((row) => row.provider === provider.name)) {
    const variant = promised.settings.rachAcceptReserialised ? ', re-serialised accepted' : ''
    describe(`${provider.name} (${promised.scheme}${variant})`, () =>
      promisesOfSignatures(provider, promised))
  }
  describe(`what ${provider.name} says`, () => promisesOfTranslations(provider))
}

describe('the list of providers', () => {
  test('every provider of the design is in it, once, and nobody else', () => {
    const names = PROVIDERS.map(({ name }) => name)
    expect(names.toSorted()).toEqual([...new Set(PROMISED.map(({ provider }) => provider))].toSorted())
    for (const name of names) expect(providerNamed(name)?.name).toBe(name)
  })

  test('a name that is nobody’s is nobody', () => {
    for (const name of ['', 'Stripe', '__proto__', 'toString']) expect(providerNamed(name)).toBeUndefined()
  })
})
