import * as Redacted from "effect/Redacted"
import { accessRemarks } from "./accessChecks.ts"
import type { ArrSection, Config, TrackerRow } from "./Config.ts"
import { showFound } from "./ConfigProblem.ts"
import type { KeyPath } from "./KeyPath.ts"
import type { Remark } from "./structure.ts"
import { qbittorrentUrl, sameUrl, whyNoWebUrl } from "./urls.ts"

const placeholder = "CHANGE_ME"
const unset = (text: string): boolean => text === "" || text === placeholder

/** Names a path together with its place, e.g. `Radarr-4K.Category (line 40)`. */
type Say = (path: KeyPath) => string

const error = (path: KeyPath, found: string, allowed: string, message: string): Remark => ({
  path,
  found,
  allowed,
  message,
  severity: "error"
})

const warning = (path: KeyPath, found: string, allowed: string, message: string): Remark => ({
  path,
  found,
  allowed,
  message,
  severity: "warning"
})

const shown = (text: string): string => (text === "" ? "nothing" : showFound(text, false))

/** An address with its key, where both are needed: `what` is how to do without. */
const service = (
  base: KeyPath,
  names: { readonly uri: string; readonly key: string; readonly example: string; readonly otherwise: string },
  uri: string,
  apiKey: Redacted.Redacted
): ReadonlyArray<Remark> => {
  const remarks: Array<Remark> = []
  const why = unset(uri) ? undefined : whyNoWebUrl(uri)
  if (unset(uri)) {
    const message = `found ${shown(uri)}; set ${names.uri} to its address such as "${names.example}", or ${names.otherwise}`
    remarks.push(error([...base, names.uri], shown(uri), "a URL", message))
  } else if (why !== undefined) {
    const allowed = `a URL such as "${names.example}"`
    remarks.push(error([...base, names.uri], shown(uri), allowed, `found ${shown(uri)}, allowed: ${allowed} (${why})`))
  }
  if (unset(Redacted.value(apiKey))) {
    const found = shown(Redacted.value(apiKey))
    const message = `found ${found}; set ${names.key} to the key from its settings, or ${names.otherwise}`
    remarks.push(error([...base, names.key], found, "an API key", message))
  }
  return remarks
}

const ports = { radarr: 7878, sonarr: 8989, lidarr: 8686, readarr: 8787 } as const

const arrRemarks = (name: string, arr: ArrSection, ofQbit: ReadonlyArray<TrackerRow>): ReadonlyArray<Remark> => {
  const trackers = [...ofQbit, ...arr.Torrent.Trackers]
  const example = `http://${arr.kind}:${ports[arr.kind]}`
  const remarks = [
    ...service([name], { uri: "URI", key: "APIKey", example, otherwise: "set Managed = false" }, arr.URI, arr.APIKey)
  ]
  remarks.push(...seedingRemarks([name, "Torrent", "SeedingMode"], arr.Torrent.SeedingMode, trackers))
  const { Ombi, Overseerr } = arr.EntrySearch
  if (Overseerr.SearchOverseerrRequests) {
    const names = {
      uri: "OverseerrURI",
      key: "OverseerrAPIKey",
      example: "http://overseerr:5055",
      otherwise: "set SearchOverseerrRequests = false"
    }
    const base = [name, "EntrySearch", "Overseerr"]
    remarks.push(...service(base, names, Overseerr.OverseerrURI, Overseerr.OverseerrAPIKey))
  }
  if (Ombi.SearchOmbiRequests) {
    const names = {
      uri: "OmbiURI",
      key: "OmbiAPIKey",
      example: "http://ombi:3579",
      otherwise: "set SearchOmbiRequests = false"
    }
    const found = service([name, "EntrySearch", "Ombi"], names, Ombi.OmbiURI, Ombi.OmbiAPIKey)
    // qBitrr never looked at Ombi beside Overseerr, so a file that it was content with may be incomplete here.
    const severity = Overseerr.SearchOverseerrRequests ? "warning" : "error"
    remarks.push(...found.map((remark) => ({ ...remark, severity }) as const))
  }
  return remarks
}

/** Modes that remove need a limit somewhere, or nothing is ever removed. */
const seedingRemarks = (
  base: KeyPath,
  seeding: { readonly RemoveTorrent: number; readonly MaxUploadRatio: number; readonly MaxSeedingTime: number },
  trackers: ReadonlyArray<TrackerRow>
): ReadonlyArray<Remark> => {
  const anywhere = [seeding, ...trackers].some(
    (keys) => (keys.MaxUploadRatio ?? -1) > 0 || (keys.MaxSeedingTime ?? -1) > 0
  )
  if (seeding.RemoveTorrent < 0 || anywhere) return []
  const message = `removes nothing: neither MaxUploadRatio nor MaxSeedingTime is set, here or for a tracker; set one, or set RemoveTorrent = -1`
  return [warning([...base, "RemoveTorrent"], String(seeding.RemoveTorrent), "-1, or a limit as well", message)]
}

const qbitRemarks = (name: string, section: Config["qBit"][string]): ReadonlyArray<Remark> => {
  const remarks: Array<Remark> = []
  if (section.Host === placeholder) {
    const message = `found "CHANGE_ME"; set Host to the address of qBittorrent, or set Disabled = true`
    remarks.push(error([name, "Host"], shown(section.Host), "a host name, an address or a URL", message))
  } else if (qbittorrentUrl(section.Host, section.Port) === undefined) {
    const allowed = 'a host name, an address or a URL such as "https://qbit.example.org/qb"'
    remarks.push(
      error([name, "Host"], shown(section.Host), allowed, `found ${shown(section.Host)}, allowed: ${allowed}`)
    )
  }
  remarks.push(...seedingRemarks([name, "CategorySeeding"], section.CategorySeeding, section.Trackers))
  for (const [key, value] of [
    ["UserName", section.UserName],
    ["Password", Redacted.value(section.Password)]
  ] as const) {
    if (value !== placeholder) continue
    const message = `is still "CHANGE_ME", which is taken as empty; set it, or make it "" when no login is needed`
    remarks.push(warning([name, key], shown(value), "the login of the Web UI, or nothing", message))
  }
  return remarks
}

/** Two values that must differ: the second place is reported and names the first. */
const duplicates = (
  values: ReadonlyArray<readonly [path: KeyPath, value: string]>,
  say: Say,
  message: (value: string, first: string) => string
): ReadonlyArray<Remark> => {
  const first = new Map<string, KeyPath>()
  return values.flatMap(([path, value]) => {
    const before = first.get(value)
    if (before === undefined) {
      first.set(value, path)
      return []
    }
    return [error(path, shown(value), "a value of its own", message(value, say(before)))]
  })
}

const categoryRemarks = (config: Config, arrs: ReadonlyArray<readonly [string, ArrSection]>, say: Say) => {
  const { FailedCategory, RecheckCategory } = config.Settings
  const values: ReadonlyArray<readonly [KeyPath, string]> = [
    [["Settings", "FailedCategory"], FailedCategory],
    [["Settings", "RecheckCategory"], RecheckCategory],
    ...arrs.map(([name, arr]) => [[name, "Category"], arr.Category] as const)
  ]
  const owned = new Map(values.map(([path, value]) => [value, path]))
  const managed = Object.entries(config.qBit)
    .filter(([, section]) => !section.Disabled)
    .flatMap(([name, section]) =>
      section.ManagedCategories.map((value, at) => [[name, "ManagedCategories", at] as KeyPath, value] as const)
    )
  const both = managed.flatMap(([path, value]) => {
    const owner = owned.get(value)
    if (owner === undefined) return []
    const message = `the category ${shown(value)} is also ${say(owner)}; take it out of ManagedCategories or give the other one another name`
    return [error(path, shown(value), "a category that nobody else owns", message)]
  })
  const slashes = [...values, ...managed]
    .filter(([, value]) => value.includes("\\"))
    .map(([path, value]) => {
      const message = `found ${shown(value)}: a backslash is an ordinary character here; levels are separated by "/"`
      return warning(path, shown(value), 'levels separated by "/"', message)
    })
  const twice = duplicates(
    values,
    say,
    (value, first) => `the category ${shown(value)} is also ${first}; give each its own category`
  )
  return [...twice, ...both, ...slashes]
}

const settingsRemarks = (config: Config, managesAnything: boolean): ReadonlyArray<Remark> => {
  const { Settings, WebUI } = config
  const remarks: Array<Remark> = []
  if (Settings.CompletedDownloadFolder === placeholder && managesAnything) {
    const message = 'is still "CHANGE_ME", which is taken as empty: qBittorrent decides where categories are saved'
    remarks.push(warning(["Settings", "CompletedDownloadFolder"], '"CHANGE_ME"', "a folder, or nothing", message))
  }
  const local = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/i.test(WebUI.Host)
  if (WebUI.AuthDisabled && !local && !WebUI.AllowInsecureExposure) {
    const message = `everybody who reaches ${WebUI.Host} could control the daemon; set AuthDisabled = false or Host = "127.0.0.1", or, if that is what you want, AllowInsecureExposure = true`
    remarks.push(error(["WebUI", "AuthDisabled"], "true", "false, or AllowInsecureExposure = true", message))
  }
  remarks.push(...accessRemarks(WebUI))
  return remarks
}

/**
 * What no single value shows: sections that get into each other's way, and values that are needed by what is switched
 * on. `say` names a path together with its place in the file.
 */
export const check = (config: Config, say: Say): ReadonlyArray<Remark> => {
  const arrs = Object.entries(config.Arr).filter(([, arr]) => arr.Managed)
  const urls = arrs.flatMap(([name, arr]) =>
    unset(arr.URI) || whyNoWebUrl(arr.URI) !== undefined ? [] : [[[name, "URI"], sameUrl(arr.URI)] as const]
  )
  const ofQbit = Object.values(config.qBit).flatMap(({ Trackers }) => Trackers)
  return [
    ...settingsRemarks(config, arrs.length > 0),
    ...Object.entries(config.qBit).flatMap(([name, section]) => (section.Disabled ? [] : qbitRemarks(name, section))),
    ...arrs.flatMap(([name, arr]) => arrRemarks(name, arr, ofQbit)),
    ...duplicates(
      urls,
      say,
      (value, first) => `${shown(value)} is also ${first}; each Arr may have one managed section only`
    ),
    ...categoryRemarks(config, arrs, say)
  ]
}
