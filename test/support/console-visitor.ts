import { OPERATOR_API_KEY } from './operator-api.ts'

interface Shown {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

interface Asked {
  readonly method?: string
  readonly headers: Record<string, string>
  readonly body?: URLSearchParams
}

/** A browser, as far as the console needs one: it keeps its cookie, names its origin, and follows nothing. */
export interface Visitor {
  cookie: string
  readonly get: (path: string, headers?: Record<string, string>) => Promise<Shown>
  readonly post: (
    path: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Shown>
  readonly logIn: (key?: string, next?: string) => Promise<Shown>
  /** Fills in and sends the form with that action, as the page shows it. */
  readonly submit: (page: Shown, action: string, fields?: Record<string, string>) => Promise<Shown>
}

export const visitorOf = (url: string): Visitor => {
  const ask = async (path: string, init: Asked): Promise<Shown> => {
    const headers = { cookie: visitor.cookie, ...init.headers }
    const response = await fetch(url + path, { redirect: 'manual', ...init, headers })
    const [set = ''] = response.headers.getSetCookie()
    if (set !== '') visitor.cookie = set.split(';')[0] ?? ''
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const visitor: Visitor = {
    cookie: '',
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields, headers = { origin: url }) =>
      ask(path, { method: 'POST', headers, body: new URLSearchParams(fields) }),
    logIn: (key = OPERATOR_API_KEY, next = '') => visitor.post('/console/login', { key, next }),
    submit: (page, action, fields = {}) =>
      visitor.post(action, { ...fieldsOf(page.text, action), ...fields }),
  }
  return visitor
}

/** What a form of a page holds as it is shown; nothing where there is no such form. */
export const fieldsOf = (text: string, action: string): Record<string, string> => {
  const form = formsOf(text).find((form) => form.includes(` action="${action}"`)) ?? ''
  const inputs = [...form.matchAll(/<input([^>]*)>/g)].map(([, input = '']) => input)
  const named = inputs.filter((input) => !/type="radio"/.test(input))
  return Object.fromEntries(named.map((input) => [attribute(input, 'name'), attribute(input, 'value')]))
}

export const formsOf = (text: string): string[] =>
  [...text.matchAll(/<form[^>]*method="post"[\s\S]*?<\/form>/g)].map(([form]) => form)

const attribute = (input: string, name: string): string =>
  read(new RegExp(` ${name}="([^"]*)"`).exec(input)?.[1] ?? '')

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" }

/** Text as a browser reads it. */
export const read = (markup: string): string =>
  markup.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '')
