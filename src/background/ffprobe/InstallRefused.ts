import * as Schema from "effect/Schema"

/** Why ffprobe was not installed, as a sentence. Nothing was changed. */
export class InstallRefused extends Schema.TaggedError<InstallRefused>("qbitrr/background/InstallRefused")(
  "InstallRefused",
  { reason: Schema.String }
) {
  override get message(): string {
    return this.reason
  }
}
