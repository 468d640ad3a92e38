import { z } from 'zod'
import { erasePerson, type Person } from '../../inbox/erase-person.ts'
import { holdsAddress, type People } from '../people.ts'
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

export const eraseRoute = defineRoute({
  method: 'post',
  path: '/erasures',
  summary: 'Forgets a person: bodies, headers and addresses of all that names them',
  body,
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
