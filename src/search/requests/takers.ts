import type { RequestKind } from "../../clients/requests/endpoint.ts"
import { isFor, type WebhookRequest } from "./webhook.ts"

/** A section that might serve a request of a webhook. */
export interface PossibleTaker {
  readonly section: string
  readonly kind: RequestKind
  readonly is4k: boolean
  /** It waits for the approval in the service that the request comes from. */
  readonly approvedOnly: boolean
  /** Something is searched for there at all. */
  readonly searches: boolean
  readonly dryRun: boolean
  /** What its library has of what is asked for: nothing, all of it with files, or something without. */
  readonly has: "nothing" | "all" | "some"
}

/** What comes of a request of a webhook. */
export interface Taken {
  /** Those that remember it and search for it as soon as they can. */
  readonly sections: ReadonlyArray<string>
  /** For people: what each section of its kind does with it, and why not. */
  readonly message: string
}

const refusal = (reading: WebhookRequest, { approvedOnly, is4k, searches, section }: PossibleTaker): string => {
  if (!searches) return `${section} does not take it: nothing is searched for there, see its EntrySearch.`
  if (reading.is4k !== undefined && reading.is4k !== is4k) {
    return `${section} does not take it: Is4K is ${is4k}, and the request is ${reading.is4k ? "" : "not "}one for 4K.`
  }
  return approvedOnly && !reading.approved
    ? `${section} does not take it before it is approved.`
    : `${section} does not take it.`
}

const taken = ({ dryRun, has, section }: PossibleTaker): string => {
  const inDryRun = dryRun ? ", but DryRun is on" : ""
  switch (has) {
    case "nothing":
      return `${section} searches for it as soon as it is in its library${inDryRun}.`
    case "all":
      return `${section} has it already.`
    case "some":
      return `${section} searches for it next${inDryRun}.`
  }
}

/** Which of the sections take a request, and what to tell whoever sent it. Pure. */
export const takersOf = (reading: WebhookRequest, sections: ReadonlyArray<PossibleTaker>): Taken => {
  const ofKind = sections.filter(({ kind }) => kind === reading.kind)
  if (ofKind.length === 0) {
    const kind = reading.kind === "movie" ? "Radarr" : "Sonarr"
    return { sections: [], message: `No ${kind} section is managed here, so nobody takes it.` }
  }
  const told = ofKind.map((section) =>
    section.searches && isFor(reading, section)
      ? { section: section.section, text: taken(section) }
      : { section: undefined, text: refusal(reading, section) }
  )
  return {
    sections: told.flatMap(({ section }) => section ?? []),
    message: told.map(({ text }) => text).join(" ")
  }
}
