import type { Config } from './config.ts'

/** Endpoints whose providers can be asked what happened, by the keys and the chain that are configured. */
export function catchUpSources({ stripe, llamapayApi, chain }: Config): readonly string[] {
  return [
    ...(stripe === undefined ? [] : ['stripe']),
    ...(llamapayApi === undefined || chain?.llamapay === undefined ? [] : ['llamapay']),
  ]
}
