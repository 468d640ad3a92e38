import { setCurrentDetails, workflowInfo } from '@temporalio/workflow'
import { quote } from './markdown.ts'
import type { OpenPark, Run } from './run.ts'

/** Longest an operator needs, and together below 2 KB: the UI sends the whole text in a URL. */
const MESSAGE_MAX = 440
const ID_MAX = 110
const NOTE_MAX = 150
const NOTES_SHOWN = 2

/** Shows on the workflow's page what it waits for, and exactly what to send it. No events: nothing of it is history. */
export function showDetails(run: Run): void {
  setCurrentDetails(run.park === undefined ? (run.idle?.() ?? '') : details(run, run.park))
}

/** Says beside the park what came and was not done. */
export function note(run: Run, text: string): void {
  run.park?.notes.push(text)
  showDetails(run)
}

function details(run: Run, park: OpenPark): string {
  const { step, problem, since } = park
  return [
    `**Parked** at \`${step}\` since ${since}: **${quote(problem.code, 40)}**, ${quote(problem.message, MESSAGE_MAX)}`,
    ...(run.cancel === 'asked'
      ? ['Cancellation was requested. It changes nothing: send `abort` to end this, or go on.']
      : []),
    table(run, park),
    notes(park),
    `Send the signal \`decide\` with your name and reason; \`decision\` is ${listed(park)}:`,
    signal(park),
    `The same JSON as the update \`decide\` hears back what became of it, where a worker runs. Or: \`quittance decide ${shownId()} ${park.parkId} retry --reason "..."\``,
    `Runbook: \`docs/errors.md#${quote(problem.code.toLowerCase(), 40).replaceAll('\\', '')}\` · ${consoleOf(park)}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function table({ about }: Run, { parkId }: OpenPark): string {
  const rows = about().shown.map(([name, ...values]) => [
    name,
    values.map((value) => quote(value, ID_MAX)).join(' · '),
  ])
  const lines = [...rows, ['Park', `\`${parkId}\``]].map((row) => `| ${row.join(' | ')} |`)
  return ['| | |', '|---|---|', ...lines].join('\n')
}

function notes(park: OpenPark): string {
  return park.notes
    .slice(-NOTES_SHOWN)
    .map((note) => `- ignored: ${quote(note, NOTE_MAX)}`)
    .join('\n')
}

function listed({ decisions }: OpenPark): string {
  const names = decisions.map((kind) => (kind === 'amend' ? 'amend (with a `patch`)' : kind))
  return [names.slice(0, -1).join(', '), ...names.slice(-1)].filter((part) => part !== '').join(' or ')
}

/** Pretty-printed: of a single line the UI's editor swallows the first click on Submit. */
function signal({ parkId, decisionIdPrefix, notes: { length } }: OpenPark): string {
  const decision = {
    decisionId: `${decisionIdPrefix}-${length + 1}`,
    parkId,
    decision: 'retry',
    actor: 'your name',
    reason: 'what you put right',
  }
  return `\`\`\`json\n${JSON.stringify(decision, null, 2)}\n\`\`\``
}

/** Of our own making, and written so that nothing in it ends the link. */
function consoleOf({ consoleUrl }: OpenPark): string {
  return consoleUrl === undefined ? 'Console: `GET /v1/parked`' : `[Console](<${consoleUrl}>)`
}

/** Our own ids are short and plain; a copy started by hand may bear any. */
function shownId(): string {
  const { workflowId } = workflowInfo()
  return /^[\w.:~-]{1,120}$/.test(workflowId) ? workflowId : '<workflow id>'
}
