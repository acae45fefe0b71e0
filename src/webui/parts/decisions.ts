import type { DecisionView } from "../../web/TorrentView.ts"
import type { IconName } from "./Icon.tsx"
import type { Tone } from "./Status.tsx"

/** What a decision came to, in one word. */
export type Deed = "imported" | "removed" | "started" | "stopped" | "tagged" | "asked" | "changed"

/** The deed of a decision, by what it did. */
export const deedOf = ({ action, result }: Pick<DecisionView, "action" | "result">): Deed => {
  if (/(^|; )remove \(|^remove$/.test(action)) return "removed"
  if (action.startsWith("import")) return result.includes("imported") ? "imported" : "asked"
  if (/(^|; )start\b/.test(action)) return "started"
  if (/(^|; )(stop|pause)\b/.test(action)) return "stopped"
  if (/(add|remove) tag/.test(action)) return "tagged"
  return "changed"
}

/** How it went: done, only pretended, or not at all. */
export type Outcome = "done" | "dry run" | "failed" | "deferred" | "ignored"

export const outcomeOf = ({ result }: Pick<DecisionView, "result">): Outcome => {
  if (result.startsWith("failed")) return "failed"
  if (result.startsWith("dry run")) return "dry run"
  if (result.startsWith("deferred")) return "deferred"
  if (result.startsWith("ignored")) return "ignored"
  return "done"
}

/** Picture and tone of each deed. */
export const deeds: Readonly<Record<Deed, { readonly icon: IconName; readonly tone: Tone }>> = {
  imported: { icon: "imported", tone: "good" },
  removed: { icon: "trash", tone: "bad" },
  started: { icon: "play", tone: "busy" },
  stopped: { icon: "paused", tone: "idle" },
  tagged: { icon: "tag", tone: "idle" },
  asked: { icon: "waiting", tone: "busy" },
  changed: { icon: "config", tone: "idle" }
}

const verbs: Readonly<Record<Deed, string>> = {
  imported: "import",
  removed: "remove",
  started: "start",
  stopped: "stop",
  tagged: "tag",
  asked: "ask",
  changed: "change"
}

/** `removed`; `remove` where that is not what came of it. */
export const deedWord = (decision: Pick<DecisionView, "action" | "result">): string => {
  const deed = deedOf(decision)
  return outcomeOf(decision) === "done" ? deed : verbs[deed]
}

/** Address of the torrent of a decision. */
export const torrentAddress = (torrent: { readonly instance: string; readonly hash: string }): string =>
  `/torrents/${encodeURIComponent(torrent.instance)}/${torrent.hash}`
