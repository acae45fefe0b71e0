import type { Dialect } from "./Dialect.ts"
import { type Mutation, onEach } from "./Mutation.ts"

const number = (form: URLSearchParams, name: string, otherwise: number): number => {
  const value = form.get(name)
  return value === null || value === "" || Number.isNaN(Number(value)) ? otherwise : Number(value)
}

/** Bytes per second; nothing and less is no limit, which `torrents/info` tells as 0. */
const speed = (form: URLSearchParams): number => Math.max(0, Math.trunc(number(form, "limit", 0)))

const withNeeds = (mutation: Mutation, ...names: ReadonlyArray<string>): Mutation => ({
  ...mutation,
  required: [...mutation.required, ...names]
})

const actions = ["Default", "Stop", "Remove", "RemoveWithContent", "EnableSuperSeeding"]

/** Speed limits, share limits and super seeding of torrents. Each share limit is overwritten by every call (api notes §7). */
export const limitMutations = (dialect: Dialect): Readonly<Record<string, Mutation>> => ({
  "torrents/setDownloadLimit": withNeeds(
    onEach((form) => (torrent) => ({ ...torrent, dlLimit: speed(form) })),
    "limit"
  ),
  "torrents/setUploadLimit": withNeeds(
    onEach((form) => (torrent) => ({ ...torrent, upLimit: speed(form) })),
    "limit"
  ),
  "torrents/setSuperSeeding": withNeeds(
    onEach((form) => (torrent) => ({ ...torrent, superSeeding: form.get("value")?.toLowerCase() === "true" })),
    "value"
  ),
  "torrents/setShareLimits": withNeeds(
    onEach((form) => (torrent) => ({
      ...torrent,
      ratioLimit: number(form, "ratioLimit", -2),
      seedingTimeLimit: number(form, "seedingTimeLimit", -2),
      inactiveSeedingTimeLimit: dialect.five ? number(form, "inactiveSeedingTimeLimit", -2) : -2,
      shareLimitAction:
        actions.find((action) => dialect.fiveTwo && action === form.get("shareLimitAction")) ?? "Default"
    })),
    "ratioLimit",
    "seedingTimeLimit",
    ...(dialect.five ? ["inactiveSeedingTimeLimit"] : []),
    ...(dialect.fiveTwo ? ["shareLimitAction"] : [])
  )
})
