import { z } from 'zod'
import { erasePerson, type Person } from '../../inbox/erase-person.ts'
import { holdsAddress, type People } from '../people.ts'
import { nothing } from './audit.ts'
import { ownerNamed } from './owner-named.ts'
import { defineRoute, ok } from './route.ts'
import { id } from './schemas.ts'

const body = z.strictObject({
  names: z
    .array(id)
    .min(1)
    .max(20)
    .describe('all names of one person: user:42, wallet:0x…, customer:<account>:<id>, e-mail addresses'),
  actor: z.string().min(1).max(200).describe('who passes the request on; kept'),
})

const count = z.number().int()

const erasure = z.object({
  id: z.string(),
  events: count,
  contacts: count,
  deliveries: count.describe('in quarantine'),
  orders: count,
  customers: count,
  decisions: count,
  alsoNamed: z.array(z.string()).describe('further owners those events belong to: perhaps the same person'),
})

export const eraseRoute = defineRoute({
  method: 'post',
  path: '/erasures',
  summary: 'Forgets a person: bodies, headers and addresses of all that names them',
  role: 'admin',
  body,
  responses: { 200: erasure },
  // The audit is kept for ever: nobody is named in it who was to be forgotten.
  audit: { before: nothing, asked: nothing, after: ({ alsoNamed: _alsoNamed, ...counts }) => counts },
  async answer({ pool, people }, { body: { names, actor } }) {
    // Who asks may be who is forgotten.
    return ok(await erasePerson(pool, personOf(names, people), people.conceal(actor)))
  },
})

function personOf(names: readonly string[], people: People): Person {
  const owners = [...new Set(names.map((name) => ownerNamed(name, people)))]
  return {
    owners,
    subjects: owners.map((owner) => people.subjectOf(owner)),
    addresses: names.filter(holdsAddress).map((name) => name.trim()),
  }
}
