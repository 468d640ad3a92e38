import type { Command } from 'commander'

/** Command lines to learn each command from, by its name; those of `send` stand beside its payloads. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  list: ['quittance list', 'quittance list --json'],
  'preview-mail': ['quittance preview-mail receipt', 'quittance preview-mail refund --html > refund.html'],
  events: [
    'quittance events --state parked',
    'quittance events --endpoint stripe --type payment.refunded --from 2026-11-01T00:00:00Z',
    'quittance events --q pi_3Qx            # what begins so: an event key, a payment, an order, a workflow',
  ],
  show: ['quittance show stripe evt_1Qx', 'quittance show stripe evt_1Qx --raw --json'],
  parked: ['quittance parked', `quittance parked --json | jq -r '.data[] | .workflowId + " " + .parkId'`],
  balances: ['quittance balances 42', 'quittance balances wallet:0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc'],
  subscription: ['quittance subscription stripe sub_1Qx'],
  customer: ['quittance customer 42'],
  decide: [
    `quittance decide stripe:evt_1Qx books-1-1f3a9c amend --patch '{"owner":"42"}' --reason 'ticket 118'`,
    `quittance decide stripe:evt_1Qx mint-1-9bd02e retry --reason 'the signer has gas again'`,
    `quittance decide payment:shop:pay_1 - hold --reason 'asked the customer'`,
    `quittance decide subscription:stripe:sub_1Qx - extend --patch '{"until":"2027-01-31T00:00:00Z"}' --reason 'ticket 118'`,
  ],
  erase: [
    'quittance erase 42 customer:stripe:cus_1Qx',
    'quittance erase -                       # an address is typed on standard input; end with Ctrl-D',
  ],
  evidence: [
    'quittance evidence stripe pi_1Qx',
    'quittance evidence stripe pi_1Qx --out pi_1Qx.json',
    'quittance evidence --verify pi_1Qx.json',
  ],
  'deliveries list': [
    'quittance deliveries list --state failed',
    'quittance deliveries list --payment pi_1Qx',
  ],
  'deliveries redeliver': [
    'quittance deliveries redeliver --dry-run',
    'quittance deliveries redeliver --topic order.paid --from 2026-11-01T00:00:00Z',
    'quittance deliveries redeliver stripe:pi_1Qx:deliver:order.paid',
  ],
  'deliveries test': ['quittance deliveries test'],
  'deliveries enable': ['quittance deliveries enable && quittance deliveries redeliver'],
  'orders show': ['quittance orders show stripe order-1001'],
  'orders register': ['quittance orders register stripe order-1001 --amount 1999 --asset USD --owner 42'],
  drift: ['quittance drift', 'quittance drift --now'],
  'catch-up': ['quittance catch-up', 'quittance catch-up --since 2026-11-22T03:00:00Z'],
  stats: ['quittance stats', 'quittance stats --window 90m', 'quittance stats --json | jq .failureRate'],
  doctor: [
    'quittance doctor --url https://pay.example.com    # as providers see it, with TLS',
    `quittance doctor --json | jq -r '.findings[] | select(.verdict != "ok") | .todo'`,
  ],
  'backup-taken': ['pg_dump … && quittance backup-taken --note nightly'],
  replay: [
    `quittance replay stripe evt_1Qx --reason 'the rate was missing'`,
    `quittance replay --state ignored --from 2026-11-01T00:00:00Z --dry-run --reason 'how many?'`,
    `quittance replay --endpoint rach --state ignored --rate 20 --reason 'known since 0.2'`,
  ],
  'replays show': ['quittance replays show rp-5f0c'],
  'replays stop': [`quittance replays stop rp-5f0c --reason 'wrong filter'`],
  'quarantine list': ['quittance quarantine list --endpoint stripe'],
  'quarantine show': ['quittance quarantine show q7'],
  'quarantine release': [
    `quittance quarantine release q7 --reason 'the provider has confirmed the new amount'`,
  ],
  'quarantine dismiss': [`quittance quarantine dismiss q7 --reason 'a test of theirs'`],
  'dead-letters': ['quittance dead-letters', 'quittance dead-letters --fault ours'],
  refusals: ['quittance refusals', 'quittance refusals --endpoint stripe --reason wrong_signature'],
  'endpoints list': ['quittance endpoints', 'quittance endpoints --account shop --json'],
  'endpoints create': [
    `quittance endpoints create standard --account shop --reason 'new shop'    # makes its secret, shows it once`,
    `quittance endpoints create stripe --slug shop-2 --secret-from - --reason 'new shop'    # reads Stripe's`,
  ],
  'endpoints rotate': [
    `quittance endpoints rotate shop-2 --secret-from new.txt --others-end 2026-12-31T00:00:00Z --reason yearly`,
  ],
  'endpoints end': [`quittance endpoints end shop-2 shop-2-0f3c1a2b --reason 'replaced'`],
  'endpoints pause': [`quittance endpoints pause shop-2 --reason 'stock-taking'    # what comes is kept`],
  'endpoints resume': [
    `quittance endpoints resume shop-2 --reason 'stock is counted'    # and is started now`,
  ],
  'endpoints allow': [
    `quittance endpoints allow shop-2 203.0.113.0/24 --reason 'their addresses'`,
    `quittance endpoints allow shop-2 --reason 'whoever the policy says'`,
  ],
  'endpoints reencrypt': [`quittance endpoints reencrypt --reason 'new ENDPOINT_SECRETS_KEY'`],
}

/** Shows them below the options in the help of every command. */
export function addExamples(command: Command, path: readonly string[] = []): void {
  const lines = EXAMPLES[path.join(' ')] ?? []
  const title = lines.length === 1 ? 'Example' : 'Examples'
  if (lines.length > 0)
    command.addHelpText('after', `\n${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`)
  for (const sub of command.commands) addExamples(sub, [...path, sub.name()])
}
