import { HttpError } from '../../src/api/http-error.ts'
import * as refusals from '../../src/api/stripe-mint/refusal.ts'

/** Every answer of stripe-mint's own, asked of the code that answers; `…` is what it quotes. */
export function mintRefusals(): readonly HttpError[] {
  return Object.values(refusals)
    .map((answer: (about: string) => unknown) => answer('…'))
    .filter((answer) => answer instanceof HttpError)
    .filter(({ code }) => code !== 'INTERNAL')
}
