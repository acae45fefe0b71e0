import type { ArrKind } from "../clients/arr/ArrKind.ts"
import { arrKinds } from "./Config.ts"
import { variableOf } from "./environmentNames.ts"
import { type AnyKey, type Leaf, leaves, type Rows, type Tree } from "./Key.ts"
import { arrTree } from "./keys/arr.ts"
import { pathMappingsRows, qbitTree } from "./keys/qbit.ts"
import { categoryTree, trackerTree } from "./keys/seeding.ts"
import { settingsTree } from "./keys/settings.ts"
import { webUITree } from "./keys/webUI.ts"
import { tomlValue } from "./TomlText.ts"

const intro = `# Configuration

Generated from the key table in \`src/config\`; do not edit by hand.

## Where the file is

\`--config FILE\`, else \`config.toml\` in the data folder. The data folder is \`--data DIR\`, else \`QBITRR_OVERRIDES_DATA_PATH\` if that folder exists, else
\`/config\` in a container, else \`.config\` in the working folder. \`qbitrr config init\` writes a first file; after that it is only written when somebody saves it on the page or over the API.
Files of qBitrr since 4.10 are understood as they are.

## Sections

| section | what |
|---|---|
| \`[Settings]\` | the whole daemon |
| \`[WebUI]\` | the web server |
| \`[qBit]\`, \`[qBit-<name>]\` | one qBittorrent each |
| \`[Radarr…]\`, \`[Sonarr…]\`, \`[Lidarr…]\`, \`[Readarr…]\` | one Arr each; the name begins with its kind, the rest is yours |

A key that is left out has its default. Unknown keys are kept and cause a warning. Everything else that is wrong makes the config unusable: all problems are
listed at once, each with file, line and key, and \`qbitrr\` ends with exit code 78. A running daemon keeps its last good config.

## Values

| kind | what may be written |
|---|---|
| duration | a number in the unit of the key, or text with one suffix: \`s\` \`m\` \`h\` \`d\` \`w\`, and capital \`M\` for 30 days: \`90\`, \`"90s"\`, \`"2h"\`. In minutes, less than one counts as one |
| size | a number of bytes, or text with \`K\` \`M\` \`G\` \`T\` (powers of 1024): \`"10G"\`; \`"-1"\` is off |
| rate | KB/s as a number, or text with \`K\` \`M\` \`G\`: \`"2M"\` is 2048; \`-1\` is off |
| share | 0 to 1, or \`"99%"\` |
| percent | 0 to 100, or \`"30%"\` |
| category | a name; levels are separated by \`/\` |
| regular expression | as in JavaScript, searched for anywhere in the name. Put it in single quotes, where a backslash is a backslash |

## Environment

The environment wins over the file, whatever it says: \`0\`, \`false\` and nothing win too. Each key has a variable: section, then the path, joined by \`__\`, in any case;
\`-\`, \`.\` and blanks in the name of a section are \`_\`. So \`EntrySearch.SearchMissing\` of \`[Radarr-Movies]\` is \`QBITRR_RADARR_MOVIES__ENTRYSEARCH__SEARCHMISSING\`. With
\`_FILE\` behind the name the value is read from that file, for secrets. Lists are separated by commas, or written as in TOML; tables are written as in TOML. Yes and no are
\`true\`, \`yes\`, \`on\`, \`1\` and \`false\`, \`no\`, \`off\`, \`0\`. The names of qBitrr (\`QBITRR_SETTINGS_LOOP_SLEEP_TIMER\`, \`QBITRR_QBIT_HOST\`) work too.
A variable that names no key is a problem. An Arr section has to be in the file; its values may come from the environment.

| variable | meaning |
|---|---|
| \`QBITRR_OVERRIDES_DATA_PATH\` | data folder, if it exists |
| \`QBITRR_OVERRIDES_SEARCH_ONLY\` | no qBittorrent is used |
| \`QBITRR_OVERRIDES_PROCESSING_ONLY\` | nothing is searched |

## What a change does

The file is watched; \`SIGHUP\` reads it at once.

| effect | meaning |
|---|---|
| live | acts at once |
| worker | the workers of that section restart |
| workers | all workers restart |
| web | the web server binds again |
| process | acts at the next start |
| not used yet | its feature is not built yet: the key is read, checked and kept, and has no effect. Setting it to something else than its default causes a warning |
`

const unitWords: Readonly<Record<string, string>> = { s: "seconds", min: "minutes" }

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")
const code = (text: string): string => `\`${cell(text)}\``
const capital = (word: string): string => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`

const kindsText = (kinds: ReadonlyArray<ArrKind> | undefined): string =>
  kinds === undefined || kinds.length === arrKinds.length ? "" : ` Only for ${kinds.map(capital).join(", ")}.`

const typeText = (node: AnyKey): string => {
  const { type, options, min, max } = node.value
  if (type === "yes or no") return "true or false"
  if (options !== undefined) return options.map((option) => code(tomlValue(option))).join(", ")
  if (min !== undefined && max !== undefined && type !== "share") return `${type}, ${min} to ${max}`
  return min === undefined || type === "share" || type === "size" ? type : `${type}, ≥ ${min}`
}

const defaultText = (node: AnyKey): string => {
  if (node.required === true) return "needed"
  if (node.byKind !== undefined) return "by kind, see config.example.toml"
  return node.default === undefined ? "–" : code(tomlValue(node.default))
}

const unitText = ({ unit }: AnyKey["value"]): string => (unit === undefined ? "" : (unitWords[unit] ?? unit))

const effectText = ({ node, planned }: Leaf): string => (planned ? "not used yet" : node.effect)

const rowsCells = (node: Rows<Tree>, effect: string) => [
  "array of tables",
  "",
  "none",
  effect,
  `${cell(node.doc)} See below.`
]

const keyCells = (node: AnyKey, effect: string, kinds: ReadonlyArray<ArrKind> | undefined) => [
  typeText(node),
  unitText(node.value),
  defaultText(node),
  effect,
  cell(node.doc) + kindsText(kinds)
]

const tableOf = (tree: Tree, section: string | undefined, planned: boolean): string => {
  const environment = section === undefined ? [] : ["environment"]
  const head = ["key", "type", "unit", "default", "effect", "meaning", ...environment]
  const lines = leaves(tree, { planned }).map((leaf) => {
    const { kinds, node, path } = leaf
    return [
      code(path.join(".")),
      ...(node._tag === "Key" ? keyCells(node, effectText(leaf), kinds) : rowsCells(node, effectText(leaf))),
      ...(section === undefined ? [] : [code(variableOf(section, path))])
    ]
  })
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}

const chapters: ReadonlyArray<readonly [title: string, tree: Tree, section: string | undefined, lead: string]> = [
  ["`[Settings]`", settingsTree, "Settings", ""],
  ["`[WebUI]`", webUITree, "WebUI", ""],
  [
    "`[qBit]`, `[qBit-<name>]`",
    qbitTree,
    "qBit",
    "The variables are those of `[qBit]`; for `[qBit-seedbox]` they begin with `QBITRR_QBIT_SEEDBOX__`."
  ],
  [
    "Arr sections",
    arrTree,
    "Radarr-Movies",
    'The variables are those of a section `[Radarr-Movies]`. A key that says "for this section only" replaces the one of `[Settings]`.'
  ],
  ["Rows of `Trackers`", trackerTree, undefined, "Each row is `[[qBit.Trackers]]` or `[[<Arr>.Torrent.Trackers]]`."],
  [
    "Rows of `CategorySeeding.Categories`",
    categoryTree,
    undefined,
    "Each row is `[[qBit.CategorySeeding.Categories]]`."
  ],
  [
    "Rows of `PathMappings`",
    pathMappingsRows.keys,
    undefined,
    "Each row is `[[qBit.PathMappings]]` or `[[<Arr>.PathMappings]]`."
  ]
]

/** Every array of tables with these rows is planned, so their keys are. */
const onlyInPlannedRows = (tree: Tree): boolean => {
  const uses = [qbitTree, arrTree]
    .flatMap((section) => leaves(section))
    .filter(({ node }) => node._tag === "Rows" && node.keys === tree)
  return uses.length > 0 && uses.every(({ planned }) => planned)
}

/** `docs/configuration.md`: every key with type, unit, default, reload effect, meaning and environment name. */
export const configurationMarkdown = (): string =>
  [
    intro,
    ...chapters.map(([title, tree, section, lead]) =>
      [`## ${title}`, "", ...(lead === "" ? [] : [lead, ""]), tableOf(tree, section, onlyInPlannedRows(tree)), ""].join(
        "\n"
      )
    )
  ].join("\n")
