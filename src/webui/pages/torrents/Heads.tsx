import { ActionIcon, NativeSelect, UnstyledButton } from "@mantine/core"
import { memo } from "react"
import { Icon } from "../../parts/Icon.tsx"
import type { ListQuery } from "./query.ts"
import { sorts } from "./sorts.ts"

/** Columns of the table, from the left; those of a wide window only have a class of their own. */
export const columns: ReadonlyArray<{ readonly sort?: string; readonly label: string; readonly className?: string }> = [
  { sort: "name", label: "Name and last decision" },
  { sort: "state", label: "State", className: "q-torrents-state" },
  { sort: "progress", label: "Done", className: "q-number q-torrents-progress" },
  { label: "Speed", className: "q-number q-torrents-more" },
  { sort: "size", label: "Size", className: "q-number q-torrents-more" },
  { sort: "added", label: "Added", className: "q-torrents-more" }
]

/** The heads of the columns; those one can sort by are buttons. */
export const Heads = memo(({ list }: { readonly list: ListQuery }) => (
  <tr aria-rowindex={1}>
    {columns.map(({ className, label, sort }) => {
      if (sort === undefined) {
        return (
          <th key={label} scope="col" className={className}>
            {label}
          </th>
        )
      }
      const isHere = list.sort.value === sort
      const direction = list.isDescending ? "descending" : "ascending"
      return (
        <th key={label} scope="col" className={className} aria-sort={isHere ? direction : "none"}>
          <UnstyledButton className="q-sort" onClick={() => list.sortBy(sort)}>
            {label}
            {isHere ? <Icon name={list.isDescending ? "down" : "rise"} size={14} /> : null}
          </UnstyledButton>
        </th>
      )
    })}
  </tr>
))
Heads.displayName = "Heads"

/** The order, for windows that show few columns, and for what has none. */
export const Order = memo(({ list }: { readonly list: ListQuery }) => (
  <div className="q-order">
    <NativeSelect
      aria-label="Sort by"
      size="md"
      value={list.sort.value}
      data={sorts.map(({ label, value }) => ({ value, label: `Sort by ${label.toLowerCase()}` }))}
      onChange={(event) => list.sortBy(event.currentTarget.value)}
    />
    <ActionIcon
      variant="default"
      size={42}
      aria-label={list.isDescending ? "Descending; sort ascending" : "Ascending; sort descending"}
      onClick={list.turn}
    >
      <Icon name={list.isDescending ? "down" : "rise"} />
    </ActionIcon>
  </div>
))
Order.displayName = "Order"
