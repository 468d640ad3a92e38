import { type PumpedChain, startPump } from '../../mint/support/start-pump.ts'

/** A commit that takes its time: passes of several pumps meet in it, as they would on a slow disk. */
export const SLOW_RESERVE = `
  create function mint.dawdle() returns trigger language plpgsql as $$
  begin
    perform pg_sleep(0.03);
    return null;
  end $$;
  create constraint trigger dawdle after insert on mint.eth_tx deferrable initially deferred
    for each row execute function mint.dawdle();`

const PAUSE_MS = 400

/** Pumps that nobody asked for, with the same key on the same outbox, until they are stopped. */
export const startStrayPumps = async (
  on: PumpedChain,
  url: string,
  count: number,
): Promise<{ stop: () => Promise<void> }> => {
  const pumps = await Promise.all(
    Array.from({ length: count }, () => startPump(on, { url }, { pauseMs: PAUSE_MS })),
  )
  const stop = async (): Promise<void> => {
    for (const { child } of pumps) child.kill('SIGKILL')
    await Promise.all(pumps.map(({ ended }) => ended))
  }
  return { stop }
}
