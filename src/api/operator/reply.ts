import type { z } from 'zod'

type Status = 200 | 201 | 202

/** The schema of what is answered, by status. */
export type Responses = Readonly<Partial<Record<Status, z.ZodType>>>

export interface Reply {
  readonly status: Status
  readonly body: object
}

/** What the schema describes, before it is written as JSON, which makes text of a Date. */
type Unwritten<T> = T extends string
  ? string extends T
    ? T | Date
    : T
  : T extends readonly (infer Item)[]
    ? readonly Unwritten<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Unwritten<T[Name]> }
      : T

type WrittenAs<Schema> = Schema extends z.ZodType ? Unwritten<z.input<Schema>> : never

/** The replies that these schemas allow. */
export type ReplyOf<R extends Responses> = {
  [S in keyof R & Status]: { readonly status: S; readonly body: WrittenAs<R[S]> }
}[keyof R & Status]

export type BodyOf<R extends Responses> = ReplyOf<R>['body']
