import type { Form } from '../form.ts'
import type { Page } from '../visit.ts'
import { auditPage } from './audit.ts'
import { deadLettersPage } from './dead-letters.ts'
import { deliveriesPage, enableForm, redeliverForm, testForm } from './deliveries.ts'
import { driftPage, reportForm } from './drift.ts'
import { allowForm, endpointPage, endSecretForm, pauseForm, resumeForm, rotateForm } from './endpoint.ts'
import { createForm, endpointsPage } from './endpoints.ts'
import { dismissForm, eventPage, namedEventPage, releaseForm, replayForm } from './event.ts'
import { eventsPage, quarantinePage } from './events.ts'
import { evidencePage } from './evidence.ts'
import { lookUpPage } from './look-up.ts'
import { orderPage } from './order.ts'
import { overviewPage } from './overview.ts'
import { ownerPage } from './owner.ts'
import { decideForm, parkPage } from './park.ts'
import { parkedPage } from './parked.ts'
import { paymentPage, paymentSoughtPage } from './payment.ts'
import { refusalsPage } from './refusals.ts'
import { subscriptionPage } from './subscription.ts'

/** Every page of the console. */
export const PAGES: readonly Page[] = [
  overviewPage,
  parkedPage,
  parkPage,
  eventsPage,
  eventPage,
  namedEventPage,
  paymentSoughtPage,
  paymentPage,
  evidencePage,
  deliveriesPage,
  quarantinePage,
  deadLettersPage,
  refusalsPage,
  endpointsPage,
  endpointPage,
  driftPage,
  lookUpPage,
  ownerPage,
  orderPage,
  subscriptionPage,
  auditPage,
]

/** Everything that may be sent from one. */
export const FORMS: readonly Form[] = [
  decideForm,
  replayForm,
  releaseForm,
  dismissForm,
  redeliverForm,
  testForm,
  enableForm,
  reportForm,
  createForm,
  rotateForm,
  endSecretForm,
  pauseForm,
  resumeForm,
  allowForm,
]
