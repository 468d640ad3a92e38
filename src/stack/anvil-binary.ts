import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)

/** As its packages name what Node calls x64. */
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64' }

/** The binary itself: the package's own command is a script that would stand between us and the server. */
export const anvilBinary = (): string => {
  const { platform, arch } = process
  const file = platform === 'win32' ? 'anvil.exe' : 'anvil'
  const name = `@foundry-rs/anvil-${platform}-${PROCESSORS[arch] ?? arch}`
  try {
    const fromAnvil = createRequire(require.resolve('@foundry-rs/anvil/package.json'))
    return fromAnvil.resolve(`${name}/bin/${file}`)
  } catch (cause) {
    throw new Error(
      `${name} is not installed: run "npm ci" with development and optional dependencies, or set CHAIN_RPC_URL`,
      { cause },
    )
  }
}
