import { Command, CommanderError } from 'commander'
import { DECISIONS } from '../domain/decision.ts'
import { FulfilmentError } from '../domain/errors.ts'
import { TEMPLATES } from '../domain/telling.ts'
import { VERSION } from '../version.ts'
import { addDeadLetters } from './dead-letter-commands.ts'
import { type DecideOptions, decide } from './decide.ts'
import { addDeliveries } from './delivery-commands.ts'
import { addDoctor } from './doctor-command.ts'
import { addEndpoints } from './endpoint-commands.ts'
import { addErase } from './erase.ts'
import { addEvidence } from './evidence-command.ts'
import { addExamples } from './examples.ts'
import { CliError, EXIT, type Io } from './io.ts'
import { addOrders } from './order-commands.ts'
import { overApi } from './over-api.ts'
import { PAYLOADS } from './payloads/index.ts'
import { plainLines } from './plain.ts'
import { type PreviewOptions, previewMail } from './preview-mail.ts'
import { addQuarantine } from './quarantine-commands.ts'
import {
  showBalances,
  showCustomer,
  showEvent,
  showEvents,
  showParked,
  showSubscription,
} from './read-commands.ts'
import { addReplays } from './replay-commands.ts'
import { addReports } from './report-commands.ts'
import { sendCommand } from './send-command.ts'
import { addStats } from './stats-command.ts'

/** Runs one command line; resolves with the exit code. What it shows of others is text to a terminal, and nothing else. */
export async function runCli(argv: readonly string[], outside: Io): Promise<number> {
  const io: Io = {
    ...outside,
    print: (line) => outside.print(plainLines(line)),
    note: (line) => outside.note(plainLines(line)),
  }
  try {
    await createProgram(io).parseAsync([...argv], { from: 'user' })
    return EXIT.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (error instanceof CliError || error instanceof FulfilmentError) {
      io.note(error.message)
      return error instanceof CliError ? error.exitCode : EXIT.usage
    }
    throw error
  }
}

/** Every command, its options and examples. */
export function createProgram(io: Io): Command {
  const program = new Command('quittance')
    .description('Try out, watch and steer a Quittance service')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.print(text.trimEnd()),
      writeErr: (text) => io.note(text.trimEnd()),
    })
    .addHelpText(
      'after',
      '\nExit codes: 0 done · 1 refused by the service · 2 wrong usage · 3 the service does not answer',
    )
  sendCommand(program, io)
  program
    .command('list')
    .description('what send can send, by provider')
    .option('--json', 'print it as JSON')
    .action((options: { readonly json?: boolean }) => list(io, options.json ?? false))
  program
    .command('preview-mail')
    .description('a mail as customers get it, with made-up facts')
    .argument('<template>', TEMPLATES.join(', '))
    .option('--locale <tag>', 'en, de', 'en')
    .option('--html', 'the HTML, to be opened in a browser')
    .action((template: string, options: PreviewOptions) => previewMail(io, template, options))
  addReads(program, io)
  addDecide(program, io)
  addErase(program, io)
  addEvidence(program, io)
  addDeliveries(program, io)
  addOrders(program, io)
  addReports(program, io)
  addStats(program, io)
  addDoctor(program, io)
  addReplays(program, io)
  addQuarantine(program, io)
  addDeadLetters(program, io)
  addEndpoints(program, io)
  addExamples(program)
  return program
}

function list(io: Io, json: boolean): void {
  const types = [...PAYLOADS].map(([provider, { bodies }]) => [provider, Object.keys(bodies)] as const)
  const lines = types.flatMap(([provider, names]) => names.map((name) => `${provider} ${name}`))
  io.print(json ? JSON.stringify(Object.fromEntries(types)) : lines.join('\n'))
}

function addReads(program: Command, io: Io): void {
  overApi(program.command('events').description('events, newest first'))
    .option('--endpoint <slug>')
    .option('--state <state>', 'received, fulfilled, recorded, ignored, parked, aborted or quarantined')
    .option('--type <type>', "ours or the provider's")
    .option('--payment <id>')
    .option('--order <reference>', 'as the shop names it')
    .option('--from <time>', 'ISO-8601')
    .option('--to <time>', 'ISO-8601, exclusive')
    .option('--q <text>', 'an event key, payment, order or workflow, or how it begins')
    .option('--limit <n>', 'up to 200')
    .option('--cursor <cursor>')
    .action((options) => showEvents(io, options))
  overApi(program.command('show').description('one event: what it says, what was planned, what became of it'))
    .argument('<endpoint>')
    .argument('<eventKey>')
    .option('--raw', 'with its body as it came, in base64')
    .action((endpoint: string, key: string, options) => showEvent(io, endpoint, key, options))
  overApi(program.command('parked').description('steps that wait for an operator'))
    .option('--cursor <cursor>')
    .action((options) => showParked(io, options))
  overApi(program.command('balances').description('what an owner has'))
    .argument('<owner>', 'user:42, wallet:0x…; a bare name means user:')
    .action((owner: string, options) => showBalances(io, owner, options))
  overApi(program.command('subscription').description('where a subscription stands, and its access'))
    .argument('<account>')
    .argument('<id>', 'as its provider names it')
    .action((account: string, id: string, options) => showSubscription(io, account, id, options))
  overApi(program.command('customer').description('when an owner was first seen, and by which event'))
    .argument('<owner>', 'user:42, wallet:0x…; a bare name means user:')
    .action((owner: string, options) => showCustomer(io, owner, options))
}

function addDecide(program: Command, io: Io): void {
  overApi(
    program
      .command('decide')
      .description('tell a parked workflow how to go on, or a settlement or subscription what becomes of it'),
  )
    .argument('<workflowId>')
    .argument('<parkId>', 'as parked shows it; - for a word to a settlement or subscription')
    .argument('<decision>', DECISIONS.join(', '))
    .requiredOption('--reason <text>', 'why; kept in the journal')
    .option('--actor <name>', 'who; default: the user of this machine')
    .option(
      '--patch <json>',
      'what amend corrects: owner, wallet, orderReference, or asset and amount; until of extend, at of cancel',
    )
    .option('--decision-id <id>', 'to send the same decision again')
    .action((workflowId: string, parkId: string, decision: string, options: DecideOptions) =>
      decide(io, { workflowId, parkId, decision }, options),
    )
}
