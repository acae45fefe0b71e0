/** What a person wants done with one torrent. */
export type Ask =
  /** `hours`: the tag goes by itself then; absent: it stays until it is taken back. */
  | { readonly action: "ignore"; readonly hours?: number | undefined }
  | { readonly action: "unignore" | "recheck" | "fail" | "search" | "import" }
