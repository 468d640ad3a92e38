import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { DELIVERY } from '../src/delivery/body.ts'

/** What docs/deliveries.schema.json holds. Read as input, so that a field may be added without breaking who checks by it. */
export function deliveriesSchema(): object {
  const schema = z.toJSONSchema(DELIVERY, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // `format` says it in two words.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
    },
  })
  return { ...schema, title: 'What Quittance tells the app of a merchant' }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  writeFileSync('docs/deliveries.schema.json', `${JSON.stringify(deliveriesSchema(), null, 2)}\n`)
