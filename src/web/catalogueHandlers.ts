import * as HttpApiBuilder from "@effect/platform/HttpApiBuilder"
import * as Effect from "effect/Effect"
import { Api } from "./Api.ts"
import * as Catalogue from "./catalogue/Catalogue.ts"

/** The same under /api. */
export const catalogueHandlers = HttpApiBuilder.group(Api, "catalogue", (handlers) =>
  Effect.map(Catalogue.make, (catalogue) =>
    handlers
      .handle("movies", ({ path, urlParams }) => catalogue.movies(path.category, urlParams))
      .handle("series", ({ path, urlParams }) => catalogue.series(path.category, urlParams))
      .handle("albums", ({ path, urlParams }) => catalogue.albums(path.category, urlParams))
      .handle("artists", ({ path, urlParams }) => catalogue.artists(path.category, urlParams))
      .handle("artist", ({ path }) => catalogue.artist(path))
      .handle("authors", ({ path, urlParams }) => catalogue.authors(path.category, urlParams))
      .handle("author", ({ path }) => catalogue.author(path))
      .handleRaw("movieThumbnail", ({ path, request }) => catalogue.thumbnail("radarr", path, request))
      .handleRaw("seriesThumbnail", ({ path, request }) => catalogue.thumbnail("sonarr", path, request))
      .handleRaw("artistThumbnail", ({ path, request }) => catalogue.thumbnail("lidarr", path, request))
      .handleRaw("authorThumbnail", ({ path, request }) => catalogue.thumbnail("readarr", path, request))
      .handle("arrs", () => catalogue.arrs)
  )
)

/** The same under /web. */
export const oldCatalogueHandlers = HttpApiBuilder.group(Api, "oldCatalogue", (handlers) =>
  Effect.map(Catalogue.make, (catalogue) =>
    handlers
      .handle("movies", ({ path, urlParams }) => catalogue.movies(path.category, urlParams))
      .handle("series", ({ path, urlParams }) => catalogue.series(path.category, urlParams))
      .handle("albums", ({ path, urlParams }) => catalogue.albums(path.category, urlParams))
      .handle("artists", ({ path, urlParams }) => catalogue.artists(path.category, urlParams))
      .handle("artist", ({ path }) => catalogue.artist(path))
      .handle("authors", ({ path, urlParams }) => catalogue.authors(path.category, urlParams))
      .handle("author", ({ path }) => catalogue.author(path))
      .handleRaw("movieThumbnail", ({ path, request }) => catalogue.thumbnail("radarr", path, request))
      .handleRaw("seriesThumbnail", ({ path, request }) => catalogue.thumbnail("sonarr", path, request))
      .handleRaw("artistThumbnail", ({ path, request }) => catalogue.thumbnail("lidarr", path, request))
      .handleRaw("authorThumbnail", ({ path, request }) => catalogue.thumbnail("readarr", path, request))
      .handle("arrs", () => catalogue.arrs)
  )
)
