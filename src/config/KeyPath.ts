/** Where a value stands: section, keys, and indexes into arrays. */
export type KeyPath = ReadonlyArray<string | number>

/** As people read it: `qBit.Trackers[1].URI`. Names with odd characters are quoted. */
export const showPath = (path: KeyPath): string =>
  path
    .map((part, at) => {
      if (typeof part === "number") return `[${part}]`
      const name = /^[\w-]+$/.test(part) || at === 0 ? part : JSON.stringify(part)
      return at === 0 ? name : `.${name}`
    })
    .join("")

/** Key of a map from paths. */
export const pathId = (path: KeyPath): string => path.join("\u0000")
