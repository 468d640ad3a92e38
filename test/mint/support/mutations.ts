import { readFileSync } from 'node:fs'

/** SQL that takes away what keeps a mint from being made twice; to see that tests would notice. */
export const WRONG_RESERVE = readFileSync(new URL('./wrong-reserve.sql', import.meta.url), 'utf8')
export const NO_GUARD = 'drop index mint.mint_tx_one; alter table mint.mint_tx drop constraint mint_tx_pkey'
