import type { ProfileSwitch } from "../../store/search/ProfileSwitches.ts"
import type { ProfiledOwner } from "./ProfiledOwner.ts"

/** `UseTempForMissing` and its companions, with names resolved to ids. Times in milliseconds. */
export interface TemporaryProfiles {
  /** `UseTempForMissing`, and there are mappings. */
  readonly on: boolean
  readonly keep: boolean
  /** `TempProfileResetTimeoutMinutes`; undefined = never. */
  readonly timeout: number | undefined
  /** Main profile to temporary profile; several mains may share one. */
  readonly mappings: ReadonlyMap<number, number>
}

/** What is to be done about one owner. */
export type ProfileStep =
  | { readonly _tag: "ToTemporary"; readonly entry: ProfileSwitch }
  /** `rest`: not to be switched again while it is still missing. */
  | { readonly _tag: "Back"; readonly entry: ProfileSwitch; readonly why: string; readonly rest: boolean }
  /**
   * The index says that somebody gave it another profile. That may have been read before the switch, so the Arr is asked;
   * nothing is changed, and what a person chose stays while it is missing.
   */
  | { readonly _tag: "Check"; readonly entry: ProfileSwitch }
  /** The journal entry is no longer true: it is gone, or rested long enough. */
  | { readonly _tag: "Forget"; readonly entry: ProfileSwitch; readonly why: string }

export interface ProfileInput {
  readonly section: string
  readonly owners: ReadonlyArray<ProfiledOwner>
  readonly switches: ReadonlyArray<ProfileSwitch>
  readonly settings: TemporaryProfiles
  /** The library was read as a whole, so that what is not in it is gone. */
  readonly complete: boolean
  readonly now: number
}

export const ownerKey = ({ id, kind }: ProfileSwitch["owner"]): string => `${kind}:${id}`

const stepOf = (
  { complete, now, settings }: ProfileInput,
  entry: ProfileSwitch,
  owner: ProfiledOwner | undefined
): ProfileStep | undefined => {
  const back = (why: string, rest = false): ProfileStep => ({ _tag: "Back", entry, why, rest })
  const isOver = settings.timeout !== undefined && now - entry.switchedAt >= settings.timeout
  // Only once for each time that it is missing, also when the way back took several attempts.
  if (entry.step === "restoring") return back("it was on its way back", isOver && settings.on)
  if (owner === undefined)
    return complete ? { _tag: "Forget", entry, why: "it is not in the library any more" } : undefined
  if (entry.step === "rested") {
    return owner.missing && settings.on ? undefined : { _tag: "Forget", entry, why: "it rested long enough" }
  }
  // What the index read before the switch says nothing about it.
  const isSeen = entry.step === "temporary" && owner.readAt > entry.switchedAt
  if (isSeen && owner.profileId !== entry.tempProfile) return { _tag: "Check", entry }
  if (!settings.on || settings.mappings.get(entry.mainProfile) !== entry.tempProfile) return back("it is switched off")
  if (!owner.missing) return settings.keep ? undefined : back("it is not missing any more")
  if (isOver) return back(`nothing was found in ${Math.round((settings.timeout ?? 0) / 60_000)} minutes`, true)
  return entry.step === "switching" ? { _tag: "ToTemporary", entry } : undefined
}

const mayGetTemporary = (owner: ProfiledOwner): boolean =>
  owner.missing && (owner.owner.kind === "series" || !owner.hasFiles)

/** What to do now, oldest debts first. Pure. */
export const profileSteps = (input: ProfileInput): ReadonlyArray<ProfileStep> => {
  const { now, owners, section, settings, switches } = input
  const byKey = new Map(owners.map((owner) => [ownerKey(owner.owner), owner]))
  const known = new Set(switches.map((entry) => ownerKey(entry.owner)))
  const debts = switches.flatMap((entry) => stepOf(input, entry, byKey.get(ownerKey(entry.owner))) ?? [])
  if (!settings.on) return debts
  const fresh = owners.flatMap((owner): ReadonlyArray<ProfileStep> => {
    const { profileId, title } = owner
    if (profileId === undefined || known.has(ownerKey(owner.owner)) || !mayGetTemporary(owner)) return []
    const tempProfile = settings.mappings.get(profileId)
    if (tempProfile === undefined) return []
    return [
      {
        _tag: "ToTemporary",
        entry: {
          section,
          owner: owner.owner,
          title,
          mainProfile: profileId,
          tempProfile,
          step: "switching",
          switchedAt: now
        }
      }
    ]
  })
  return [...debts, ...fresh]
}

/**
 * `ForceResetTempProfiles`: back for everything that has a temporary profile, whatever the journal knows. Without an entry
 * the way back is known only if a single main profile leads to that temporary one. Pure.
 */
export const resetSteps = (
  input: ProfileInput
): { readonly steps: ReadonlyArray<ProfileStep>; readonly ambiguous: ReadonlyArray<ProfiledOwner> } => {
  const { now, owners, section, settings, switches } = input
  const entries = new Map(switches.map((entry) => [ownerKey(entry.owner), entry]))
  const mainsOf = (temp: number) => [...settings.mappings].filter(([, to]) => to === temp).map(([main]) => main)
  const steps: Array<ProfileStep> = []
  const ambiguous: Array<ProfiledOwner> = []
  for (const entry of switches) {
    if (entry.step !== "rested") steps.push({ _tag: "Back", entry, why: "ForceResetTempProfiles is on", rest: false })
  }
  for (const owner of owners) {
    const { profileId, title } = owner
    if (profileId === undefined || entries.has(ownerKey(owner.owner))) continue
    const mains = mainsOf(profileId)
    const [main] = mains
    if (main === undefined) continue
    // A profile that is a main one of another pair may be there by right.
    if (mains.length > 1 || settings.mappings.has(profileId)) ambiguous.push(owner)
    else {
      steps.push({
        _tag: "Back",
        entry: {
          section,
          owner: owner.owner,
          title,
          mainProfile: main,
          tempProfile: profileId,
          step: "temporary",
          switchedAt: now
        },
        why: "ForceResetTempProfiles is on",
        rest: false
      })
    }
  }
  return { steps, ambiguous }
}

/** Names to ids, exactly as written; what names no profile is answered in `unknown`. Pure. */
export const resolveMappings = (
  names: ReadonlyArray<{ readonly main: string; readonly temp: string }>,
  profiles: Iterable<{ readonly id: number; readonly name: string }>
): { readonly mappings: ReadonlyMap<number, number>; readonly unknown: ReadonlyArray<string> } => {
  const ids = new Map(Array.from(profiles, ({ id, name }) => [name, id]))
  const mappings = new Map<number, number>()
  const unknown = new Set<string>()
  for (const { main, temp } of names) {
    const from = ids.get(main)
    const to = ids.get(temp)
    if (from === undefined) unknown.add(main)
    if (to === undefined) unknown.add(temp)
    if (from !== undefined && to !== undefined && from !== to) mappings.set(from, to)
  }
  return { mappings, unknown: [...unknown] }
}
