import { readFileSync, writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { assert, describe, it } from "vitest"
import type { Rule } from "../../../src/torrents/Rule.ts"
import { ruleList, upkeepList } from "../../../src/torrents/rules/RuleList.ts"

const file = resolve(import.meta.dirname, "../../../docs/rules.md")

const table = (rules: ReadonlyArray<Rule>): string =>
  ["| | rule | what it does |", "|---|---|---|"]
    .concat(rules.map(({ doc, name }, at) => `| ${at + 1} | ${name} | ${doc} |`))
    .join("\n")

/** The page as it has to be: the rules speak for themselves. */
const page = (): string =>
  `# Rules

What happens to a torrent, in the order in which it is asked. The name of a rule is what \`qbitrr explain\`, the log and the API show. Written from the rules by
\`UPDATE=1 npx vitest run --project unit test/unit/torrents/rulesDoc.test.ts\`.

## Care: the first that matches wins

${table(ruleList)}

Whatever wants to remove is held back, in this order, while qBittorrent has no connection, its Arr does not answer, many torrents of the client or tracker turned bad together (outage guard), a tracker is
still owed seeding (hit-and-run), or strikes are missing (\`MaxStrikes\`). At most \`MaxRemovalsPerPass\` are removed in one pass of a section.

## Upkeep: asked when care leaves the torrent as it is

${table(upkeepList)}
`

describe("docs/rules.md", () => {
  it("lists every rule in the order in which it is asked", () => {
    if (process.env["UPDATE"] === "1") writeFileSync(file, page())
    assert.strictEqual(readFileSync(file, "utf8"), page())
  })

  it("has one name and one sentence for each rule", () => {
    const all = [...ruleList, ...upkeepList]
    assert.strictEqual(new Set(all.map(({ name }) => name)).size, all.length)
    for (const { doc, name } of all) assert.match(doc, /^[A-Z].*\.$/s, name)
  })
})
