const behaviour = process.env.BEHAVIOUR

const say = (msg: string): void => void process.stdout.write(`${JSON.stringify({ msg, port: 4711 })}\n`)

process.on('SIGTERM', () => {
  if (behaviour === 'stubborn') return
  say('stopped cleanly')
  process.exit(0)
})
setInterval(() => undefined, 60_000)
if (behaviour === 'broken') throw new Error('cannot start')
say('listening')
