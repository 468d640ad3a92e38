/** The part of Coinbase Commerce's SDK that serves as an oracle: LlamaPay took over its scheme and its envelope. */
declare module 'coinbase-commerce-node' {
  interface CoinbaseCommerce {
    readonly Webhook: {
      computeSignature(payload: string, secret: string): string
      /** Throws when the signature is wrong. */
      verifyEventBody(payload: string, signature: string, secret: string): { id: string; type: string }
    }
  }
  const commerce: CoinbaseCommerce
  export default commerce
}
