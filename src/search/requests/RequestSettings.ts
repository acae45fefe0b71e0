import type * as Redacted from "effect/Redacted"

/** `[<Arr>.EntrySearch.Ombi]`. */
export interface OmbiSettings {
  /** Base URL, `http(s)://host:port[/base]`. */
  readonly url: string
  readonly apiKey: Redacted.Redacted
  /** Only what somebody approved; otherwise also what waits for approval. Denied ones never. */
  readonly approvedOnly: boolean
  readonly skipTlsVerify: boolean
}

/** `[<Arr>.EntrySearch.Overseerr]`; Jellyseerr and Seerr speak the same. */
export interface OverseerrSettings extends OmbiSettings {
  /** The section serves the 4K requests, and only those. */
  readonly is4k: boolean
}

/** Where one section learns what people asked for. */
export interface RequestSettings {
  /** Between two questions, milliseconds. */
  readonly every: number
  /** Undefined = switched off. */
  readonly overseerr: OverseerrSettings | undefined
  /** Undefined = switched off. */
  readonly ombi: OmbiSettings | undefined
}
