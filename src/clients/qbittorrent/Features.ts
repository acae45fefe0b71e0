/**
 * What one qBittorrent can do and how it wants to be spoken to, decided by its Web API version (never by the
 * application version: forks have their own). Source: api/qbittorrent-webapi.md §1.
 */
export interface Features {
  /** As told, e.g. `v5.1.4`. */
  readonly version: string
  /** As told, e.g. `2.11.4`. */
  readonly webapiVersion: string
  /** Names of the actions: 4.x pauses and resumes, 5.x stops and starts and answers 404 to the old names. */
  readonly stop: "pause" | "stop"
  readonly start: "resume" | "start"
  /** `torrents/info?includeTrackers=true` gives the trackers of many torrents in one answer (qBittorrent 5.1). */
  readonly includesTrackers: boolean
  /**
   * `torrents/removeTrackers` takes URLs that are percent-encoded once more (qBittorrent 5.1); before, as they are.
   * Source: qBittorrent pull request 21056; seen on 4.5.2, 5.1.0 and 5.3.0.
   */
  readonly encodesTrackerUrls: boolean
  /** False below qBittorrent 4.4 (Web API 2.8.4), which nobody tested. Newer ones than we know are supported. */
  readonly supported: boolean
}

/** `2.11.4` → `[2, 11, 4]`; undefined when the text is no dotted number. */
export const parseVersion = (text: string): ReadonlyArray<number> | undefined =>
  /^\d+(\.\d+)*$/.test(text.trim()) ? text.trim().split(".").map(Number) : undefined

/** True when `version` is `least` or newer, part by part as whole numbers (2.11 is newer than 2.9). */
export const atLeast = (version: ReadonlyArray<number>, least: ReadonlyArray<number>): boolean => {
  for (let i = 0; i < Math.max(version.length, least.length); i++) {
    const difference = (version[i] ?? 0) - (least[i] ?? 0)
    if (difference !== 0) return difference > 0
  }
  return true
}

/** From the answers of `app/version` and `app/webapiVersion`; undefined when the latter is not a version. */
export const fromVersions = (version: string, webapiVersion: string): Features | undefined => {
  const webapi = parseVersion(webapiVersion)
  if (webapi === undefined) return undefined
  const modern = atLeast(webapi, [2, 11, 0])
  return {
    version: version.trim(),
    webapiVersion: webapiVersion.trim(),
    stop: modern ? "stop" : "pause",
    start: modern ? "start" : "resume",
    includesTrackers: atLeast(webapi, [2, 11, 4]),
    encodesTrackerUrls: atLeast(webapi, [2, 11, 3]),
    supported: atLeast(webapi, [2, 8, 4])
  }
}
