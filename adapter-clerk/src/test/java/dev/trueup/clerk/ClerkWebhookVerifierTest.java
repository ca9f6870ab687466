package dev.trueup.clerk;

import static dev.trueup.clerk.SvixSigner.NOW;
import static dev.trueup.clerk.SvixSigner.OTHER_SECRET;
import static dev.trueup.clerk.SvixSigner.SECRET;
import static dev.trueup.clerk.SvixSigner.TIME;
import static dev.trueup.clerk.SvixSigner.reason;
import static dev.trueup.clerk.SvixSigner.request;
import static dev.trueup.clerk.SvixSigner.signed;
import static dev.trueup.clerk.SvixSigner.utf8;
import static dev.trueup.clerk.SvixSigner.v1;
import static dev.trueup.clerk.SvixSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.UserId;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClerkWebhookVerifierTest {

    private static final byte[] BODY =
            utf8("{\"data\":{\"id\":\"user_1\",\"object\":\"user\"},\"object\":\"event\",\"type\":\"user.updated\","
                    + "\"timestamp\":1772366399123,\"instance_id\":\"ins_1\"}");
    private static final String ID = "msg_1";
    private static final String V1 = v1(SECRET, ID, TIME, BODY);
    private static final String WRONG = "v1," + "A".repeat(43) + "=";

    private final ClerkWebhookVerifier verifier = verifier().build();

    @ParameterizedTest
    @ValueSource(strings = {"svix-", "webhook-"})
    void aGenuineRequestIsRead(String family) {
        WebhookEvent event = verifier.verify(request(BODY, family, ID, TIME, V1));

        assertThat(event.key()).isEqualTo(EventKey.of(Source.CLERK, ID));
        assertThat(event.type()).isEqualTo("user.updated");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-03-01T11:59:59.123Z"));
        assertThat(event.user()).isEqualTo(new UserId("user_1"));
        assertThat(event.live()).isNull();
        assertThat(event.customers()).isEmpty();
        assertThat(event.object()).isNull();
    }

    @Test
    @Tag("promise:W12")
    void everySecretCountsWithItsPrefixAndWithout() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        ClerkWebhookVerifier both = ClerkWebhookVerifier.builder(OTHER_SECRET, SECRET.substring(6))
                .clock(clock)
                .build();

        assertThat(both.verify(signed(BODY))).isNotNull();
        assertThat(both.verify(request(BODY, "svix-", ID, TIME, v1(OTHER_SECRET, ID, TIME, BODY))))
                .isNotNull();
        assertThat(reason(
                        ClerkWebhookVerifier.builder(OTHER_SECRET).clock(clock).build(), signed(BODY)))
                .isEqualTo(Reason.SIGNATURE_WRONG);
    }

    @Test
    void everyV1OfTheListCounts() {
        for (String signatures : List.of(
                WRONG + " " + V1, V1 + " " + WRONG, "v1a,AAAA v2," + V1.substring(3) + "  " + V1, "v1,? x , " + V1)) {
            assertThat(verifier.verify(request(BODY, "svix-", ID, TIME, signatures)))
                    .as(signatures)
                    .isNotNull();
        }
        Map<String, List<String>> headers = headers("svix-");
        headers.put("svix-signature", List.of(WRONG, V1));
        assertThat(verifier.verify(WebhookRequest.of(BODY, headers))).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "id|\"\"",
                "id| ",
                "id|msg\u0000",
                "id|msg\u007f",
                "id|é",
                "timestamp|\"\"",
                "timestamp|hello",
                "timestamp|-1",
                "timestamp|+1772366400",
                "timestamp|1772366400.5",
                "timestamp|1000000000000",
                "timestamp|١٧٧٢٣٦٦٤٠٠",
                "signature|\"\"",
                "signature| ",
                "signature|v1,",
                "signature|v1,invalid_signature",
                "signature|v1",
                "signature|v1a,AAAA",
                "signature|AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "signature|v1,????????????????????????????????????????????"
            })
    @Tag("promise:W10")
    void aHeaderThatIsNotOfSvixFormIsMalformed(String header, String value) {
        Map<String, List<String>> headers = headers("svix-");
        headers.put("svix-" + header, List.of(value));

        assertThat(reason(verifier, WebhookRequest.of(BODY, headers))).isEqualTo(Reason.HEADER_MALFORMED);
    }

    @Test
    @Tag("promise:W11")
    void aHeaderThatIsTooLongOrContradictsItselfIsMalformed() {
        for (Map.Entry<String, List<String>> wrong : Map.of(
                        "svix-id", List.of("x".repeat(256)),
                        "svix-timestamp", List.of(TIME, "1"),
                        "svix-signature", List.of(V1, (" " + WRONG).repeat(200_000)),
                        "SVIX-SIGNATURE", List.of(V1 + (" " + WRONG).repeat(16)))
                .entrySet()) {
            Map<String, List<String>> headers = headers("svix-");
            headers.remove(wrong.getKey().toLowerCase(Locale.ROOT));
            headers.put(wrong.getKey(), wrong.getValue());

            assertThat(reason(verifier, WebhookRequest.of(BODY, headers)))
                    .as(wrong.getKey())
                    .isEqualTo(Reason.HEADER_MALFORMED);
        }
    }

    @Test
    void familiesOfHeadersDoNotMix() {
        Map<String, List<String>> mixed = headers("svix-");
        mixed.put("webhook-signature", mixed.remove("svix-signature"));
        assertThat(reason(verifier, WebhookRequest.of(BODY, mixed))).isEqualTo(Reason.HEADER_MISSING);

        Map<String, List<String>> both = headers("webhook-");
        both.putAll(headers("svix-"));
        both.put("svix-signature", List.of(WRONG));
        assertThat(reason(verifier, WebhookRequest.of(BODY, both))).isEqualTo(Reason.SIGNATURE_WRONG);

        Map<String, List<String>> half = headers("webhook-");
        half.put("svix-id", List.of("msg_2"));
        assertThat(verifier.verify(WebhookRequest.of(BODY, half)).key().id()).isEqualTo(ID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "timestamp", "signature"})
    void aHeaderThatIsNotThereIsMissing(String header) {
        Map<String, List<String>> headers = headers("webhook-");
        headers.remove("webhook-" + header);

        assertThat(reason(verifier, WebhookRequest.of(BODY, headers))).isEqualTo(Reason.HEADER_MISSING);
    }

    @Test
    @Tag("promise:W10")
    void whatWasSignedIsIdTimeAndBody() {
        assertThat(reason(verifier, request(utf8("{}"), "svix-", ID, TIME, V1))).isEqualTo(Reason.SIGNATURE_WRONG);
        assertThat(reason(verifier, request(BODY, "svix-", "msg_2", TIME, V1))).isEqualTo(Reason.SIGNATURE_WRONG);
        assertThat(reason(verifier, request(BODY, "svix-", ID, "0" + TIME, V1))).isEqualTo(Reason.SIGNATURE_WRONG);
    }

    @Test
    @Tag("promise:W10")
    void aGoodSignatureIsBelievedForFiveMinutesBothWays() {
        assertThat(verifier.verify(at(-300))).isNotNull();
        assertThat(verifier.verify(at(300))).isNotNull();
        assertThat(reason(verifier, at(-301))).isEqualTo(Reason.TOO_OLD);
        assertThat(reason(verifier, at(301))).isEqualTo(Reason.FROM_THE_FUTURE);
    }

    @Test
    void theReasonIsTheFirstThatAppliesInTheirOrder() {
        byte[] notJson = utf8("not JSON");

        assertThat(reason(verifier, WebhookRequest.of(new byte[WebhookRequest.MAX_BODY_BYTES + 1], Map.of())))
                .isEqualTo(Reason.TOO_LARGE);
        assertThat(reason(verifier, request(notJson, "svix-", ID, "1", WRONG))).isEqualTo(Reason.SIGNATURE_WRONG);
        assertThat(reason(verifier, request(notJson, "svix-", ID, "1", v1(SECRET, ID, "1", notJson))))
                .isEqualTo(Reason.TOO_OLD);
        assertThat(reason(verifier, signed(notJson))).isEqualTo(Reason.BODY_MALFORMED);
    }

    @Test
    @Tag("promise:W10")
    void anEventOfAnotherInstanceIsRejected() {
        assertThat(verifier().instance("ins_1").build().verify(signed(BODY))).isNotNull();
        assertThat(reason(verifier().instance("ins_2").build(), signed(BODY))).isEqualTo(Reason.WRONG_ACCOUNT);
        assertThat(reason(
                        verifier().instance("ins_1").build(), signed(utf8("{\"type\":\"session.ended\",\"data\":{}}"))))
                .isEqualTo(Reason.WRONG_ACCOUNT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "whsec_not base64", "whsec_hidden?", "whsec_aGlk\n"})
    void anUnusableSecretIsRefusedWithoutBeingShown(String secret) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClerkWebhookVerifier.builder(SECRET, secret))
                .withNoCause()
                .withMessageNotContainingAny("hidden", "not base64", "?", "aGlk");
    }

    private static Map<String, List<String>> headers(String family) {
        return new HashMap<>(Map.of(
                family + "id", List.of(ID), family + "timestamp", List.of(TIME), family + "signature", List.of(V1)));
    }

    private static WebhookRequest at(long offset) {
        String time = Long.toString(NOW.getEpochSecond() + offset);
        return request(BODY, "svix-", ID, time, v1(SECRET, ID, time, BODY));
    }
}
