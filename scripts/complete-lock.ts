import { readFileSync, writeFileSync } from 'node:fs'

/**
 * Adds to package-lock.json the packages for other platforms that a registry mirror did not offer when it was written.
 * Without them `npm ci` refuses the file everywhere, and those platforms would lack their binaries.
 */
interface LockedPackage {
  readonly version: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

/** How packages name them, and how Node does. */
const SYSTEMS: Readonly<Record<string, string>> = { windows: 'win32' }
const PROCESSORS: Readonly<Record<string, string>> = { amd64: 'x64' }

/** `@scope/binding-linux-arm-musleabihf` → Linux, arm, musl: these packages are named by their platform. */
const platformOf = (name: string) => {
  const [, system = '', processor = '', abi = ''] =
    /(android|darwin|freebsd|linux|openharmony|win32|windows)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? []
  if (system === '') throw new Error(`${name} does not say which platform it is for`)
  return {
    os: [SYSTEMS[system] ?? system],
    cpu: [PROCESSORS[processor] ?? processor],
    ...(system === 'linux' && abi !== '' ? { libc: [abi.startsWith('musl') ? 'musl' : 'glibc'] } : {}),
  }
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, LockedPackage>
}
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    lock.packages[`node_modules/${name}`] ??= {
      version,
      ...platformOf(name),
      ...(dev ? { dev } : {}),
      optional: true,
    }
  }
}
const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
writeFileSync(
  'package-lock.json',
  `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
)
