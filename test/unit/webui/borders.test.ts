import { readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { firstLoad } from "../../../src/webui/build/firstLoad.ts"

const folder = resolve(import.meta.dirname, "../../../src/webui")

const sources = readdirSync(folder, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path: path.replaceAll("\\", "/"), text: readFileSync(join(folder, path), "utf8") }))

const wrong = (isWrong: (text: string) => boolean, except: RegExp = /^$/): ReadonlyArray<string> =>
  sources.filter(({ path, text }) => !except.test(path) && isWrong(text)).map(({ path }) => path)

describe("the page's borders", () => {
  it("it takes only types from the daemon", () => {
    assert.isAbove(sources.length, 60)
    assert.isEmpty(wrong((text) => /^import (?!type )[^"]*from "(\.\.\/)+web\//m.test(text)))
  })

  it("it asks the daemon through one door, and keeps nothing in the browser but what its library does", () => {
    assert.isEmpty(wrong((text) => /\bfetch\(|new EventSource\(/.test(text), /^live\/(http|connection)\.ts$/))
    assert.isEmpty(wrong((text) => /localStorage|sessionStorage|document\.cookie|indexedDB/.test(text)))
  })

  it("it writes no markup of its own into the document, and no address of another host", () => {
    assert.isEmpty(wrong((text) => /dangerouslySetInnerHTML|innerHTML|\beval\(/.test(text)))
    assert.isEmpty(wrong((text) => /https?:\/\/(?!127\.0\.0\.1|www\.w3\.org)/.test(text)))
  })

  it("no file is longer than it can be read", () => {
    assert.isEmpty(wrong((text) => text.split("\n").length > 330))
  })
})

describe("first load", () => {
  it("is the shell with its styles, and the heaviest page; what both need counts once", () => {
    const chunk = (fileName: string, patch: object = {}) => ({
      fileName,
      name: fileName,
      isEntry: false,
      imports: [],
      dynamicImports: [],
      ...patch
    })
    const chunks = [
      chunk("main", {
        isEntry: true,
        imports: ["shared"],
        dynamicImports: ["small", "large"],
        viteMetadata: { importedCss: new Set(["main.css"]) }
      }),
      chunk("shared"),
      chunk("small"),
      chunk("large", { imports: ["shared", "chart"] }),
      chunk("chart", { viteMetadata: { importedCss: new Set(["chart.css"]) } })
    ]
    const sizes: Readonly<Record<string, number>> = {
      main: 100,
      "main.css": 10,
      shared: 20,
      small: 5,
      large: 7,
      chart: 30,
      "chart.css": 3
    }
    assert.deepStrictEqual(
      firstLoad(chunks, (path) => sizes[path] ?? Number.NaN, 1),
      { bytes: 171, shell: 131, page: 40, largestPage: "large" }
    )
  })
})
