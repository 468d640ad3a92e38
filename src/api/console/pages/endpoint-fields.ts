import { type Html, html } from '../html.ts'

/** Never shown again, not even to whoever has just written it. */
export function secretField(): Html {
  return html`<label>Secret the provider shows; one is made, where its receiver chooses it <input type="password" name="secret" maxlength="1000" autocomplete="off"></label>`
}

export function addressField(addresses?: string): Html {
  return html`<label>Addresses and subnets that may deliver, one a line; none: whoever the policy says <textarea name="ipAllow" rows="3" autocomplete="off">${addresses}</textarea></label>`
}

export function addressesOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((address) => address !== '')
}
