import { Client } from 'pg'

const DUPLICATE_DATABASE = '42P04'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

const databaseUrl = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl)
  url.pathname = `/${encodeURIComponent(name)}`
  return url.href
}

const administer = async (serverUrl: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** Makes the database beside the one the URL names, unless it is there, and returns its URL. */
export const createDatabase = async (serverUrl: string, name: string, template?: string): Promise<string> => {
  const from = template === undefined ? '' : ` template ${quoted(template)}`
  try {
    await administer(serverUrl, `create database ${quoted(name)}${from}`)
  } catch (error) {
    if ((error as { code?: string }).code !== DUPLICATE_DATABASE) throw error
  }
  return databaseUrl(serverUrl, name)
}

export const dropDatabase = (serverUrl: string, name: string): Promise<void> =>
  administer(serverUrl, `drop database if exists ${quoted(name)} with (force)`)
