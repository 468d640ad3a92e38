import { createChain } from '../../../src/chain/chain.ts'
import { createMintChain, createMintSigner } from '../../../src/chain/mint-chain.ts'
import { createSigner } from '../../../src/chain/signer.ts'
import { createMintOutbox } from '../../../src/mint/outbox.ts'
import { pumpPass } from '../../../src/mint/pump-pass.ts'
import { createPool } from './pool.ts'
import type { PumpSettings } from './start-pump.ts'
import { watchedPump } from './watched-pump.ts'

/** Pumps until it is killed, by others or by itself, or whoever started it is gone. */
const settings = JSON.parse(process.argv[2] ?? '{}') as PumpSettings
const { databaseUrl, rpcUrl, chainId, contract, key, feeCap, diesAfter, pauseMs = 50 } = settings

const pump = watchedPump(
  {
    outbox: createMintOutbox(createPool(databaseUrl)),
    chain: createMintChain(createChain({ rpcUrls: [rpcUrl], chainId, contract }), BigInt(feeCap)),
    signer: createMintSigner(createSigner(key)),
  },
  (call) => {
    if (call === diesAfter) process.kill(process.pid, 'SIGKILL')
  },
)

process.stdout.write('pumping\n')
const parent = process.ppid
while (process.ppid === parent) {
  // The chain is reorganised and the database taken away meanwhile: the next pass goes on.
  await pumpPass(pump).catch((error: unknown) => process.stderr.write(`${String(error)}\n`))
  await new Promise((done) => setTimeout(done, pauseMs))
}
