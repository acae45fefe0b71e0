import { Button, Group, Modal, NativeSelect, Stack, TextInput } from "@mantine/core"
import { type FormEvent, useState } from "react"
import { useLocation } from "wouter"
import { Icon } from "../../parts/Icon.tsx"

const kinds = ["Radarr", "Sonarr", "Lidarr", "Readarr", "qBit"]

/** Another Arr or qBittorrent. It exists once it is saved. */
export const AddSection = (props: {
  readonly known: ReadonlyArray<string>
  readonly onAdd: (name: string) => void
}) => {
  const [isOpen, setOpen] = useState(false)
  const [kind, setKind] = useState("Radarr")
  const [name, setName] = useState("")
  const [, navigate] = useLocation()
  const section = `${kind}-${name.trim()}`
  const isTaken = props.known.includes(section)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === "" || isTaken) return
    props.onAdd(section)
    setOpen(false)
    setName("")
    navigate(`/config/${encodeURIComponent(section)}`)
  }
  return (
    <>
      <Button variant="subtle" h={44} justify="flex-start" onClick={() => setOpen(true)}>
        Add a section
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title="Another Arr or qBittorrent"
        centered
        closeButtonProps={{ "aria-label": "Cancel", size: 44 }}
        transitionProps={{ duration: 100 }}
      >
        <form onSubmit={submit}>
          <Stack>
            <NativeSelect
              label="Kind"
              size="md"
              data={kinds}
              value={kind}
              onChange={({ currentTarget }) => setKind(currentTarget.value)}
            />
            <TextInput
              label="Name"
              description={`The section is called ${section}`}
              size="md"
              placeholder="4K"
              data-autofocus
              value={name}
              error={isTaken ? "There is one already" : undefined}
              onChange={({ currentTarget }) => setName(currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button variant="default" h={44} onClick={() => setOpen(false)}>
                Cancel
              </Button>
              <Button
                type="submit"
                h={44}
                leftSection={<Icon name="config" />}
                disabled={name.trim() === "" || isTaken}
              >
                Fill it in
              </Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </>
  )
}
