import { NativeSelect } from "@mantine/core"

/** A filter with few values: the browser's own list, which phones show best. */
export const Choice = (props: {
  readonly label: string
  /** The words for "no filter". */
  readonly all: string
  readonly value: string
  readonly options: ReadonlyArray<{ readonly value: string; readonly label: string } | string>
  readonly onChange: (value: string) => void
}) => {
  const options = props.options.map((one) => (typeof one === "string" ? { value: one, label: one } : one))
  // A value from the address that is not among the options stays visible.
  const isKnown = props.value === "" || options.some(({ value }) => value === props.value)
  return (
    <NativeSelect
      className="q-choice"
      aria-label={props.label}
      size="md"
      value={props.value}
      data={[
        { value: "", label: props.all },
        ...options,
        ...(isKnown ? [] : [{ value: props.value, label: props.value }])
      ]}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  )
}
