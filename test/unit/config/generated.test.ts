import { readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "vitest"
import { configurationMarkdown } from "../../../src/config/ConfigDocs.ts"
import { exampleToml } from "../../../src/config/ConfigExample.ts"
import { leaves } from "../../../src/config/Key.ts"
import { arrTree } from "../../../src/config/keys/arr.ts"
import { qbitTree } from "../../../src/config/keys/qbit.ts"
import { settingsTree } from "../../../src/config/keys/settings.ts"
import { webUITree } from "../../../src/config/keys/webUI.ts"
import { good } from "./support.ts"

const root = resolve(import.meta.dirname, "../../..")

/** `UPDATE=1 npx vitest run --project unit test/unit/config/generated.test.ts` writes the files. */
const isCurrent = (path: string, text: string): void => {
  const file = resolve(root, path)
  if (process.env["UPDATE"] === "1") writeFileSync(file, text)
  assert.strictEqual(readFileSync(file, "utf8"), text)
}

describe("the files generated from the key table", () => {
  it("config.example.toml is current", () => isCurrent("config.example.toml", exampleToml()))

  it("docs/configuration.md is current", () => isCurrent("docs/configuration.md", configurationMarkdown()))

  it("the example loads without a remark", () => {
    assert.deepStrictEqual(good(exampleToml()).warnings, [])
  })

  it("the example switches nothing on", () => {
    const { config } = good(exampleToml())
    assert.deepStrictEqual(Object.keys(config.Arr), ["Radarr-Movies", "Sonarr-TV", "Lidarr-Music", "Readarr-Books"])
    assert.isTrue(Object.values(config.Arr).every((arr) => !arr.Managed))
    assert.isTrue(Object.values(config.qBit).every((qbit) => qbit.Disabled))
  })

  it("the example's values are the defaults, but for what it switches off and what has to be filled in", () => {
    const example = good(exampleToml()).config
    const plain = good("[qBit]\nDisabled = true\n[Radarr-Movies]\nManaged = false\n").config
    assert.deepEqual(example.Settings, plain.Settings)
    assert.deepEqual({ ...example.WebUI }, { ...plain.WebUI })
    assert.deepEqual(example.Arr["Radarr-Movies"]?.Torrent, plain.Arr["Radarr-Movies"]?.Torrent)
    assert.deepEqual(example.Arr["Radarr-Movies"]?.EntrySearch, plain.Arr["Radarr-Movies"]?.EntrySearch)
    assert.deepEqual(example.qBit["qBit"]?.CategorySeeding, plain.qBit["qBit"]?.CategorySeeding)
  })

  it("every key is explained in both", () => {
    const example = exampleToml()
    const docs = configurationMarkdown()
    for (const tree of [settingsTree, webUITree, qbitTree, arrTree]) {
      for (const { path, node } of leaves(tree)) {
        const name = path[path.length - 1] ?? ""
        assert.include(docs, `| \`${path.join(".")}\` |`)
        if (node._tag === "Key" && node.legacy === true) continue
        const pattern = node._tag === "Rows" ? `\\[\\[.*${name}\\]\\]` : `^(# )?${name} = `
        assert.match(example, new RegExp(pattern, "m"))
        assert.isAbove(node.doc.length, 5, name)
      }
    }
  })
})
