const articles = new Set(["the", "a", "an", "der", "die", "das", "le", "la", "les"])

/** Two letters at most that stand for a title where it has no picture. */
export const initialsOf = (title: string): string => {
  const words = title.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "")
  const told = words.filter((word) => !articles.has(word.toLowerCase()))
  const letters = (told.length === 0 ? words : told).slice(0, 2).map((word) => [...word][0] ?? "")
  return letters.join("").toUpperCase() || "?"
}
