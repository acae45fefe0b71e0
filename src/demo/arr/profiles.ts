import { type ArrFacts, languagesOf, qualityOf } from "./ArrFacts.ts"

/** A quality profile of a stand-in. Its only quality is that of everything here. */
export interface Profile {
  readonly id: number
  readonly name: string
  readonly upgradeAllowed: boolean
  /** Id of a quality. Undefined: that of everything here. */
  readonly cutoff: number | undefined
  readonly minFormatScore: number
  readonly cutoffFormatScore: number
}

/** The one there is when nobody says anything. */
export const usualProfile: Profile = {
  id: 1,
  name: "HD",
  upgradeAllowed: true,
  cutoff: undefined,
  minFormatScore: 0,
  cutoffFormatScore: 0
}

/** `qualityprofile`. Lidarr and Readarr know no smallest step of an upgrade, and only Radarr a language. */
export const profileResource = (profile: Profile, facts: ArrFacts): Readonly<Record<string, unknown>> => {
  const { quality } = qualityOf(facts)
  const [language] = languagesOf(facts).languages ?? []
  return {
    name: profile.name,
    upgradeAllowed: profile.upgradeAllowed,
    cutoff: profile.cutoff ?? quality["id"],
    items: [{ quality, items: [], allowed: true }],
    minFormatScore: profile.minFormatScore,
    cutoffFormatScore: profile.cutoffFormatScore,
    ...(facts.apiPath === "/api/v3" ? { minUpgradeFormatScore: 1 } : {}),
    formatItems: [],
    ...(facts.appName === "Radarr" ? { language } : {}),
    id: profile.id
  }
}
