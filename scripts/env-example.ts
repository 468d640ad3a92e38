import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { z } from 'zod'
import { SETTINGS } from '../src/settings.ts'
import { STACK_SETTINGS } from '../src/stack/settings.ts'

/** Read by `@temporalio/envconfig`, not by us: https://docs.temporal.io/references/client-environment-configuration */
const TEMPORAL: Readonly<Record<string, string>> = {
  TEMPORAL_ADDRESS: 'Temporal server, host:port; without it `npm start` brings its own',
  TEMPORAL_NAMESPACE: 'Namespace; on Temporal Cloud <namespace>.<account>',
  TEMPORAL_API_KEY: 'API key of Temporal Cloud; turns TLS on',
  TEMPORAL_TLS: 'true: speak TLS, also without any of the following',
  TEMPORAL_TLS_CLIENT_CERT_PATH:
    'Client certificate, for mutual TLS; _DATA instead of _PATH takes the PEM itself',
  TEMPORAL_TLS_CLIENT_KEY_PATH: 'Key of the client certificate',
  TEMPORAL_TLS_SERVER_CA_CERT_PATH: 'Certificate authority of the server, where it is a private one',
  TEMPORAL_TLS_SERVER_NAME: "Name in the server's certificate, where it is not that of the address",
  TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: 'true: take any certificate; never in production',
  TEMPORAL_CONFIG_FILE: "Temporal's own configuration file (TOML) with profiles of all of these",
  TEMPORAL_PROFILE: 'Which profile of that file',
}

/** Read where they are used: by the command line and by docker-compose.yml. */
const OTHERS: Readonly<Record<string, string>> = {
  QUITTANCE_URL: 'Where the `quittance` command finds the service; default http://127.0.0.1:$PORT',
  POSTGRES_PASSWORD: 'docker compose: password of its Postgres',
  DOMAIN: 'docker compose --profile tls: the host name Caddy gets a certificate for',
}

const HEAD = `# Settings of Quittance. Copy to .env and fill in what you need; what is commented out is the default.
# Written by \`npx tsx scripts/env-example.ts\` from src/settings.ts: change it there.
`

/** The text of .env.example. */
export function envExample(): string {
  const embedded = Object.entries(STACK_SETTINGS.shape).filter(
    ([, schema]) => schema.description !== undefined,
  )
  return [
    HEAD,
    section(
      'The service',
      Object.entries(SETTINGS.shape).map(([name, schema]) => setting(name, schema)),
    ),
    section(
      'The embedded stack of npm start',
      embedded.map(([name, schema]) => setting(name, schema)),
    ),
    section('Temporal: its own settings, read by its own library', notes(TEMPORAL)),
    section('Elsewhere', notes(OTHERS)),
  ].join('\n')
}

function section(title: string, lines: readonly string[]): string {
  return `# --- ${title}\n\n${lines.join('\n')}`
}

function setting(name: string, schema: z.ZodType): string {
  const { success, data } = schema.safeParse(undefined)
  const sentence = `# ${schema.description ?? ''}${success ? '' : '. Required'}\n`
  if (!success || data === undefined) return `${sentence}${name}=\n`
  return `${sentence}# ${name}=${typeof data === 'string' ? data : JSON.stringify(data)}\n`
}

function notes(names: Readonly<Record<string, string>>): string[] {
  return Object.entries(names).map(([name, sentence]) => `# ${sentence}\n# ${name}=\n`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync('.env.example', envExample())
