import { z } from 'zod'
import { readBodies } from '../../evidence/bodies.ts'
import { gatherEvidence } from '../../evidence/gather.ts'
import { ProblemError } from '../problem.ts'
import { mustHave } from './caller.ts'
import { evidenceBundle } from './evidence-answers.ts'
import { chainOf, shownHeads } from './evidence-chain.ts'
import { requestsOf } from './evidence-requests.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId } from './schemas.ts'

const query = z.strictObject({
  raw: z
    .stringbool()
    .default(false)
    .describe('with the bodies as they came; they may name a person, so it needs the role operate'),
})

export const evidenceRoute = defineRoute({
  method: 'get',
  path: '/payments/:account/:id/evidence',
  summary: 'All that can be shown of one payment, chained so that a later change shows',
  role: 'read',
  params: z.strictObject({ account: id, id: impersonalId }),
  query,
  responses: { 200: evidenceBundle },
  async answer({ pool, people, workflowPages }, { params, query, caller }) {
    if (query.raw) mustHave('operate', caller, 'Bodies as they came')
    const found = await gatherEvidence(pool, params.account, params.id)
    if (found === undefined)
      throw new ProblemError('not-found', `Account ${params.account} has no payment ${params.id}.`)
    const { account, paymentId, names, requests, workflows, now } = found
    const chained = chainOf(found, people)
    const bodies = query.raw ? await readBodies(pool, requests) : undefined
    return ok({
      account,
      paymentId,
      names,
      madeAt: new Date(),
      ...chained,
      requests: requestsOf(requests, bodies),
      workflows: workflows.map((id) => ({ id, ...linkOf(workflowPages, id) })),
      now,
      heads: await shownHeads(pool, found, chained, caller.name),
    })
  },
})

function linkOf(pages: string | undefined, workflowId: string): { readonly link?: string } {
  return pages === undefined ? {} : { link: `${pages}/${encodeURIComponent(workflowId)}` }
}
