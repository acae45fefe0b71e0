import * as Schema from "effect/Schema"

/**
 * The database cannot be used and the daemon must not run without it. `message` says what happened, where, and what to do.
 * `folder`: not writable · `locked`: another daemon uses it · `newer`: written by a newer qbitrr · `foreign`: not a file of
 * ours · `driver`: no SQLite in this Node.js · `failed`: anything else SQLite or the disk refused. In none of these cases is
 * the file changed.
 */
export class DatabaseUnusable extends Schema.TaggedError<DatabaseUnusable>("qbitrr/store/DatabaseUnusable")(
  "DatabaseUnusable",
  {
    reason: Schema.Literal("folder", "locked", "newer", "foreign", "driver", "failed"),
    file: Schema.String,
    message: Schema.String
  }
) {}
