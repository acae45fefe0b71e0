import type { MatchView, TargetView } from "../../web/SearchView.ts"
import { request } from "./http.ts"
import { Problem } from "./Problem.ts"
import { refreshTopic } from "./Resource.ts"

/** What a person asks for: words, or exactly one thing of a library. */
export type Order =
  | { readonly query: string; readonly section?: string }
  | { readonly section: string; readonly target: TargetView }

/** What became of an order. */
export type Ordered =
  | { readonly _tag: "Taken"; readonly title: string; readonly section: string; readonly held: string | null }
  /** The words may mean several things. */
  | {
      readonly _tag: "Several"
      readonly text: string
      readonly matches: ReadonlyArray<MatchView>
      readonly total: number
    }

interface Accepted {
  readonly title: string
  readonly section: string
  readonly held: string | null
}

interface Several {
  readonly error: string
  readonly matches: ReadonlyArray<MatchView>
  readonly total: number
}

const isSeveral = (body: unknown): body is Several =>
  typeof body === "object" && body !== null && "matches" in body && Array.isArray(body.matches)

/** Searches for something before everything else. */
export const order = async (what: Order): Promise<Ordered> => {
  try {
    const { held, section, title } = await request<Accepted>("POST", "/api/searches", { body: what })
    refreshTopic("search")
    return { _tag: "Taken", title, section, held }
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409 || !isSeveral(error.body)) throw error
    const { matches, total } = error.body
    return { _tag: "Several", text: error.message, matches, total }
  }
}
