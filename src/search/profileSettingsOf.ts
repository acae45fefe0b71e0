import type { Config } from "../config/Config.ts"

/** A main quality profile and the one that stands in for it while something is missing, by their exact names in the Arr. */
export interface ProfileMapping {
  readonly main: string
  readonly temp: string
}

/** What an Arr section does with temporary quality profiles. */
export interface ProfileSettings {
  /** Missing things get the temporary profile. When false, whatever still has one goes back. */
  readonly use: boolean
  /** What was found keeps its temporary profile. */
  readonly keep: boolean
  readonly mappings: ReadonlyArray<ProfileMapping>
  /** At start everything with a temporary profile gets its main profile. */
  readonly resetAtStart: boolean
  /** Milliseconds after which a thing gets its main profile back; undefined = never by time. */
  readonly resetAfter: number | undefined
  /** How often is tried again when a switch failed. */
  readonly retries: number
}

/** `QualityProfileMappings`, else the two older lists when they are of one length. A section that does not exist has none. */
export const profileMappingsOf = (config: Config, section: string): ReadonlyArray<ProfileMapping> => {
  const search = config.Arr[section]?.EntrySearch
  if (search === undefined) return []
  const mappings = Object.entries(search.QualityProfileMappings).map(([main, temp]) => ({ main, temp }))
  const mains = search.MainQualityProfile
  const temps = search.TempQualityProfile
  if (mappings.length > 0 || mains.length !== temps.length) return mappings
  return mains.flatMap((main, index) => {
    const temp = temps[index]
    return temp === undefined ? [] : [{ main, temp }]
  })
}

/** All of `EntrySearch` that concerns temporary profiles. A section that does not exist is a defect. */
export const profileSettingsOf = (config: Config, section: string): ProfileSettings => {
  const arr = config.Arr[section]
  if (arr === undefined) throw new RangeError(`There is no section [${section}] in this config.`)
  const search = arr.EntrySearch
  const minutes = search.TempProfileResetTimeoutMinutes
  return {
    use: search.UseTempForMissing,
    keep: search.KeepTempProfile,
    mappings: profileMappingsOf(config, section),
    resetAtStart: search.ForceResetTempProfiles,
    resetAfter: minutes <= 0 ? undefined : minutes * 60_000,
    retries: search.ProfileSwitchRetryAttempts
  }
}
