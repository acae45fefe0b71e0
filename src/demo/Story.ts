import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type { DemoWorld } from "./DemoWorld.ts"

/** Something that did not come true in time. */
export class StoryFailed extends Data.TaggedError("StoryFailed")<{ readonly step: string; readonly seconds: number }> {
  override get message(): string {
    return `not within ${this.seconds} s: ${this.step}`
  }
}

/** One thing a person can watch the daemon do. */
export interface Story {
  readonly title: string
  readonly play: (world: DemoWorld) => Effect.Effect<void, StoryFailed>
}
