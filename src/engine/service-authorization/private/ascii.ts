const BEYOND_ASCII = /[^\0-\x7f]/;

/** Lower-cases A to Z and nothing else, as IAM does: the Kelvin sign is not a `k`. */
export function foldAscii(text: string): string {
  return BEYOND_ASCII.test(text) ? text.replace(/[A-Z]+/g, letters => letters.toLowerCase()) : text.toLowerCase();
}
