// For health checks: the slim image has no curl.
const { ok } = await fetch(process.argv[2])
process.exit(ok ? 0 : 1)
