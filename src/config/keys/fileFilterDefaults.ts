import type { ArrKind } from "../../clients/arr/ArrKind.ts"

const credits = String.raw`\bnc(ed|op)(\d+(v\d+)?)?\b`
const ncop = String.raw`\bncop(\d+(v\d+)?)?\b`
const nced = String.raw`\bnced(\d+(v\d+)?)?\b`
const sample = String.raw`\bsample\b`
const trailer = String.raw`\btrailer\b`
const spamSites = [String.raw`\bbrarbg\.com\b`, String.raw`\bcomandotorrents\.com\b`] as const

const videoFolders = [
  String.raw`\bextras?\b`,
  String.raw`\bfeaturettes?\b`,
  String.raw`\bsamples?\b`,
  String.raw`\bscreens?\b`,
  credits
]
const videoNames = [ncop, nced, sample, trailer, String.raw`\bmusic video\b`, ...spamSites]
const otherFolders = [String.raw`\bextras?\b`, String.raw`\bsamples?\b`, String.raw`\bscreens?\b`]
/** Tracks and chapters are called Sample or Trailer too, so only `…-sample.mp3` counts, as release groups write it. */
const otherNames = [String.raw`[-._]sample\.\w+$`, ...spamSites]

/** Files qBittorrent itself leaves beside unfinished downloads. */
const unfinished = [".!qB", ".parts"]
const dotted = (words: string): ReadonlyArray<string> => [...words.split(" ").map((word) => `.${word}`), ...unfinished]

/** No wmv or asf: what hides behind them today asks for a "codec" to be installed. */
const video = dotted("mp4 mkv avi m4v mov mpg mpeg ts m2ts webm divx ogm sub idx sup ass ssa srt smi vtt")
const music = dotted("mp3 flac m4a m4b aac ogg oga opus wav ape wma wv aif aiff alac dsf dff tta tak mpc mp2 mka")
const books = dotted(
  "epub kepub mobi azw azw3 azw4 kfx fb2 djvu lit prc pdf cbz cbr cb7 cbt flac ape wavpack wv wav alac aif aiff mp2 mp3 wma m4a m4p m4b aac mp4a ogg oga opus vorbis aa aax mka"
)

type PerKind = Readonly<Record<ArrKind, ReadonlyArray<string>>>

/** Folders nobody wants, corrected against the reference (engine §2.10.4): digits match, dots are dots. */
export const folderPatterns: PerKind = {
  radarr: videoFolders,
  sonarr: videoFolders,
  lidarr: otherFolders,
  readarr: otherFolders
}

/** File names nobody wants, corrected likewise. */
export const namePatterns: PerKind = { radarr: videoNames, sonarr: videoNames, lidarr: otherNames, readarr: otherNames }

/** Extensions that are wanted. */
export const extensions: PerKind = { radarr: video, sonarr: video, lidarr: music, readarr: books }

const messages = (word: string): ReadonlyArray<string> => [
  `Not a preferred word upgrade for existing ${word} file(s)`,
  `Not an upgrade for existing ${word} file(s)`,
  "Unable to determine if file is a sample"
]

/** Messages of the Arr's queue that mean "this download is no good" (engine §2.16). */
export const errorMessages: PerKind = {
  radarr: messages("movie"),
  sonarr: messages("episode"),
  lidarr: messages("track"),
  readarr: messages("book")
}

/** Tracker messages that mean a dead tracker (engine §2.13). */
export const deadTrackerMessages: ReadonlyArray<string> = [
  "skipping tracker announce (unreachable)",
  "No such host is known",
  "unsupported URL protocol",
  "info hash is not authorized with this tracker"
]

/** Patterns older files carry that never matched what they were made for, with the ones that do. */
export const repairedPatterns: ReadonlyMap<string, string> = new Map([
  [String.raw`\bnc(ed|op)?(\\d+)?\b`, credits],
  [String.raw`\bncop\\d+?\b`, ncop],
  [String.raw`\bnced\\d+?\b`, nced],
  [String.raw`brarbg.com\b`, spamSites[0]],
  ["comandotorrents.com", spamSites[1]]
])
