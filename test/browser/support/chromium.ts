import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome']
/** Root may not use the sandbox, and nothing here is anybody's but ours. It asks nobody for anything. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** A headless Chromium: the first on PATH, else the one Playwright keeps. To be closed at the end. */
export const launchChromium = (): Promise<Browser> => {
  const executablePath = onPath() ?? playwrights()
  if (executablePath === undefined)
    throw new Error(
      'there is no Chromium: apt-get install chromium, or npx playwright-core install chromium, and try again',
    )
  return chromium.launch({ executablePath, args: FLAGS })
}

const onPath = (): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find(isProgram)

const playwrights = (): string | undefined => {
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
