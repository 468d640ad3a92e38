import { startPostgres } from '../../../src/stack/postgres.ts'
import { makeScratchFolder } from '../../support/scratch-folder.ts'

const folder = makeScratchFolder()
const { pid } = await startPostgres({ dataDir: folder })
process.stdout.write(`${JSON.stringify({ folder, pid })}\n`)
setInterval(() => undefined, 60_000)
