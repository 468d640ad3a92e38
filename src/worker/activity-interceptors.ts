import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import { attempts } from '../activities/attempts.ts'
import { failures } from '../activities/failures.ts'
import { heartbeats } from './heartbeats.ts'

/** What every activity runs in, outermost first. */
export const ACTIVITY_INTERCEPTORS: ActivityInterceptorsFactory[] = [failures, heartbeats, attempts]
