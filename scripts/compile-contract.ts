import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import solc from 'solc'

/**
 * Compiles contracts/LTZ.sol into contracts/LTZ.json, offline and always to the same bytes: the compiler is a package of
 * the lock file, and everything that could vary is set here. A test compiles again and compares.
 */
const SETTINGS = {
  optimizer: { enabled: true, runs: 10_000 },
  // What OP-stack chains have run since March 2024.
  evmVersion: 'cancun',
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { LTZ: ['abi', 'evm.bytecode.object'] } },
} as const

interface CompilerOutput {
  readonly errors?: readonly { readonly formattedMessage: string }[]
  readonly contracts: Record<
    string,
    Record<string, { abi: readonly unknown[]; evm: { bytecode: { object: string } } }>
  >
}

const SOURCE = 'contracts/LTZ.sol'
const ARTIFACT = new URL('../contracts/LTZ.json', import.meta.url)
const require = createRequire(import.meta.url)

const read = (path: string): string =>
  readFileSync(path === SOURCE ? new URL(`../${path}`, import.meta.url) : require.resolve(path), 'utf8')

/** The artifact's text. Warnings count as errors. */
export const compileContract = (): string => {
  const source = read(SOURCE)
  const sources = new Map([[SOURCE, source]])
  const load = (path: string): { contents: string } => {
    const contents = read(path)
    sources.set(path, contents)
    return { contents }
  }
  const input = { language: 'Solidity', sources: { [SOURCE]: { content: source } }, settings: SETTINGS }
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: load })) as CompilerOutput
  const errors = (output.errors ?? []).map(({ formattedMessage }) => formattedMessage)
  const contract = output.contracts?.[SOURCE]?.LTZ
  if (errors.length > 0 || !contract) throw new Error(`${SOURCE} does not compile:\n${errors.join('\n')}`)
  return artifactText({
    contractName: 'LTZ',
    sourceHash: hashOf(sources),
    compiler: { version: solc.version() as string, settings: SETTINGS },
    abi: contract.abi,
    bytecode: `0x${contract.evm.bytecode.object}`,
  })
}

/** JSON with a line for each part, and for each item of the ABI: so that a change can be read. */
const artifactText = (artifact: {
  readonly abi: readonly unknown[]
  readonly [part: string]: unknown
}): string => {
  const abi = artifact.abi.map((item) => `    ${JSON.stringify(item)}`).join(',\n')
  const parts = Object.entries(artifact).map(
    ([name, value]) => `  "${name}": ${name === 'abi' ? `[\n${abi}\n  ]` : JSON.stringify(value)}`,
  )
  return `{\n${parts.join(',\n')}\n}\n`
}

/** SHA-256 over every file the compiler read, by name. */
const hashOf = (sources: ReadonlyMap<string, string>): string => {
  const hash = createHash('sha256')
  for (const [path, text] of [...sources].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\0${createHash('sha256').update(text).digest('hex')}\n`)
  }
  return hash.digest('hex')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(ARTIFACT, compileContract())
