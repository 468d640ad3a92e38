import { connect } from 'node:tls'
import { VERSION } from '../version.ts'

export interface Finding {
  readonly check: string
  readonly verdict: 'ok' | 'warning' | 'failed' | 'unknown'
  readonly found: string
  readonly todo?: string | undefined
}

interface Service {
  readonly url: string
  readonly version: string
  /** Its clock when it answered, in ms. */
  readonly at: number
}

const THIS_MACHINE: readonly string[] = ['127.0.0.1', 'localhost', '[::1]']
const DAY_MS = 86_400_000
const CERTIFICATE_DAYS = 14
const TLS_TIMEOUT_MS = 5_000
/** Providers let a signature be five minutes old; a clock that is off by a few seconds will be off by more. */
const CLOCK_OFF_MS = 5_000

/** What only somebody outside can see: the way to the service, and its clock. `asked` is in ms of this machine. */
export async function lookFromHere(
  { url, version, at }: Service,
  asked: { readonly began: number; readonly ended: number },
): Promise<readonly Finding[]> {
  return [versionOf(version), await tlsOf(new URL(url)), clockOf(at, asked)]
}

function versionOf(version: string): Finding {
  const found = `the service is ${version}`
  return version === VERSION
    ? { check: 'version', verdict: 'ok', found }
    : {
        check: 'version',
        verdict: 'warning',
        found: `${found}, this command ${VERSION}`,
        todo: 'use the same',
      }
}

async function tlsOf({ protocol, hostname, port }: URL): Promise<Finding> {
  if (protocol === 'https:') return await certificateOf(hostname, Number(port || 443))
  const found = `asked over http at ${hostname}`
  const todo = 'put a proxy with TLS in front, and ask by its address: --url https://…'
  return { check: 'tls', verdict: THIS_MACHINE.includes(hostname) ? 'warning' : 'failed', found, todo }
}

/** The request went through, so the certificate is valid today. */
async function certificateOf(host: string, port: number): Promise<Finding> {
  try {
    const left = Math.floor((Date.parse(await endOfCertificate(host, port)) - Date.now()) / DAY_MS)
    const found = `the certificate of ${host} holds for ${left} days`
    return left >= CERTIFICATE_DAYS
      ? { check: 'tls', verdict: 'ok', found }
      : { check: 'tls', verdict: 'failed', found, todo: 'renew it' }
  } catch (error) {
    const found = `the certificate of ${host} could not be read: ${error instanceof Error ? error.message : ''}`
    return { check: 'tls', verdict: 'unknown', found }
  }
}

function endOfCertificate(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, timeout: TLS_TIMEOUT_MS }, () => {
      resolve(socket.getPeerCertificate().valid_to)
      socket.end()
    })
    socket.once('error', reject)
    socket.once('timeout', () => socket.destroy(new Error('no answer')))
  })
}

/** Its clock was read between the two times of ours: it is off by at least what lies outside them. */
function clockOf(at: number, { began, ended }: { readonly began: number; readonly ended: number }): Finding {
  const off = Math.max(began - at, at - ended, 0)
  const found =
    off === 0 ? 'the service and this machine agree' : `the service and this machine are ${off} ms apart`
  return off > CLOCK_OFF_MS
    ? { check: 'clock-here', verdict: 'failed', found, todo: 'run a time service (chrony, ntpd) on both' }
    : { check: 'clock-here', verdict: 'ok', found }
}
