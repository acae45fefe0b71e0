import { Button } from "@mantine/core"
import { memo } from "react"
import type { ConfigDocument } from "../../../web/config/ConfigViews.ts"
import type { KeyView } from "../../../web/config/schemaView.ts"
import { change, forget, keyOf, takeOut, valueIn } from "./draft.ts"
import { Field } from "./Field.tsx"
import { inputOf, shown } from "./inputs.ts"
import { Rows } from "./Rows.tsx"
import { defaultOf, effects } from "./schema.ts"

/** One key: what it means, what it is, where that comes from, and its field. */
export const KeyRow = memo(
  (props: {
    readonly name: KeyView
    readonly section: string
    readonly document: ConfigDocument
    /** The unsaved value; absent: as it is. */
    readonly changed: { readonly value: unknown } | undefined
    readonly error: string | undefined
  }) => {
    const { changed, document, error, name, section } = props
    const key = keyOf(section, name.path)
    const preset = defaultOf(name, section)
    const saved = valueIn(document, section, name.path)
    const value = changed === undefined ? (saved ?? preset) : (changed.value ?? preset)
    const origin = document.origins[key]
    const isFixed = origin?.source === "environment"
    const label = name.path.split(".").at(-1) ?? name.path
    const onChange = (next: unknown) => change(document, section, name.path, next)
    return (
      <div className="q-key" data-changed={changed !== undefined}>
        <div className="q-key-words">
          <div className="q-key-name">
            {label}
            {name.unit === null ? null : <span className="q-dim"> ({name.unit})</span>}
            {name.required ? <span className="q-chip">needed</span> : null}
          </div>
          <p>{name.doc}</p>
          <p className="q-dim">
            Default: {name.secret ? "none" : shown(preset)} · {effects[name.effect]}
            {isFixed ? ` · fixed by ${origin?.variable ?? "the environment"}` : ""}
          </p>
        </div>
        <div className="q-key-field">
          {inputOf(name) === "rows" ? (
            <Rows name={name} value={value} isFixed={isFixed} onChange={onChange} />
          ) : (
            <Field name={name} label={label} value={value} isFixed={isFixed} error={error} onChange={onChange} />
          )}
          {changed !== undefined ? (
            <Button variant="subtle" size="sm" h={44} px="xs" onClick={() => forget(key)}>
              Undo
            </Button>
          ) : origin?.source === "file" &&
            !name.required &&
            !name.secret &&
            JSON.stringify(saved) !== JSON.stringify(preset) &&
            !isFixed ? (
            <Button variant="subtle" color="gray" size="sm" h={44} px="xs" onClick={() => takeOut(document, key)}>
              Back to the default
            </Button>
          ) : null}
        </div>
      </div>
    )
  }
)
KeyRow.displayName = "KeyRow"
