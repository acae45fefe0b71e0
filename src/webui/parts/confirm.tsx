import { Button, Group, Modal, Stack, Text } from "@mantine/core"
import type { ReactNode } from "react"
import { Cell, useCell } from "../live/Cell.ts"

/** A question before something that cannot simply be taken back. */
export interface Question {
  /** Names the thing: `Stop Radarr-Movies?` */
  readonly title: string
  /** What will happen. */
  readonly consequence: ReactNode
  /** The word on the button that does it. */
  readonly action: string
  readonly isDangerous?: boolean
}

interface Asked extends Question {
  readonly answer: (yes: boolean) => void
}

const asked = new Cell<Asked | undefined>(undefined)

/** Asks, and resolves once it is answered; Escape and the click beside it are a no. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((resolve) => {
    asked.get()?.answer(false)
    asked.set({
      ...question,
      answer: (yes) => {
        asked.set(undefined)
        resolve(yes)
      }
    })
  })

/** Shows the question that is open. "Cancel" has the focus: Enter by mistake changes nothing. */
export const ConfirmDialog = () => {
  const question = useCell(asked)
  return (
    <Modal
      opened={question !== undefined}
      onClose={() => question?.answer(false)}
      title={question?.title ?? ""}
      centered
      closeButtonProps={{ "aria-label": "Cancel", size: 44 }}
      transitionProps={{ duration: 100 }}
    >
      <Stack gap="lg">
        <Text size="sm" component="div">
          {question?.consequence}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={() => question?.answer(false)}>
            Cancel
          </Button>
          <Button color={question?.isDangerous === true ? "red.8" : "accent"} onClick={() => question?.answer(true)}>
            {question?.action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
