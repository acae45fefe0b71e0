/** What a rule wants done to one torrent. Only `apply` carries it out. */
export type Action =
  | { readonly _tag: "AddTags"; readonly tags: ReadonlyArray<string> }
  | { readonly _tag: "RemoveTags"; readonly tags: ReadonlyArray<string> }
  /** Sets the files to "do not download". */
  | { readonly _tag: "DeselectFiles"; readonly indexes: ReadonlyArray<number> }
  | { readonly _tag: "Recheck" }
  | { readonly _tag: "SetCategory"; readonly category: string }
  /** `ask`: make the Arr look at its downloads · `scan`: send the scan command · `check`: has it been imported? */
  | { readonly _tag: "Import"; readonly step: "ask" | "scan" | "check" }
  | {
      readonly _tag: "Remove"
      readonly deleteFiles: boolean
      /** Only failure reasons blocklist. */
      readonly blocklist: boolean
      readonly research: boolean
      /** Arr section that owns the download; undefined when none knows it. */
      readonly section: string | undefined
    }

/** Short words for the log and the decision record. */
export const describe = (action: Action): string => {
  switch (action._tag) {
    case "AddTags":
      return `add tag ${action.tags.join(", ")}`
    case "RemoveTags":
      return `remove tag ${action.tags.join(", ")}`
    case "DeselectFiles":
      return `deselect ${action.indexes.length} file${action.indexes.length === 1 ? "" : "s"}`
    case "Recheck":
      return "recheck"
    case "SetCategory":
      return `set category ${action.category}`
    case "Import":
      return `import (${action.step})`
    case "Remove": {
      const extras = [
        ...(action.deleteFiles ? ["with files"] : ["keep files"]),
        ...(action.blocklist ? ["blocklist"] : []),
        ...(action.research ? ["search again"] : [])
      ]
      return `remove (${extras.join(", ")})`
    }
  }
}
