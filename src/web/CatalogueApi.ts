import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Schema from "effect/Schema"
import { wire } from "./ApiError.ts"
import { Authorization } from "./Authorization.ts"
import { Requires } from "./access/Scope.ts"
import {
  OldAlbums,
  OldArrs,
  OldArtist,
  OldArtists,
  OldAuthor,
  OldAuthors,
  OldMovies,
  OldSeriesList
} from "./catalogue/CatalogueViews.ts"
import { Poster } from "./LibraryApi.ts"
import { text, whole, word } from "./queryParams.ts"

export const largestCataloguePage = 1000

const flag = (description: string) => word(description, ["true", "false", "1", "0"])
const id = Schema.String.annotations({ description: "the Arr's own" })
const category = Schema.String.annotations({
  description: "category or section, URL-encoded; the kind itself where there is one such section only"
})
const inCategory = Schema.Struct({ category })
const oneOf = Schema.Struct({ category, id })

const common = {
  q: text("part of the title in any case"),
  page: whole("from 0", { minimum: 0 }),
  page_size: whole("rows at most", { minimum: 1, maximum: largestCataloguePage }),
  size: whole("as page_size", { minimum: 1, maximum: largestCataloguePage })
}

const ofThings = {
  ...common,
  monitored: flag("monitored or not"),
  has_file: flag("with a file or without"),
  quality_met: flag("whether its quality is met"),
  is_request: flag("whether somebody requested it")
}

const ofPeople = {
  ...common,
  monitored: flag("monitored or not"),
  missing: flag("only with something missing"),
  reason: text("Missing, Quality, CustomFormat, Upgrade or Not being searched")
}

/** What qBitrr answered about libraries (surface.md §3.7); /api/library says more. */
const catalogueOf = <const Id extends string>(group: Id, base: "/api" | "/web") =>
  HttpApiGroup.make(group)
    .add(
      HttpApiEndpoint.get("movies", `${base}/radarr/:category/movies`)
        .setPath(inCategory)
        .setUrlParams(
          Schema.Struct({
            ...ofThings,
            year_min: whole("of this year or later", { minimum: 0 }),
            year_max: whole("of this year or before", { minimum: 0 })
          })
        )
        .addSuccess(OldMovies)
        .addError(wire.badRequest)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "Movies, as qBitrr answers")
    )
    .add(
      HttpApiEndpoint.get("series", `${base}/sonarr/:category/series`)
        .setPath(inCategory)
        .setUrlParams(
          Schema.Struct({ ...common, missing: flag("only with something missing"), only_missing: flag("as missing") })
        )
        .addSuccess(OldSeriesList)
        .addError(wire.badRequest)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "Series with their episodes, as qBitrr answers")
    )
    .add(
      HttpApiEndpoint.get("albums", `${base}/lidarr/:category/albums`)
        .setPath(inCategory)
        .setUrlParams(Schema.Struct(ofThings))
        .addSuccess(OldAlbums)
        .addError(wire.badRequest)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "Albums, as qBitrr answers, without their tracks")
    )
    .add(
      HttpApiEndpoint.get("artists", `${base}/lidarr/:category/artists`)
        .setPath(inCategory)
        .setUrlParams(Schema.Struct(ofPeople))
        .addSuccess(OldArtists)
        .addError(wire.badRequest)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "Artists, as qBitrr answers")
    )
    .add(
      HttpApiEndpoint.get("artist", `${base}/lidarr/:category/artist/:id`)
        .setPath(oneOf)
        .addSuccess(OldArtist)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "One artist with albums, as qBitrr answers")
    )
    .add(
      HttpApiEndpoint.get("authors", `${base}/readarr/:category/authors`)
        .setPath(inCategory)
        .setUrlParams(Schema.Struct(ofPeople))
        .addSuccess(OldAuthors)
        .addError(wire.badRequest)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "Authors, as qBitrr answers")
    )
    .add(
      HttpApiEndpoint.get("author", `${base}/readarr/:category/author/:id`)
        .setPath(oneOf)
        .addSuccess(OldAuthor)
        .addError(wire.unknownMedia)
        .annotate(OpenApi.Summary, "One author with books, as qBitrr answers")
    )
    .add(thumbnail("movieThumbnail", `${base}/radarr/:category/movie/:id/thumbnail`))
    .add(thumbnail("seriesThumbnail", `${base}/sonarr/:category/series/:id/thumbnail`))
    .add(thumbnail("artistThumbnail", `${base}/lidarr/:category/artist/:id/thumbnail`))
    .add(thumbnail("authorThumbnail", `${base}/readarr/:category/author/:id/thumbnail`))
    .add(
      HttpApiEndpoint.get("arrs", `${base}/arr`)
        .addSuccess(OldArrs)
        .annotate(OpenApi.Summary, "The Arr sections, as qBitrr answers")
    )
    .annotate(Requires, "read")
    .middleware(Authorization)

const thumbnail = <const Name extends string>(name: Name, path: `/${string}`) =>
  HttpApiEndpoint.get(name, path)
    .setPath(oneOf)
    .addSuccess(Poster)
    .addSuccess(HttpApiSchema.Empty(304))
    .addError(wire.unknownMedia)
    .annotate(OpenApi.Summary, "As /api/library/{section}/{containerId}/poster")

export const catalogue = catalogueOf("catalogue", "/api")
export const oldCatalogue = catalogueOf("oldCatalogue", "/web")
