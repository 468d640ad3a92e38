import type { Policy } from './policy.ts'

/** Active ISO 4217 currencies by number of decimal places (ISO 4217, list one). */
const CURRENCIES: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE ' +
    'CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL ' +
    'HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR ' +
    'MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK ' +
    'SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD ' +
    'XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
}

/** Tokens at the scale the ledger keeps them in. Stablecoins are 18: some networks use 18, and none uses more. */
const TOKENS: Readonly<Record<number, string>> = {
  6: 'TRX',
  8: 'BTC',
  9: 'SOL',
  18: 'LTZ ETH BNB POL USDT USDC DAI',
}

function scales(table: Readonly<Record<number, string>>): [string, { scale: number }][] {
  return Object.entries(table).flatMap(([scale, codes]) =>
    codes.split(' ').map((code): [string, { scale: number }] => [code, { scale: Number(scale) }]),
  )
}

/** What the service knows without configuration; the policy file adds to it and may override it. */
export const DEFAULT_ASSETS: Policy['assets'] = Object.fromEntries([...scales(CURRENCIES), ...scales(TOKENS)])
