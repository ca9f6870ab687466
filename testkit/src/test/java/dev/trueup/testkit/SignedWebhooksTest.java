package dev.trueup.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.stripe.exception.SignatureVerificationException;
import com.stripe.net.Webhook;
import dev.trueup.model.WebhookRequest;
import dev.trueup.testkit.SignedWebhooks.Flaw;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedWebhooksTest {

    /** Base64 of 32 bytes; the signatures below were made with OpenSSL. */
    private static final String SECRET = "whsec_dHJ1ZXVwLW93bi1zYW1wbGUta2V5LTMyLWJ5dGVzISE=";

    private static final String OWN_VECTORS = """
            {"positive":[{"secret":"%s","id":"msg_own","timestamp":1767225600,"payload":"{\\"type\\":\\"user.created\\",\\"ö\\":1}",
            "signature":"v1,97BAJ4juc5P3nz+hfbBuv+/OUrOPksp49mVyb6jLDhM="}]}""".formatted(SECRET);

    private static final String OTHER_SECRET = "whsec_b3RoZXI=";
    private static final byte[] BODY = "{\"type\":\"user.created\",\"ö\":1}".getBytes(UTF_8);
    private static final long TOLERANCE = 300;

    private final SettableClock clock = SettableClock.at("2026-01-01T00:00:00.999Z");

    @Test
    void aSignatureOfStripeIsTheOneThatOpensslMakes() {
        assertThat(SignedWebhooks.stripe(SECRET, clock).sign(BODY).headers())
                .containsExactly(Map.entry(
                        "Stripe-Signature",
                        "t=1767225600,v1=a43ad823aa85f7d48fa2cefa9ac2a2f96a61e6374059e94b295fca30bcec1d8d"));
    }

    @Test
    void aSignatureOfClerkIsTheOneThatOpensslMakes() {
        assertThat(SignedWebhooks.clerk(SECRET, clock).sign("msg_own", BODY).headers())
                .containsExactly(
                        Map.entry("svix-id", "msg_own"),
                        Map.entry("svix-timestamp", "1767225600"),
                        Map.entry("svix-signature", "v1,97BAJ4juc5P3nz+hfbBuv+/OUrOPksp49mVyb6jLDhM="));
    }

    /** Published vectors where they are at hand, else our own sample in the same form. */
    @ParameterizedTest
    @ValueSource(strings = {"svix", "standard-webhooks"})
    void aSignatureOfClerkIsTheOneThatWasPublished(String source) throws IOException {
        Path file = Path.of("..", "..", "shared", "fixtures", source, "vectors.json");
        boolean atHand = Files.exists(file);
        System.out.println("webhook vectors: " + (atHand ? source : "our own"));
        JsonNode vectors = new ObjectMapper().readTree(atHand ? Files.readString(file) : OWN_VECTORS);

        assertThat(vectors.path("positive")).isNotEmpty().allSatisfy(vector -> {
            clock.set(Instant.ofEpochSecond(vector.path("timestamp").asLong()));
            SignedWebhook signed = SignedWebhooks.clerk(vector.path("secret").asText(), clock)
                    .sign(
                            vector.path("id").asText(),
                            vector.path("payload").asText().getBytes(UTF_8));

            assertThat(signed.headers())
                    .containsEntry("svix-signature", vector.path("signature").asText());
        });
    }

    @Test
    void stripesOwnLibraryBelievesASignature() throws SignatureVerificationException {
        assertBelieved(SignedWebhooks.stripe(SECRET, clock).sign(BODY), SECRET);
    }

    @ParameterizedTest
    @EnumSource(value = Flaw.class, mode = EnumSource.Mode.EXCLUDE, names = "FROM_THE_FUTURE")
    void stripesOwnLibraryRejectsEveryFlaw(Flaw flaw) {
        SignedWebhook broken = SignedWebhooks.stripe(SECRET, clock).broken(flaw).sign(BODY);

        // A missing or malformed header makes it throw whatever comes.
        assertThatThrownBy(() -> assertBelieved(broken, SECRET)).isInstanceOf(Exception.class);
    }

    @Test
    void aWebhookFromTheFutureIsRightButForItsTime() throws SignatureVerificationException {
        SignedWebhook broken = SignedWebhooks.stripe(SECRET, clock)
                .broken(Flaw.FROM_THE_FUTURE)
                .sign(BODY);

        assertThat(broken.headers().get("Stripe-Signature")).startsWith("t=1767226200,v1=");
        assertBelieved(broken, SECRET);
    }

    @ParameterizedTest
    @EnumSource(Flaw.class)
    void eachFlawOfAWebhookOfClerkLeavesTheRestRight(Flaw flaw) {
        SignedWebhooks signer = SignedWebhooks.clerk(SECRET, clock);
        SignedWebhook right = signer.sign("msg_own", BODY);
        SignedWebhook broken = signer.broken(flaw).sign("msg_own", BODY);
        String id = broken.headers().get("svix-id");
        String timestamp = broken.headers().get("svix-timestamp");
        String signature = broken.headers().get("svix-signature");

        assertThat(id).isEqualTo("msg_own");
        switch (flaw) {
            case WRONG_SECRET -> {
                assertThat(signature)
                        .startsWith("v1,")
                        .isNotEqualTo(right.headers().get("svix-signature"));
                assertThat(timestamp).isEqualTo("1767225600");
            }
            case TAMPERED_BODY -> {
                assertThat(new String(broken.body(), UTF_8)).isEqualTo(new String(BODY, UTF_8) + " ");
                assertThat(broken.headers()).isEqualTo(right.headers());
            }
            case TOO_OLD -> assertRightAt("2025-12-31T23:50:00Z", broken);
            case FROM_THE_FUTURE -> assertRightAt("2026-01-01T00:10:00Z", broken);
            case MISSING_HEADER -> assertThat(broken.headers()).containsOnlyKeys("svix-id", "svix-timestamp");
            case MALFORMED_HEADER -> assertThat(signature).startsWith("v1 ").doesNotContain(",");
            case OTHER_SCHEME_ONLY ->
                assertThat(signature)
                        .isEqualTo(requireNonNull(right.headers().get("svix-signature"))
                                .replace("v1,", "v1a,"));
        }
        if (flaw != Flaw.TAMPERED_BODY) {
            assertThat(broken.body()).isEqualTo(BODY);
        }
    }

    @Test
    void whileASecretIsReplacedBothSign() throws SignatureVerificationException {
        SignedWebhook stripe =
                SignedWebhooks.stripe(SECRET, clock).alsoWith(OTHER_SECRET).sign(BODY);
        SignedWebhooks clerk = SignedWebhooks.clerk(SECRET, clock);

        assertBelieved(stripe, SECRET);
        assertBelieved(stripe, OTHER_SECRET);
        assertThat(clerk.alsoWith(OTHER_SECRET).sign("msg_own", BODY).headers().get("svix-signature"))
                .isEqualTo(clerk.sign("msg_own", BODY).headers().get("svix-signature")
                        + " "
                        + SignedWebhooks.clerk(OTHER_SECRET, clock)
                                .sign("msg_own", BODY)
                                .headers()
                                .get("svix-signature"));
    }

    @Test
    void theStandardHeaderNamesCarryTheSameValues() {
        SignedWebhooks clerk = SignedWebhooks.clerk(SECRET, clock);

        assertThat(clerk.withStandardHeaderNames().sign("msg_own", BODY).headers())
                .containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature")
                .containsValues(clerk.sign("msg_own", BODY).headers().values().toArray(String[]::new));
        assertThatThrownBy(SignedWebhooks.stripe(SECRET, clock)::withStandardHeaderNames)
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void twoMessagesOfClerkHaveTwoIds() {
        SignedWebhooks clerk = SignedWebhooks.clerk(SECRET, clock);

        assertThat(clerk.sign(BODY).headers().get("svix-id"))
                .startsWith("msg_")
                .isNotEqualTo(clerk.sign(BODY).headers().get("svix-id"));
    }

    @Test
    void aSignedWebhookIsARequestForAVerifierAndForHttp() {
        SignedWebhook signed = SignedWebhooks.stripe(SECRET, clock).sign(BODY);
        WebhookRequest request = signed.toRequest();
        HttpRequest http =
                signed.toHttpRequest(URI.create("http://127.0.0.1:1/hook")).build();

        assertThat(request.body()).isEqualTo(BODY);
        assertThat(request.header("stripe-signature"))
                .containsExactly(signed.headers().get("Stripe-Signature"));
        assertThat(http.headers().firstValue("Stripe-Signature"))
                .contains(signed.headers().get("Stripe-Signature"));
        assertThat(http.method()).isEqualTo("POST");
        assertThat(http.bodyPublisher().orElseThrow().contentLength()).isEqualTo(BODY.length);
    }

    @Test
    void whatCannotBeASecretIsRefusedWithoutBeingShown() {
        for (String secret : new String[] {"", "whsec_", "sk_test_1", "whsec_no base64"}) {
            assertThatThrownBy(() -> SignedWebhooks.clerk(secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasNoCause()
                    .hasMessageNotContainingAny("sk_test_1", "no base64");
        }
        assertThatThrownBy(() -> SignedWebhooks.stripe(SECRET).alsoWith("other"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(SignedWebhooks.stripe(SECRET).toString()).doesNotContain(SECRET.substring(6));
        assertThat(SignedWebhooks.stripe(SECRET).sign(BODY).toString()).doesNotContain("v1=", "user.created");
    }

    private static void assertRightAt(String instant, SignedWebhook signed) {
        Clock then = SettableClock.at(instant);
        assertThat(signed.headers())
                .isEqualTo(
                        SignedWebhooks.clerk(SECRET, then).sign("msg_own", BODY).headers());
    }

    private void assertBelieved(SignedWebhook signed, String secret) throws SignatureVerificationException {
        Webhook.Signature.verifyHeader(
                new String(signed.body(), UTF_8), signed.headers().get("Stripe-Signature"), secret, TOLERANCE, clock);
    }
}
