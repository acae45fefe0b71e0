import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { pageDocument } from "../../../../src/web/page/pageDocument.ts"

const template = readFileSync(resolve(import.meta.dirname, "../../../../src/webui/index.html"), "utf8")

const open = (settings: { readonly Theme: string; readonly ViewDensity: string; readonly LiveArr: boolean }): string =>
  /<html[^>]*>/.exec(pageDocument(template, { urlBase: "/q", nonce: "abc", settings }))?.[0].replaceAll(/\s+/g, " ") ??
  ""

describe("the document of the page", () => {
  it("has the colours, the density and the liveness of the config before anything is drawn", () => {
    const dark = open({ Theme: "Dark", ViewDensity: "Comfortable", LiveArr: true })
    assert.include(dark, 'data-mantine-color-scheme="dark" data-density="comfortable" data-live="true"')
    const light = open({ Theme: "Light", ViewDensity: "Compact", LiveArr: false })
    assert.include(light, 'data-mantine-color-scheme="light" data-density="compact" data-live="false"')
  })

  it("leaves no place open", () => {
    const settings = { Theme: "Dark", ViewDensity: "Comfortable", LiveArr: true }
    assert.notInclude(pageDocument(template, { urlBase: "", nonce: "abc", settings }), "%QBITRR")
  })

  it("escapes whatever it is given", () => {
    const text = open({ Theme: '"><script>', ViewDensity: "a&'b", LiveArr: true })
    assert.include(text, 'data-mantine-color-scheme="&quot;&gt;&lt;script&gt;"')
    assert.include(text, 'data-density="a&amp;&#39;b"')
  })
})
