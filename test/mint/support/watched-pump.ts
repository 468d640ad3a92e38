import type { Pump } from '../../../src/mint/pump-pass.ts'

type Hook = (call: string) => void

/** The same pump; the hook hears of every call it awaited, before the pump does. What the hook throws ends the pass. */
export const watchedPump = ({ outbox, chain, signer }: Pump, hook: Hook): Pump => ({
  outbox: watched(outbox, hook),
  chain: watched(chain, hook),
  signer: watched(signer, hook),
})

const watched = <T extends object>(port: T, hook: Hook): T =>
  new Proxy(port, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args)
        if (!(result instanceof Promise)) return result
        return result.then((value: unknown) => {
          hook(String(name))
          return value
        })
      }
    },
  })

/** What a pass ends with when its process is killed, as far as it is a test's own process. */
export class Killed extends Error {}
