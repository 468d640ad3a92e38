import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createDatabase, dropDatabase } from '../../src/stack/create-database.ts'
import { freePort } from '../../src/stack/ports.ts'
import { type Postgres, startPostgres } from '../../src/stack/postgres.ts'
import { assertReachable } from '../../src/stack/postgres-user.ts'
import { identityOf } from '../../src/stack/process-identity.ts'
import { makeScratchFolder, removeScratchFolder } from '../support/scratch-folder.ts'
import { startDoomedParent } from './doomed-parent.ts'

const query = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

const program = new URL('./programs/postgres.ts', import.meta.url)
let dataDir: string
let postgres: Postgres | undefined

const start = async (port?: number): Promise<Postgres> => {
  postgres = await startPostgres({ dataDir, port })
  return postgres
}

beforeAll(() => {
  dataDir = makeScratchFolder()
})
afterEach(async () => {
  await postgres?.stop()
  postgres = undefined
})
afterAll(() => removeScratchFolder(dataDir))

test('it listens on the loopback address only, in UTF-8, and a commit waits for the disk', async () => {
  const { url } = await start()
  const rows = await query(
    url,
    `select name, setting from pg_settings
     where name in ('listen_addresses', 'server_encoding', 'synchronous_commit', 'fsync', 'unix_socket_directories')`,
  )
  expect(Object.fromEntries(rows.map((row) => Object.values(row as object) as [string, string]))).toEqual({
    fsync: 'on',
    listen_addresses: '127.0.0.1',
    server_encoding: 'UTF8',
    synchronous_commit: 'on',
    unix_socket_directories: '',
  })
})

test('error: without the password nobody gets in', async () => {
  const { url } = await start()
  const guess = new URL(url)
  guess.password = 'postgres'
  await expect(query(guess.href, 'select 1')).rejects.toThrow('password authentication failed')
})

test('what was written is there after a stop and a start, on the port that was asked for', async () => {
  const first = await start()
  await query(first.url, 'create table kept as select 1 as one')
  await first.stop()
  const port = await freePort()
  const again = await start(port)
  expect(new URL(again.url).port).toBe(String(port))
  expect(await query(again.url, 'select one from kept')).toEqual([{ one: 1 }])
})

test.each(['with our pid file', 'with only its own pid file'])(
  'a postmaster orphaned by SIGKILL of its parent is replaced and data survive, %s',
  async (which) => {
    const doomed = await startDoomedParent<{ url: string; pid: number }>(program, dataDir)
    const orphan = doomed.said
    await query(orphan.url, 'create table if not exists witness(at text)')
    await query(orphan.url, `insert into witness values ('${which}')`)
    await doomed.kill()
    expect(identityOf(orphan.pid)).toBeDefined()
    if (which === 'with only its own pid file') rmSync(join(dataDir, 'postgres/server.pid'))

    const { url, pid } = await start()
    expect(identityOf(orphan.pid)).toBeUndefined()
    expect(pid).not.toBe(orphan.pid)
    expect(await query(url, `select at from witness where at = '${which}'`)).toEqual([{ at: which }])
  },
)

test('error: a folder whose Postgres belongs to a living process is left alone', async () => {
  const { url } = await start()
  await expect(startPostgres({ dataDir })).rejects.toThrow(`in use by process ${process.pid}`)
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('error: a port that another program holds is refused, and nothing is left running', async () => {
  const { url } = await start()
  const port = Number(new URL(url).port)
  const other = makeScratchFolder()
  await expect(startPostgres({ dataDir: other, port })).rejects.toThrow(
    `port ${port} is taken by another program`,
  )
  expect(existsSync(join(other, 'postgres/server.pid'))).toBe(false)
  removeScratchFolder(other)
})

test('error: settings it does not know end the start with what Postgres said, and nothing is left running', async () => {
  const settings = { no_such_setting: '1' }
  await expect(startPostgres({ dataDir, settings })).rejects.toThrow(/unrecognized configuration parameter/)
  expect(existsSync(join(dataDir, 'postgres/server.pid'))).toBe(false)
})

test('error: a folder closed to the user Postgres runs as is named, with the cure', () => {
  const closed = join(dataDir, 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const somebodyElse = { name: 'somebody', uid: 54_321, gid: 54_321 }
  expect(() => assertReachable(join(closed, 'postgres'), somebodyElse)).toThrow(`chmod o+x ${closed}`)
  expect(() => assertReachable(join(dataDir, 'postgres'), somebodyElse)).not.toThrow()
})

test('a database is made once, beside the others, and dropped with its connections', async () => {
  const { url } = await start()
  const shop = await createDatabase(url, 'shop "quoted"')
  expect(await createDatabase(url, 'shop "quoted"')).toBe(shop)
  expect(await query(shop, 'select current_database() as name')).toEqual([{ name: 'shop "quoted"' }])
  await dropDatabase(url, 'shop "quoted"')
  await expect(query(shop, 'select 1')).rejects.toThrow('does not exist')
})
