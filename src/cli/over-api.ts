import type { Command } from 'commander'

/** Parameters of a request, those that are given. */
export function queryOf(params: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(params).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, value]],
  )
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`
}

/** Options every command over the API has. */
export function overApi(command: Command): Command {
  return command
    .option('--url <url>', 'the service; default QUITTANCE_URL, else http://127.0.0.1:$PORT')
    .option('--json', 'print the answer as JSON')
}
