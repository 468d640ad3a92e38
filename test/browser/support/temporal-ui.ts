import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

// Test ids are no promise of Temporal's: all of them are in this file, and the version of its server is pinned.

/** On two busy cores the first paint of a page takes its time. */
const PATIENCE = { timeout: 60_000, interval: 500 }

/** The Temporal UI as an operator uses it. */
export const temporalUi = (page: Page, uiUrl: string) => {
  const workflows = `${uiUrl}/namespaces/default/workflows`
  page.setDefaultTimeout(PATIENCE.timeout)

  return {
    /** The list of what a query finds, once that workflow is in it. */
    async find(query: string, workflowId: string): Promise<Locator> {
      const row = page.getByTestId('workflows-summary-configurable-table-row').filter({ hasText: workflowId })
      const seen = async () => {
        await page.goto(`${workflows}?query=${encodeURIComponent(query)}`)
        return await appears(row)
      }
      await expect.poll(seen, PATIENCE).toBe(true)
      return row
    },

    /** How many a query finds, as the list says; a query it does not understand it does not count. */
    async count(query: string): Promise<number> {
      await page.goto(`${workflows}?query=${encodeURIComponent(query)}`)
      const text = await page.getByTestId('workflow-count').first().textContent()
      const [count] = /\d+/.exec(text ?? '') ?? []
      if (count === undefined) throw new Error(`the list shows no count of ${query}: ${text}`)
      return Number(count)
    },

    /** From its row to its page. */
    async open(row: Locator, workflowId: string): Promise<void> {
      await row.getByRole('link', { name: workflowId }).click()
      await page.getByTestId('workflow-id-heading').waitFor()
    },

    /** Current Details, rendered. */
    async details(): Promise<Locator> {
      await page.getByTestId('user-metadata-tab').click()
      const details = page.locator('iframe[title=output]').last().contentFrame().locator('main')
      await details.getByText('Parked').first().waitFor()
      return details
    },

    /** Opens the dialog, and writes what is to be sent. */
    async writeSignal(name: string, json: string): Promise<void> {
      await page.getByRole('button', { name: 'More Actions' }).click()
      await page.getByRole('menuitem', { name: 'Send a Signal' }).click()
      const dialog = page.locator('dialog[open]')
      await dialog.getByTestId('signal-select-button').click()
      await page.getByRole('option', { name }).click()
      const editor = dialog.locator('[contenteditable=true]')
      await editor.click()
      await page.keyboard.press('ControlOrMeta+A')
      await page.keyboard.press('Delete')
      await page.keyboard.insertText(json)
    },

    /** Sends what stands in the open dialog, and waits until it closes: that is all the UI says of success. */
    async submit(): Promise<void> {
      const dialog = page.locator('dialog[open]')
      await dialog.getByTestId('confirm-modal-button').click()
      await dialog.waitFor({ state: 'hidden' })
    },

    /** Looks again until the header says so. */
    async becomes(status: string): Promise<void> {
      const shown = async () => {
        await page.reload()
        const header = page.getByTestId('execution-status').first()
        return (await appears(header)) ? await header.textContent() : ''
      }
      await expect.poll(shown, PATIENCE).toContain(status)
    },
  }
}

const appears = async (what: Locator): Promise<boolean> => {
  try {
    await what.first().waitFor({ timeout: 8_000 })
    return true
  } catch {
    return false
  }
}
