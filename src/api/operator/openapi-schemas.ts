import { z } from 'zod'

/** A schema as OpenAPI 3.1 has it, as it is sent: what comes in before it is read, and what goes out. */
export function schemaOf(schema: z.ZodType): Readonly<Record<string, unknown>> {
  const { $schema: _, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      // `format` says it in two words.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern
      // Bounds of JavaScript, not of ours.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return json
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  required: z.array(z.string()).default([]),
})

/** The fields of an object as parameters of a request. */
export function parametersOf(schema: z.ZodType, where: 'path' | 'query'): readonly object[] {
  const { properties, required } = objectSchema.parse(schemaOf(schema))
  return Object.entries(properties).map(([name, { description, ...field }]) => ({
    name,
    in: where,
    ...(description === undefined ? {} : { description }),
    required: required.includes(name),
    schema: field,
  }))
}
