import { Button } from "@mantine/core"
import type { KeyView } from "../../../web/config/schemaView.ts"
import { Icon } from "../../parts/Icon.tsx"
import { Field } from "./Field.tsx"

type Row = Readonly<Record<string, unknown>>

const isRow = (value: unknown): value is Row => typeof value === "object" && value !== null && !Array.isArray(value)

const rowsOf = (value: unknown): ReadonlyArray<Row> => (Array.isArray(value) ? value.filter(isRow) : [])

/** A list of tables, such as the trackers of a qBittorrent: one little form each. */
export const Rows = (props: {
  readonly name: KeyView
  readonly value: unknown
  readonly isFixed: boolean
  readonly onChange: (value: unknown) => void
}) => {
  const { isFixed, name, onChange } = props
  const rows = rowsOf(props.value)
  const keys = (name.rows ?? []).filter(({ legacy, planned }) => !legacy && !planned)
  // Rows have no name but their place.
  const numbered = rows.map((row, nth) => ({ row, nth, id: `row ${nth + 1}` }))
  const setKey = (nth: number, key: string, value: unknown) =>
    onChange(rows.map((row, index) => (index === nth ? { ...row, [key]: value } : row)))
  return (
    <div className="q-rows">
      {numbered.map(({ id, nth, row }) => (
        <fieldset key={id} className="q-row">
          <legend>
            {name.path} {nth + 1}
          </legend>
          {keys.map((key) => (
            <div key={key.path} className="q-rowkey">
              <span>
                {key.path}
                {key.unit === null ? "" : ` (${key.unit})`}
                <small>{key.doc}</small>
              </span>
              <Field
                name={key}
                label={`${name.path} ${nth + 1}: ${key.path}`}
                value={row[key.path] ?? key.default}
                isFixed={isFixed}
                error={undefined}
                onChange={(value) => setKey(nth, key.path, value)}
              />
            </div>
          ))}
          <Button
            variant="default"
            h={42}
            disabled={isFixed}
            leftSection={<Icon name="trash" />}
            onClick={() => onChange(rows.filter((_, index) => index !== nth))}
          >
            Take out
          </Button>
        </fieldset>
      ))}
      <Button variant="default" h={42} disabled={isFixed} onClick={() => onChange([...rows, {}])}>
        Add one
      </Button>
    </div>
  )
}
