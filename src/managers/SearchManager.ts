import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type ArrClient, type ArrOptions, make as makeClient } from "../clients/arr/ArrClient.ts"
import { identify } from "../clients/arr/identify.ts"
import { libraryReads } from "../clients/arr/library/makeLibraryReads.ts"
import { push } from "../clients/arr/push/push.ts"
import { type ClientError, isDependencyDown } from "../clients/ClientError.ts"
import { sendSearch } from "../search/apply/sendSearch.ts"
import { takeStep } from "../search/apply/switchOwner.ts"
import type { ProfileSettings } from "../search/profileSettingsOf.ts"
import { missingOf } from "../search/profiles/missingOf.ts"
import { profileLoop } from "../search/profiles/profileLoop.ts"
import type { RequestSettings } from "../search/requests/RequestSettings.ts"
import { requestSync } from "../search/requests/requestSync.ts"
import { watchedServices } from "../search/requests/watchedServices.ts"
import { searchArr } from "../search/SearchArr.ts"
import { Searches } from "../search/Searches.ts"
import type { SearchSettings } from "../search/SearchSettings.ts"
import * as SectionSearch from "../search/SectionSearch.ts"
import { ProfileSwitches } from "../store/search/ProfileSwitches.ts"
import { awaitDependency } from "../supervision/awaitDependency.ts"
import { Dependencies } from "../supervision/Dependencies.ts"
import { Heartbeat } from "../supervision/Heartbeat.ts"
import { Misconfigured } from "../supervision/Worker.ts"
import { alongside } from "./alongside.ts"

/** The searching of one Arr section as its worker needs it. Everything is read anew where it is used. */
export interface SearchManagerOptions {
  readonly arr: ArrOptions
  readonly settings: Effect.Effect<SearchSettings>
  readonly requests: Effect.Effect<RequestSettings>
  readonly profiles: Effect.Effect<ProfileSettings>
  /** Something of the section is searched for; otherwise its library is not read at all. */
  readonly searches: Effect.Effect<boolean>
}

/** How soon a switch in the config is followed. */
const lookEvery = "5 seconds"

/** Runs `body` while `check` holds; what it acquires is released when it no longer does. Fails with `body`. */
const whileTrue = <E, R>(
  check: Effect.Effect<boolean>,
  body: Effect.Effect<never, E, R>
): Effect.Effect<never, E, R> => {
  const until = (wanted: boolean): Effect.Effect<void> =>
    Effect.flatMap(check, (now) =>
      now === wanted ? Effect.void : Effect.zipRight(Effect.sleep(lookEvery), until(wanted))
    )
  return Effect.forever(Effect.zipRight(until(true), Effect.raceFirst(body, until(false))))
}

const misconfigured = (error: ClientError | { readonly message: string }): Misconfigured =>
  new Misconfigured({ reason: error.message, retry: true })

/**
 * One life of a search worker: wait until the Arr answers and is the right program, then keep its library, its requests
 * and its profiles in step and search for what is wanted. Its crash never touches the torrents of that section.
 */
export const searchManager = (
  options: SearchManagerOptions
): Effect.Effect<
  never,
  Misconfigured | ClientError,
  Dependencies | Searches | SectionSearch.SearchStores | Heartbeat
> =>
  Effect.gen(function* () {
    const section = options.arr.name
    const heartbeat = yield* Heartbeat
    const dependencies = yield* Dependencies
    yield* dependencies.register(section, "arr")
    const client: ArrClient = yield* makeClient(options.arr)
    const system = yield* awaitDependency({
      name: section,
      track: "search",
      attempt: identify(client),
      isDown: (error) => (error._tag !== "WrongApp" && isDependencyDown(error) ? error.message : undefined)
    }).pipe(Effect.mapError(misconfigured))
    yield* dependencies.identified(section, `${system.appName} ${system.version}`)

    const reads = libraryReads(client)
    const parts = yield* SectionSearch.make({
      arr: searchArr(client, reads.health),
      reads,
      send: (sending) => sendSearch(client, sending),
      settings: options.settings,
      report: (error) => (error === undefined ? heartbeat.recover(section) : heartbeat.degrade(section, error.message)),
      isKnownAway: Effect.map(dependencies.all, (all) =>
        all.some(({ name, state }) => name === section && state === "down")
      ),
      beat: heartbeat.beat("library")
    })
    yield* (yield* Searches).register(parts.section)
    yield* heartbeat.ready

    const journal = yield* ProfileSwitches
    // A profile that is still a temporary one has to find its way back whatever is switched off.
    const isRead = Effect.map(options.searches, (on) => on || journal.of(section).length > 0)
    const told = Effect.zipRight(Stream.runForEach(push(options.arr), parts.told), Effect.never)
    const requests =
      options.arr.kind === "radarr" || options.arr.kind === "sonarr"
        ? requestSync({
            section,
            kind: options.arr.kind === "radarr" ? "movie" : "tv",
            settings: options.requests,
            services: watchedServices(dependencies, section, options.arr.kind === "radarr" ? "movie" : "tv"),
            changed: Effect.zipRight(parts.section.wake, parts.section.refresh),
            asked: parts.requestsAsked
          })
        : Effect.never
    const profiles = profileLoop({
      section,
      kind: options.arr.kind,
      config: options.profiles,
      dryRun: Effect.map(options.settings, ({ dryRun }) => dryRun),
      isMissing: missingOf(options.settings),
      take: (step) => takeStep(client, step),
      changed: (id) => parts.sync.refresh(id),
      libraryChanged: parts.libraryChanged
    })
    // Nobody asks the Arr any more, so nobody would notice that it is back.
    const released = Effect.zipRight(heartbeat.release("library"), heartbeat.recover(section))
    const library = parts.sync.run.pipe(alongside(told), alongside(requests), alongside(profiles))
    return yield* Effect.mapError(parts.run, misconfigured).pipe(
      alongside(whileTrue(isRead, Effect.ensuring(library, released)))
    )
  }).pipe(Effect.scoped)
