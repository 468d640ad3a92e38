import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCli } from './program.ts'

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  folder: process.cwd(),
  print: (line) => process.stdout.write(`${line}\n`),
  note: (line) => process.stderr.write(`${line}\n`),
  ...(process.stderr.isTTY ? { progress: (line) => void process.stderr.write(`\r\x1b[2K${line}`) } : {}),
  sleep: (ms) => sleep(ms),
  readInput: () => text(process.stdin),
})
