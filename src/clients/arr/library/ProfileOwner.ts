/** Who has a quality profile: a movie, series, artist or author; never a single episode, album or book. */
export interface ProfileOwner {
  readonly kind: "movie" | "series" | "artist" | "author"
  readonly id: number
}
