// A merchant's app: takes what Quittance tells it, once. `npm install standardwebhooks`, then
// DELIVERY_SECRET=whsec_… PORT=4000 node receiver.js
import { createServer } from 'node:http'
import { Webhook } from 'standardwebhooks'

const webhook = new Webhook(process.env.DELIVERY_SECRET ?? '')

/** Ids that were done. Yours belong into your database, written in the transaction of what they did. */
const done = new Set()

function handle({ type, data }) {
  switch (type) {
    case 'order.paid':
      console.log(`ship order ${data.payment.orderReference}: ${data.payment.amount} ${data.payment.asset}`)
      break
    case 'payment.reversed':
      console.log(`stop order ${data.payment.orderReference}: its money is gone`)
      break
    default:
      console.log(`heard of ${type}`)
  }
}

const server = createServer(async (request, response) => {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  try {
    // The bytes as they came: parsed and written again they would be others.
    const event = webhook.verify(Buffer.concat(chunks).toString('utf8'), request.headers)
    const id = request.headers['webhook-id']
    if (!done.has(id)) handle(event)
    done.add(id)
    response.writeHead(204).end()
  } catch (error) {
    response.writeHead(400).end(error instanceof Error ? error.message : 'not understood')
  }
})

server.listen(Number(process.env.PORT ?? 4000), () => console.log(`listening on ${server.address().port}`))
