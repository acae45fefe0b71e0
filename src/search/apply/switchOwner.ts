import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { ArrClient } from "../../clients/arr/ArrClient.ts"
import { switchProfile } from "../../clients/arr/mutations.ts"
import type { ClientError } from "../../clients/ClientError.ts"
import { ProfileSwitches } from "../../store/search/ProfileSwitches.ts"
import type { ProfileStep } from "../profiles/profileSteps.ts"

/**
 * Takes one step of a temporary profile. The journal is written before the Arr is asked, and the entry leaves it only
 * when the way back is done (or is nobody's business any more), so that no crash leaves anything on a temporary profile.
 */
export const takeStep = (client: ArrClient, step: ProfileStep): Effect.Effect<void, ClientError, ProfileSwitches> =>
  Effect.gen(function* () {
    const journal = yield* ProfileSwitches
    const { entry } = step
    const { mainProfile, owner, section, tempProfile, title } = entry
    const forget = journal.remove(section, owner)
    const tell = (text: string) => Effect.logInfo(`${section}: ${title}: ${text}`)
    switch (step._tag) {
      case "Forget":
        yield* forget
        return yield* Effect.logDebug(`${section}: the temporary profile of ${title} is over: ${step.why}`)
      case "ToTemporary": {
        yield* journal.put({ ...entry, step: "switching" })
        const result = yield* switchProfile(client, owner, mainProfile, tempProfile)
        if (result === "gone" || result === "changed elsewhere") return yield* forget
        // What the index read before this moment says nothing about it.
        yield* journal.put({ ...entry, step: "temporary", switchedAt: yield* Clock.currentTimeMillis })
        return yield* tell("gets its temporary quality profile while it is missing")
      }
      case "Back": {
        yield* journal.put({ ...entry, step: "restoring" })
        const result = yield* switchProfile(client, owner, tempProfile, mainProfile)
        yield* step.rest && result !== "gone" ? journal.put({ ...entry, step: "rested" }) : forget
        if (result === "switched") yield* tell(`is back on its quality profile: ${step.why}`)
        return
      }
      case "Check": {
        // From the profile that it has to the same: only reads.
        const result = yield* switchProfile(client, owner, tempProfile, tempProfile)
        if (result === "gone") return yield* forget
        if (result !== "changed elsewhere") return
        yield* journal.put({ ...entry, step: "rested" })
        return yield* tell("somebody gave it another quality profile; it keeps that while it is missing")
      }
    }
  })
