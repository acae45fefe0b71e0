import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { FakeArr } from "../../../src/demo/FakeArr.ts"
import { query } from "../../harness/daemon/database.ts"
import { poll } from "../../harness/daemon/poll.ts"
import { episode, movie, type SearchWorld, searched, world } from "./searchSupport.ts"

const main = 1
const temporary = 2
const other = 3

const profiles = [
  { id: main, name: "HD-1080p" },
  { id: temporary, name: "SD" },
  { id: other, name: "Any" }
]

const mappings = (section: string): string => `[${section}.EntrySearch.QualityProfileMappings]\n"HD-1080p" = "SD"\n`

/** Profiles of the PUTs that were taken, in order. */
const switches = (arr: FakeArr): Effect.Effect<ReadonlyArray<unknown>> =>
  Effect.map(arr.puts, (puts) =>
    puts
      .filter(({ status }) => status === 202)
      .map(({ body }) =>
        typeof body === "object" && body !== null && "qualityProfileId" in body ? body.qualityProfileId : body
      )
  )

const switched = (arr: FakeArr, expected: ReadonlyArray<number>, seconds = 30) =>
  poll(
    `profiles ${expected.join(", ")}`,
    Effect.map(switches(arr), (all) => JSON.stringify(all) === JSON.stringify(expected)),
    seconds
  )

/** Every PUT is the resource that was there with another quality profile, and nothing else. */
const assertReadModifyWrite = (arr: FakeArr) =>
  Effect.map(arr.puts, (puts) => {
    for (const { before, body } of puts) {
      const was = { ...(typeof before === "object" ? before : {}) }
      const sent = { ...(typeof body === "object" ? body : {}) }
      assert.notDeepEqual(sent, was)
      assert.deepStrictEqual({ ...sent, qualityProfileId: 0 }, { ...was, qualityProfileId: 0 })
    }
  })

const scene = (downloadSeconds?: number): ReturnType<typeof world> =>
  world({
    kinds: ["radarr", "sonarr"],
    search: { UseTempForMissing: true },
    more: mappings,
    arr: {
      onSearch: (target) =>
        target.kind === "episode" && downloadSeconds !== undefined
          ? { name: "Series.1.S01E02.SDTV-SIM", category: "sonarr", downloadSeconds }
          : undefined
    }
  })

const fill = ({ of }: SearchWorld) =>
  Effect.gen(function* () {
    const radarr = of("radarr")
    const sonarr = of("sonarr")
    yield* radarr.setProfiles(profiles)
    yield* sonarr.setProfiles(profiles)
    yield* radarr.setMedia(movie(1), { title: "Missing", container: { tags: [4, 5] } })
    yield* radarr.setMedia(movie(2), { title: "There", file: {} })
    yield* radarr.setMedia(movie(3), { title: "Another profile", container: { profileId: other } })
    yield* sonarr.setMedia(episode(1, 1, 11), { file: {}, container: { tags: [7] } })
    yield* sonarr.setMedia(episode(1, 1, 12), {})
    // A season that is not monitored must stay that way.
    yield* sonarr.setMedia(episode(1, 2, 13), { monitored: false, seasonMonitored: false })
    yield* sonarr.setMedia(episode(2, 1, 21), { file: {} })
    return { radarr, sonarr }
  })

describe("temporary quality profiles", () => {
  it.scopedLive(
    "check 44: what is missing gets one, nothing but the profile changes, and after the import it is back",
    () =>
      Effect.gen(function* () {
        const it = yield* scene(8)
        const { radarr, sonarr } = yield* fill(it)
        yield* it.daemon.start
        yield* switched(radarr, [temporary], 60)
        yield* switched(sonarr, [temporary])
        yield* searched(sonarr, 1)
        yield* poll(
          "imported",
          Effect.map(sonarr.imports, (all) => all.size === 1)
        )
        yield* switched(sonarr, [temporary, main], 60)
        assert.deepStrictEqual(
          (yield* sonarr.puts).map(({ path }) => path),
          ["/api/v3/series/1", "/api/v3/series/1"]
        )
        yield* assertReadModifyWrite(radarr)
        yield* assertReadModifyWrite(sonarr)
        yield* it.daemon.stop("SIGTERM")
        const left = query(it.daemon.databaseFile, "SELECT section, owner_id, step FROM profile_switches")
        assert.deepStrictEqual(left, [{ section: "Radarr-Main", owner_id: 1, step: "temporary" }])
        assert.deepStrictEqual(yield* radarr.violations, [])
        assert.deepStrictEqual(yield* sonarr.violations, [])
      }),
    150_000
  )

  it.scopedLive(
    "after kill -9 and with the feature switched off everything is back, also what nobody searches for any more",
    () =>
      Effect.gen(function* () {
        const it = yield* scene()
        const { radarr, sonarr } = yield* fill(it)
        yield* it.daemon.start
        yield* switched(radarr, [temporary], 60)
        yield* switched(sonarr, [temporary])
        yield* it.daemon.stop("SIGKILL")
        yield* it.configure({ search: { UseTempForMissing: false, SearchMissing: false }, more: () => "" })
        yield* it.daemon.start
        yield* switched(radarr, [temporary, main], 90)
        yield* switched(sonarr, [temporary, main], 90)
        yield* assertReadModifyWrite(radarr)
        yield* assertReadModifyWrite(sonarr)
        yield* Effect.sleep("1 second")
        yield* it.daemon.stop("SIGTERM")
        assert.deepStrictEqual(query(it.daemon.databaseFile, "SELECT * FROM profile_switches"), [])
        assert.deepStrictEqual(yield* radarr.violations, [])
      }),
    240_000
  )
})
