package dev.trueup.stripe;

import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Stripe does, and asks a verifier. */
final class StripeSigner {

    static final String SECRET = "whsec_of_the_tests";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private StripeSigner() {}

    /** A verifier with the secret of the tests, at the time of the tests. */
    static StripeWebhookVerifier.Builder verifier() {
        return StripeWebhookVerifier.builder(SECRET).clock(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The signature alone, in lower-case digits. */
    static String v1(String secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(utf8(secret), "HmacSHA256"));
            mac.update(utf8(time + "."));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The header of a genuine request of now. */
    static String header(byte[] body) {
        String time = Long.toString(NOW.getEpochSecond());
        return "t=" + time + ",v1=" + v1(SECRET, time, body);
    }

    static WebhookRequest request(byte[] body, String... headers) {
        return WebhookRequest.of(body, Map.of("stripe-signature", List.of(headers)));
    }

    static WebhookRequest signed(byte[] body) {
        return request(body, header(body));
    }

    /** What the body of a genuine request is read as, whichever account it names. */
    static WebhookEvent read(byte[] body) {
        return EventReader.read(body);
    }

    /** Why a request is rejected. */
    static Reason reason(StripeWebhookVerifier verifier, WebhookRequest request) {
        try {
            WebhookEvent event = verifier.verify(request);
            throw new AssertionError("believed: " + event.key());
        } catch (WebhookRejectedException rejected) {
            return rejected.reason();
        }
    }
}
