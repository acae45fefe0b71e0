import type { Rule } from "../Rule.ts"
import { limitsOf } from "../trackers/limits.ts"
import { isUnresolved } from "../trackers/matching.ts"

/** What has to be written: nothing where no limit is wanted, it is set already, or it is not known what is set. */
const change = (wanted: number | undefined, current: number | undefined): number | undefined =>
  wanted === undefined || current === undefined || current === wanted ? undefined : wanted

const kilobytes = (bytes: number): string => (bytes === 0 ? "none" : `${Math.round(bytes / 1024)} KB/s`)

const told = (side: string, wanted: number | undefined, current: number | undefined): ReadonlyArray<string> =>
  wanted === undefined ? [] : [`${side} limit is ${kilobytes(current ?? 0)}, wanted ${kilobytes(wanted)}`]

/** Engine §2.13.2 step 5 with W-18: one owner, bytes/s, written only on difference; what is unset is not touched. */
export const rateLimits: Rule = {
  name: "rate limits",
  doc: "A torrent gets the rate limits of its section or tracker; -1 and 0 leave what is set.",
  judge: ({ rules, torrent }) => {
    if (isUnresolved(rules, torrent)) return undefined
    const wanted = limitsOf(rules, torrent)
    const download = change(wanted.download, torrent.downloadLimit)
    const upload = change(wanted.upload, torrent.uploadLimit)
    if (download === undefined && upload === undefined) return undefined
    return {
      actions: [{ _tag: "SetLimits", download, upload }],
      reason: [
        ...told("download", download, torrent.downloadLimit),
        ...told("upload", upload, torrent.uploadLimit)
      ].join(", ")
    }
  }
}
