import type { Command } from 'commander'
import {
  type CreateOptions,
  change,
  create,
  given,
  pathOf,
  type RotateOptions,
  rotate,
} from './endpoint-changes.ts'
import { withSecret } from './endpoint-secret.ts'
import type { Io } from './io.ts'
import { type ListOptions, listEndpoints } from './list-endpoints.ts'
import { overApi } from './over-api.ts'
import { type Said, said } from './said.ts'

/** `quittance endpoints`: where providers deliver to, and with which secrets. */
export function addEndpoints(program: Command, io: Io): void {
  const endpoints = program
    .command('endpoints')
    .description('where providers deliver to: list, create, rotate, end, pause, resume, allow, reencrypt')
    .addHelpText('after', '\nA change is in force in every API process within 5 seconds.')
  overApi(endpoints.command('list', { isDefault: true }).description('endpoints and their secrets'))
    .option('--slug <slug>')
    .option('--account <account>')
    .option('--provider <provider>')
    .option('--limit <n>', 'up to 200')
    .option('--cursor <cursor>')
    .action((options: ListOptions) => listEndpoints(io, options))
  withSecret(changing(endpoints, 'create', 'make a URL that one provider delivers to'))
    .argument('<provider>')
    .option('--account <account>', 'whose payments it tells of; default: its slug')
    .option('--slug <slug>', 'its place in the URL; default: made of chance')
    .option('--ends-at <time>', 'ISO-8601; from then on nothing is taken')
    .option('--allow <addresses>', 'who may deliver, separated by commas')
    .action((provider: string, options: CreateOptions) => create(io, provider, options))
  withSecret(changing(endpoints, 'rotate', 'add a secret; those before it verify on until they end'))
    .argument('<slug>')
    .option('--others-end <time>', 'ISO-8601; without it the others have no end but their own')
    .action((slug: string, options: RotateOptions) => rotate(io, slug, options))
  changing(endpoints, 'end', 'end a secret')
    .argument('<slug>')
    .argument('<secretId>', 'as list shows it')
    .option('--at <time>', 'ISO-8601; default: now')
    .action((slug: string, id: string, options: Said & { readonly at?: string }) =>
      change(io, options, `${pathOf(slug)}/secrets/${encodeURIComponent(id)}/end`, given({ at: options.at })),
    )
  for (const [name, what] of Object.entries(STATES))
    changing(endpoints, name, what)
      .argument('<slug>')
      .action((slug: string, options: Said) => change(io, options, `${pathOf(slug)}/${name}`))
  changing(endpoints, 'allow', 'set which addresses may deliver; none: whoever the policy says')
    .argument('<slug>')
    .argument('[addresses...]', '203.0.113.7, 203.0.113.0/24')
    .action((slug: string, ipAllow: string[], options: Said) =>
      change(io, options, `${pathOf(slug)}/ip-allow`, { ipAllow }, 'PUT'),
    )
  changing(
    endpoints,
    'reencrypt',
    'encrypt with the first of ENDPOINT_SECRETS_KEY what another one holds',
  ).action((options: Said) => change(io, options, '/endpoints/reencrypt'))
}

const STATES = {
  pause: 'verify and keep what comes, and start nothing',
  resume: 'start what was kept, the oldest first, and what comes',
} as const

function changing(endpoints: Command, name: string, what: string): Command {
  return said(endpoints.command(name).description(what))
}
