import * as Schema from "effect/Schema"

/** Why there is no push, or no longer. */
export class PushLost extends Schema.TaggedError<PushLost>("qbitrr/PushLost")("PushLost", {
  /** For people, without secrets; says what to do when a person has to. */
  reason: Schema.String,
  /** True when trying again changes nothing until a person changes something. */
  lasting: Schema.Boolean
}) {
  override get message(): string {
    return this.reason
  }
}
