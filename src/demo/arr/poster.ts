import { crc32, deflateSync } from "node:zlib"
import type { WebResponse } from "../http/Exchange.ts"
import type { ArrFacts } from "./ArrFacts.ts"
import { containerName } from "./library/containers.ts"
import * as Library from "./library/Library.ts"

/** What the Arrs call their small poster. Pixels. */
const small = { width: 250, height: 375 }

const chunk = (name: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

/** Red, green and blue of a hue (0 to 1), 0 to 255. */
const colour = (hue: number, light: number): readonly [number, number, number] => {
  const part = (shift: number) => {
    const at = (((hue + shift) % 1) + 1) % 1
    return Math.round(255 * light * (0.35 + 0.65 * Math.min(1, Math.max(0, Math.abs(at * 6 - 3) - 1))))
  }
  return [part(0), part(2 / 3), part(1 / 3)]
}

/** A dusk with a sun, each id in colours of its own: a PNG with a palette, about a kilobyte. */
export const posterOf = (id: number): Uint8Array => {
  const { height, width } = small
  const hue = (id * 0.381966) % 1
  const bands = 32
  const palette = Buffer.from([
    ...Array.from({ length: bands }, (_, band) => colour(hue + band / 160, 0.25 + (0.6 * band) / bands)).flat(),
    ...colour(hue + 0.5, 1),
    ...colour(hue, 0.16)
  ])
  const sun = { x: width * (0.3 + ((id * 0.17) % 0.4)), y: height * 0.52, r: width * 0.2 }
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    const ground = height * 0.72
    for (let x = 0; x < width; x++) {
      const hill = ground + 22 * Math.sin((x + id * 40) / 38)
      const isSun = (x - sun.x) ** 2 + (y - sun.y) ** 2 < sun.r ** 2
      const sky = Math.min(bands - 1, Math.floor((y / ground) * bands))
      rows[y * (width + 1) + 1 + x] = y > hill ? bands + 1 : isSun ? bands : sky
    }
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  // 8 bits a pixel, colours from the palette.
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", head),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", new Uint8Array())
  ])
}

const patterns = {
  movie: /^\/mediacover\/(\d+)\/poster(?:-250|-500)?\.jpg$/i,
  series: /^\/mediacover\/(\d+)\/poster(?:-250|-500)?\.jpg$/i,
  artist: /^\/mediacover\/artist\/(\d+)\/poster(?:-250|-500)?\.jpg$/i,
  author: /^\/mediacover\/author\/(\d+)\/poster(?:-250|-500)?\.jpg$/i
} as const

/** `GET mediacover/…/poster-250.jpg`. Undefined: no such path, no such container, or it has no poster. */
export const posterAnswer = (path: string, library: Library.Library, facts: ArrFacts): WebResponse | undefined => {
  const [, id] = patterns[containerName(facts)].exec(path) ?? []
  const shelf = id === undefined ? undefined : Library.shelf(library, Number(id))
  if (shelf === undefined || !shelf.container.hasPoster) return undefined
  return { status: 200, headers: { "content-type": "image/png" }, body: "", bytes: posterOf(shelf.container.id) }
}
