import { leave, type Rule } from "../Rule.ts"

/** A person moved it to `FailedCategory`: remove, blocklist and search again in the Arr that owns it (W-2). */
export const failedCategory: Rule = {
  name: "failed category",
  doc: "A torrent moved to FailedCategory is removed with its files, blocklisted and searched for again.",
  judge: ({ facts, rules, torrent }) => {
    if (torrent.category !== rules.failedCategory) return undefined
    const { owner } = facts
    switch (owner._tag) {
      case "Unknown":
        return leave(`in category ${rules.failedCategory}, but its Arr cannot be told yet: ${owner.reason}`)
      case "None":
        return {
          actions: [{ _tag: "Remove", deleteFiles: true, blocklist: false, research: false, section: undefined }],
          reason: `moved to category ${rules.failedCategory}; no Arr knows it`
        }
      case "Known":
        return {
          actions: [
            {
              _tag: "Remove",
              deleteFiles: true,
              blocklist: true,
              research: owner.research,
              section: owner.section
            }
          ],
          reason: `moved to category ${rules.failedCategory}`
        }
    }
  }
}
