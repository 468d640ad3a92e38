/**
 * SHA-256 (FIPS 180-4) in plain TypeScript: ids are computed inside the workflow sandbox too, where neither Node's
 * crypto nor a package is to be had. A test compares it with Node's own.
 */
const K = roundConstants()
const INITIAL = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]

/** Hex SHA-256 of a text's UTF-8 bytes. */
export function sha256Hex(text: string): string {
  const blocks = padded(utf8(text))
  const hash = Uint32Array.from(INITIAL)
  for (let offset = 0; offset < blocks.length; offset += 16)
    compress(hash, blocks.subarray(offset, offset + 16))
  return Array.from(hash, (word) => word.toString(16).padStart(8, '0')).join('')
}

function compress(hash: Uint32Array, block: Uint32Array): void {
  const w = new Uint32Array(64)
  w.set(block)
  for (let i = 16; i < 64; i++) {
    const w15 = at(w, i - 15)
    const w2 = at(w, i - 2)
    const s0 = rotate(w15, 7) ^ rotate(w15, 18) ^ (w15 >>> 3)
    const s1 = rotate(w2, 17) ^ rotate(w2, 19) ^ (w2 >>> 10)
    w[i] = at(w, i - 16) + s0 + at(w, i - 7) + s1
  }
  const v = Uint32Array.from(hash)
  for (let i = 0; i < 64; i++) round(v, at(K, i) + at(w, i))
  for (let i = 0; i < 8; i++) hash[i] = at(hash, i) + at(v, i)
}

function round(v: Uint32Array, input: number): void {
  const [a, b, c, e, f, g] = [at(v, 0), at(v, 1), at(v, 2), at(v, 4), at(v, 5), at(v, 6)]
  const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
  const t1 = at(v, 7) + s1 + ((e & f) ^ (~e & g)) + input
  const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
  const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c))
  v.copyWithin(1, 0, 7)
  v[4] = at(v, 4) + t1
  v[0] = t1 + t2
}

function padded(bytes: number[]): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) * 16)
  bytes.concat(0x80).forEach((byte, i) => {
    words[i >> 2] = at(words, i >> 2) | (byte << (24 - (i % 4) * 8))
  })
  words[words.length - 2] = Math.floor(bytes.length / 0x20000000)
  words[words.length - 1] = bytes.length << 3
  return words
}

/** Encodes by way of encodeURIComponent: the sandbox need not have a TextEncoder. A lone surrogate becomes U+FFFD. */
function utf8(text: string): number[] {
  const encoded = encodeURIComponent(
    text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'),
  )
  return Array.from(encoded.matchAll(/%([0-9A-F]{2})|[^%]/g), ([char, hex]) =>
    hex === undefined ? char.charCodeAt(0) : Number.parseInt(hex, 16),
  )
}

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function roundConstants(): Uint32Array {
  const constants: number[] = []
  for (let n = 2; constants.length < 64; n++) {
    if (isPrime(n)) constants.push((Math.cbrt(n) % 1) * 0x100000000)
  }
  return Uint32Array.from(constants)
}

function isPrime(n: number): boolean {
  for (let d = 2; d * d <= n; d++) if (n % d === 0) return false
  return true
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

function at(words: Uint32Array, index: number): number {
  return words[index] ?? 0
}
