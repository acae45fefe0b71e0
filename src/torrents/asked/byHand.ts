/** The rule that the record names where no rule but a person has decided. */
export const byHand = "asked"
