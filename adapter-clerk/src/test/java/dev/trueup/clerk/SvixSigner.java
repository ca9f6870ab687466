package dev.trueup.clerk;

import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Svix does for Clerk, and asks a verifier. */
final class SvixSigner {

    static final String SECRET = "whsec_dGhlIHNlY3JldCBvZiB0aGUgdGVzdHM=";
    static final String OTHER_SECRET = "whsec_YW5vdGhlciBzZWNyZXQ=";
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final String TIME = Long.toString(NOW.getEpochSecond());

    private SvixSigner() {}

    /** A verifier with the secret of the tests, at the time of the tests. */
    static ClerkWebhookVerifier.Builder verifier() {
        return ClerkWebhookVerifier.builder(SECRET).clock(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One signature with its version. */
    static String v1(String secret, String id, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret.substring(6)), "HmacSHA256"));
            mac.update(utf8(id + "." + time + "."));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static WebhookRequest request(byte[] body, String family, String id, String time, String signature) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(family + "id", List.of(id));
        headers.put(family + "timestamp", List.of(time));
        headers.put(family + "signature", List.of(signature));
        return WebhookRequest.of(body, headers);
    }

    /** A genuine request of now. */
    static WebhookRequest signed(byte[] body) {
        return request(body, "svix-", "msg_1", TIME, v1(SECRET, "msg_1", TIME, body));
    }

    /** Why a request is rejected. */
    static Reason reason(ClerkWebhookVerifier verifier, WebhookRequest request) {
        try {
            WebhookEvent event = verifier.verify(request);
            throw new AssertionError("believed: " + event.key());
        } catch (WebhookRejectedException rejected) {
            return rejected.reason();
        }
    }
}
