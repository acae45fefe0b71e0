import * as Schema from "effect/Schema"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const Parameter = Schema.Struct({
  name: Schema.String,
  in: Schema.String,
  schema: Schema.Unknown,
  required: optional(Schema.Boolean),
  description: optional(Schema.String)
})
export type Parameter = typeof Parameter.Type

const Content = Schema.Record({ key: Schema.String, value: Schema.Struct({ schema: optional(Schema.Unknown) }) })

const Answer = Schema.Struct({ description: optional(Schema.String), content: optional(Content) })

const Operation = Schema.Struct({
  operationId: optional(Schema.String),
  summary: optional(Schema.String),
  tags: optional(Schema.Array(Schema.String)),
  parameters: optional(Schema.Array(Parameter)),
  requestBody: optional(Schema.Struct({ content: Content })),
  responses: Schema.Record({ key: Schema.String, value: Answer })
})
export type Operation = typeof Operation.Type

/** What of our own OpenAPI document is shown to people. */
export const ApiDocument = Schema.Struct({
  info: Schema.Struct({ title: Schema.String, version: Schema.String, description: optional(Schema.String) }),
  paths: Schema.Record({ key: Schema.String, value: Schema.Record({ key: Schema.String, value: Operation }) }),
  components: Schema.Struct({ schemas: Schema.Record({ key: Schema.String, value: Schema.Unknown }) })
})
export type ApiDocument = typeof ApiDocument.Type
