import { assert, describe, it } from "vitest"
import { pictureType } from "../../../../src/web/library/sniff.ts"

describe("pictureType", () => {
  it("knows the pictures that Arrs have, and nothing else", () => {
    const of = (text: string) => pictureType(Buffer.from(text, "latin1"))
    assert.strictEqual(of("\xff\xd8\xff\xe0more"), "image/jpeg")
    assert.strictEqual(of("\x89PNG\r\n\x1a\nmore"), "image/png")
    assert.strictEqual(of("RIFF....WEBPVP8 "), "image/webp")
    assert.strictEqual(of("GIF89a"), "image/gif")
    for (const text of ["", "\xff\xd8", "<svg onload=alert(1)>", "<!doctype html>", "RIFF....WAVE", "%PDF-1.4"]) {
      assert.isUndefined(of(text), text)
    }
  })
})
