import { Button } from "@mantine/core"
import { useState } from "react"
import { Link } from "wouter"
import { configDocument } from "../../live/config.ts"
import { useResource } from "../../live/Resource.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { count } from "../../parts/words.ts"
import { inForce, type KeyInForce, sectionOf } from "./belongings.ts"

const Keys = ({ keys }: { readonly keys: ReadonlyArray<KeyInForce> }) => (
  <dl>
    {keys.map(({ path, value }) => (
      <div key={path} data-long={value.length > 22 || undefined}>
        <dt>{path}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

/** What the process goes by: the keys of its section as they are in force, secrets covered. */
export const InForce = ({ process }: { readonly process: string }) => {
  const reading = useResource(configDocument)
  const [isAll, setAll] = useState(false)
  return (
    <section className="q-inforce" aria-label={`Config of ${process}`}>
      <Loaded reading={reading} retry={configDocument.refresh} lines={3}>
        {(document) => {
          const section = sectionOf(document, process)
          const { preset, set } = inForce(document, section)
          return (
            <>
              <h3>
                Config in force: [{section}]{" "}
                <Link href={section === "Settings" ? "/config" : `/config/${encodeURIComponent(section)}`}>
                  change it
                </Link>
              </h3>
              <Keys keys={set} />
              {isAll ? (
                <>
                  <h4>Defaults</h4>
                  <Keys keys={preset} />
                </>
              ) : preset.length === 0 ? null : (
                <Button variant="subtle" h={44} px="xs" onClick={() => setAll(true)}>
                  Show {count(preset.length, "key")} with {preset.length === 1 ? "its default" : "their defaults"}
                </Button>
              )}
            </>
          )
        }}
      </Loaded>
    </section>
  )
}
