/** What a file is by its name, as far as probing goes. */
export type MediaName =
  /** Worth a probe. */
  | "media"
  /** Read, not played: taken as good without a probe (engine §2.17). */
  | "book"
  /** qBittorrent has not finished it. */
  | "unfinished"
  | "other"

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(" "))

const video = setOf("mkv mk3d mp4 m4v avi mov mpg mpeg ts m2ts mts webm wmv asf flv divx ogm ogv vob 3gp")
const audio = setOf("mp3 flac m4a m4b m4p aac ogg oga opus wav ape wma wv aif aiff mp2 mka tta alac dsf dff")
const books = setOf("epub kepub mobi azw azw3 azw4 kfx fb2 djvu lit prc pdf cbz cbr cb7 cbt")

/** Judges by the last suffix, in any case. */
export const mediaName = (path: string): MediaName => {
  const base = path.slice(path.lastIndexOf("/") + 1).toLowerCase()
  const dot = base.lastIndexOf(".")
  const suffix = dot < 0 ? "" : base.slice(dot + 1)
  if (suffix === "!qb" || suffix === "parts") return "unfinished"
  if (books.has(suffix)) return "book"
  return video.has(suffix) || audio.has(suffix) ? "media" : "other"
}
