package dev.trueup.testkit;

import dev.trueup.testkit.fake.FakeEvent;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs webhook bodies as Stripe and Clerk do, or {@link #broken} in one named way. Immutable and thread-safe.
 *
 * <p>{@code SignedWebhooks.stripe("whsec_…").sign(body).toRequest()} is what a verifier must believe.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe: verify a signature by hand</a>
 * @see <a href="https://docs.svix.com/receiving/verifying-payloads/how-manual">Svix, which sends for Clerk: the same</a>
 */
public final class SignedWebhooks {

    /** What can be wrong with a webhook; each alone must get it rejected. */
    public enum Flaw {
        /** Signed with a secret that the endpoint does not have. */
        WRONG_SECRET,
        /** One blank was added to the body after it was signed, so that it still is the same JSON. */
        TAMPERED_BODY,
        /** Signed ten minutes ago; both providers' libraries allow five. */
        TOO_OLD,
        /** Signed ten minutes ahead. */
        FROM_THE_FUTURE,
        /** The header with the signature is not there. */
        MISSING_HEADER,
        /** The header with the signature has blanks where commas belong. */
        MALFORMED_HEADER,
        /** A right signature that only claims another scheme: {@code v0} at Stripe, {@code v1a} at Svix. */
        OTHER_SCHEME_ONLY
    }

    private static final String STRIPE_SIGNATURE = "Stripe-Signature";
    private static final String PREFIX = "whsec_";
    private static final Duration OUT_OF_TOLERANCE = Duration.ofMinutes(10);

    /** How one provider makes a key of a secret, and how its header names are spelled; Stripe's has no prefix. */
    private record Scheme(@Nullable String headerPrefix) {

        byte[] key(String secret) {
            if (headerPrefix == null) {
                return secret.getBytes(StandardCharsets.UTF_8);
            }
            try {
                return Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("a secret of Clerk must be base64 after " + PREFIX);
            }
        }
    }

    private final Scheme scheme;
    private final Clock clock;
    private final List<String> secrets;
    private final @Nullable Flaw flaw;

    private SignedWebhooks(Scheme scheme, Clock clock, List<String> secrets, @Nullable Flaw flaw) {
        this.scheme = scheme;
        this.clock = clock;
        this.secrets = secrets;
        this.flaw = flaw;
        for (String secret : secrets) {
            if (!secret.startsWith(PREFIX) || scheme.key(secret).length == 0) {
                throw new IllegalArgumentException("a secret must begin with " + PREFIX + " and go on");
            }
        }
    }

    /** Signs as Stripe does, with the system's time. */
    public static SignedWebhooks stripe(String secret) {
        return stripe(secret, Clock.systemUTC());
    }

    /**
     * Signs as Stripe does: the key is the whole secret.
     *
     * @param secret {@code whsec_…}
     * @param clock says when it is signed, in whole seconds
     * @throws IllegalArgumentException when the secret cannot be one
     */
    public static SignedWebhooks stripe(String secret, Clock clock) {
        return new SignedWebhooks(new Scheme(null), clock, List.of(secret), null);
    }

    /** Signs as Clerk does, with the system's time. */
    public static SignedWebhooks clerk(String secret) {
        return clerk(secret, Clock.systemUTC());
    }

    /**
     * Signs as Clerk does, through Svix: the key is what the secret's base64 stands for.
     *
     * @param secret {@code whsec_} and base64
     * @param clock says when it is signed, in whole seconds
     * @throws IllegalArgumentException when the secret cannot be one
     */
    public static SignedWebhooks clerk(String secret, Clock clock) {
        return new SignedWebhooks(new Scheme("svix-"), clock, List.of(secret), null);
    }

    /** Signs with this secret too, as both providers do while a secret is being replaced. */
    public SignedWebhooks alsoWith(String secret) {
        List<String> all = new ArrayList<>(secrets);
        all.add(secret);
        return new SignedWebhooks(scheme, clock, List.copyOf(all), flaw);
    }

    /**
     * Names the headers {@code webhook-…}, as the Standard Webhooks specification does, and not {@code svix-…}.
     *
     * @throws IllegalStateException when it signs for Stripe
     */
    public SignedWebhooks withStandardHeaderNames() {
        if (scheme.headerPrefix() == null) {
            throw new IllegalStateException("Stripe has one header only, " + STRIPE_SIGNATURE);
        }
        return new SignedWebhooks(new Scheme("webhook-"), clock, secrets, flaw);
    }

    /** Does this one thing wrong. */
    public SignedWebhooks broken(Flaw how) {
        return new SignedWebhooks(scheme, clock, secrets, how);
    }

    /** Signs a body; for Clerk as a message of its own, with a new id. */
    public SignedWebhook sign(byte[] body) {
        return sign("msg_" + UUID.randomUUID().toString().replace("-", ""), body);
    }

    /** Signs a fake's event; for Clerk with the event's own message id, the same each time. */
    public SignedWebhook sign(FakeEvent event) {
        return sign(event.id(), event.bytes());
    }

    /**
     * Signs a body.
     *
     * @param messageId Clerk's {@code svix-id}; Stripe has its id in the body
     */
    public SignedWebhook sign(String messageId, byte[] body) {
        long seconds = clock.instant().plus(offset()).getEpochSecond();
        String signed = scheme.headerPrefix() == null ? seconds + "." : messageId + "." + seconds + ".";
        List<byte[]> signatures =
                secrets.stream().map(secret -> hmac(key(secret), signed, body)).toList();
        Map<String, String> headers =
                scheme.headerPrefix() == null ? stripe(seconds, signatures) : svix(messageId, seconds, signatures);
        return new SignedWebhook(headers, flaw == Flaw.TAMPERED_BODY ? withBlank(body) : body.clone());
    }

    private Map<String, String> stripe(long seconds, List<byte[]> signatures) {
        StringBuilder header = new StringBuilder("t=").append(seconds);
        String version = flaw == Flaw.OTHER_SCHEME_ONLY ? ",v0=" : ",v1=";
        signatures.forEach(
                signature -> header.append(version).append(HexFormat.of().formatHex(signature)));
        return withSignature(new LinkedHashMap<>(), STRIPE_SIGNATURE, header.toString());
    }

    private Map<String, String> svix(String messageId, long seconds, List<byte[]> signatures) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(scheme.headerPrefix() + "id", messageId);
        headers.put(scheme.headerPrefix() + "timestamp", Long.toString(seconds));
        String version = flaw == Flaw.OTHER_SCHEME_ONLY ? "v1a," : "v1,";
        List<String> listed = signatures.stream()
                .map(signature -> version + Base64.getEncoder().encodeToString(signature))
                .toList();
        return withSignature(headers, scheme.headerPrefix() + "signature", String.join(" ", listed));
    }

    private Map<String, String> withSignature(Map<String, String> headers, String name, String value) {
        if (flaw != Flaw.MISSING_HEADER) {
            headers.put(name, flaw == Flaw.MALFORMED_HEADER ? value.replace(',', ' ') : value);
        }
        return headers;
    }

    private Duration offset() {
        if (flaw == Flaw.TOO_OLD) {
            return OUT_OF_TOLERANCE.negated();
        }
        return flaw == Flaw.FROM_THE_FUTURE ? OUT_OF_TOLERANCE : Duration.ZERO;
    }

    private byte[] key(String secret) {
        byte[] key = scheme.key(secret);
        if (flaw == Flaw.WRONG_SECRET) {
            key[key.length - 1] ^= 1;
        }
        return key;
    }

    private static byte[] withBlank(byte[] body) {
        byte[] longer = Arrays.copyOf(body, body.length + 1);
        longer[body.length] = ' ';
        return longer;
    }

    private static byte[] hmac(byte[] key, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** Tells no secret. */
    @Override
    public String toString() {
        String provider = scheme.headerPrefix() == null ? "Stripe" : "Clerk";
        return "SignedWebhooks[" + provider + ", " + secrets.size() + " secrets, flaw " + flaw + "]";
    }
}
