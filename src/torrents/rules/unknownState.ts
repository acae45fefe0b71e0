import { leave, type Rule } from "../Rule.ts"

/** Fails closed: without a live answer of its client or with a state this version does not know, nothing is done. */
export const unknownState: Rule = {
  name: "unknown state",
  doc: "Nothing is decided on a torrent whose client is away or whose state is not known.",
  gate: true,
  judge: ({ facts, torrent }) => {
    if (!facts.online) return leave(`${torrent.instance} does not answer, so nothing is decided on old data`)
    return torrent.state === "unknown" ? leave("qBittorrent reports a state this version does not know") : undefined
  }
}
