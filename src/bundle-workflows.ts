import { writeFile } from 'node:fs/promises'
import { bundleWorkflowCode } from '@temporalio/worker'
import { BUNDLE_PATH, WORKFLOWS_PATH } from './worker/workflow-code.ts'

const { code } = await bundleWorkflowCode({ workflowsPath: WORKFLOWS_PATH })
await writeFile(BUNDLE_PATH, code)
