/** What a download is for, in the words of its Arr. Ids are the Arr's own. */
export type MediaRef =
  | { readonly kind: "movie"; readonly movieId: number }
  | { readonly kind: "episode"; readonly seriesId: number; readonly seasonNumber: number; readonly episodeId: number }
  | { readonly kind: "album"; readonly artistId: number; readonly albumId: number }
  | { readonly kind: "book"; readonly authorId: number; readonly bookId: number }
