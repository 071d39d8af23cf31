// The browser's passkeys (Web Authentication) as the server's operations speak of them: octets in base64url.
import type { PasskeyAnswer, PasskeyOptions } from '@/api/schema'
import { post } from '@/api/client'

/** Browsers keep passkeys for names, not for addresses. */
export const can_use_passkeys = () => typeof PublicKeyCredential === 'function' && window.isSecureContext && !/^[\d.]+$|:/.test(location.hostname)

const octets_of = (text: string) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
const text_of = (octets: ArrayBuffer) => btoa(Array.from(new Uint8Array(octets), (octet) => String.fromCharCode(octet)).join('')).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

/** undefined when the reader thought better of it, or the device has none: the browser does not say which. */
async function unless_cancelled<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof DOMException && ['NotAllowedError', 'AbortError', 'InvalidStateError'].includes(error.name)) return undefined
    throw error
  }
}

export async function make_passkey(options: PasskeyOptions) {
  return unless_cancelled(async () => {
    const made = (await navigator.credentials.create({
      publicKey: {
        challenge: octets_of(options.challenge),
        rp: { id: options.relying_party, name: options.site_name },
        user: { id: octets_of(options.user), name: options.user_name, displayName: options.user_name },
        pubKeyCredParams: options.algorithms.map((alg) => ({ type: 'public-key' as const, alg })),
        excludeCredentials: options.exclude.map((id) => ({ type: 'public-key' as const, id: octets_of(id) })),
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
        attestation: 'none',
        timeout: 120_000,
      },
    })) as PublicKeyCredential
    const response = made.response as AuthenticatorAttestationResponse
    return { client_data: text_of(response.clientDataJSON), attestation: text_of(response.attestationObject) }
  })
}

/** What a passkey of the reader's choice says to a challenge that the server has just given. */
export async function ask_passkey(where: '/session/passkey-challenges' | '/me/passkey-challenges'): Promise<PasskeyAnswer | undefined> {
  const { challenge, relying_party } = await post(where, {})
  return unless_cancelled(async () => {
    const used = (await navigator.credentials.get({ publicKey: { challenge: octets_of(challenge), rpId: relying_party, userVerification: 'required', timeout: 120_000 } })) as PublicKeyCredential
    const response = used.response as AuthenticatorAssertionResponse
    return {
      credential: text_of(used.rawId),
      client_data: text_of(response.clientDataJSON),
      authenticator_data: text_of(response.authenticatorData),
      signature: text_of(response.signature),
    }
  })
}
