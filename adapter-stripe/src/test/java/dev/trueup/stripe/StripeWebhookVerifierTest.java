package dev.trueup.stripe;

import static dev.trueup.stripe.StripeSigner.NOW;
import static dev.trueup.stripe.StripeSigner.SECRET;
import static dev.trueup.stripe.StripeSigner.header;
import static dev.trueup.stripe.StripeSigner.reason;
import static dev.trueup.stripe.StripeSigner.request;
import static dev.trueup.stripe.StripeSigner.signed;
import static dev.trueup.stripe.StripeSigner.utf8;
import static dev.trueup.stripe.StripeSigner.v1;
import static dev.trueup.stripe.StripeSigner.verifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.model.WebhookRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeWebhookVerifierTest {

    private static final byte[] BODY = event("");
    private static final String T = Long.toString(NOW.getEpochSecond());
    private static final String V1 = "v1=" + v1(SECRET, T, BODY);
    private static final String OTHER = "v1=" + "0".repeat(64);

    private final StripeWebhookVerifier verifier = verifier().build();

    @Test
    void aGenuineRequestIsRead() {
        WebhookEvent event = verifier.verify(signed(event("\"livemode\":true,")));

        assertThat(event.key()).isEqualTo(EventKey.of(Source.STRIPE, "evt_1"));
        assertThat(event.type()).isEqualTo("customer.updated");
        assertThat(event.occurredAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
        assertThat(event.live()).isTrue();
        assertThat(event.customers()).containsExactly(new CustomerId("cus_1"));
    }

    @Test
    @Tag("promise:W12")
    void everySecretCountsWhileOneIsRolled() {
        String byOld = "t=" + T + ",v1=" + v1("whsec_old", T, BODY);
        String byNew = "t=" + T + ",v1=" + v1("whsec_new", T, BODY);
        StripeWebhookVerifier both = StripeWebhookVerifier.builder("whsec_old", "whsec_new")
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .build();

        assertThat(both.verify(request(BODY, byOld))).isNotNull();
        assertThat(both.verify(request(BODY, byNew))).isNotNull();
        assertThat(reason(both, signed(BODY))).isEqualTo(Reason.SIGNATURE_WRONG);
    }

    @Test
    void everyV1OfEveryHeaderCounts() {
        for (String[] headers : new String[][] {
            {"t=" + T + "," + OTHER + "," + V1 + ",v0=" + "1".repeat(64)},
            {"t=" + T + "," + V1 + "," + OTHER},
            {V1 + ",t=" + T},
            {"t=" + T + ", " + V1.toUpperCase(Locale.ROOT).replace("V1=", "v1=")},
            {"t=" + T + "," + OTHER, "t=" + T + "," + V1},
            {"t=" + T, V1},
            {"t=" + T + ",v1=short,v1,,v2=" + OTHER + ",t,=," + V1}
        }) {
            assertThat(verifier.verify(request(BODY, headers)))
                    .as(String.join(" / ", headers))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "t=%1$s",
                "%2$s",
                "t=,%2$s",
                "t=%1$s,v0=%3$s",
                "t=%1$s,v1=",
                "t=%1$s,v1=%3$s",
                "t=%1$s,v1=%3$s00",
                "t=%1$s,v1=g%3$s",
                "t=%1$s,t=1,%2$s",
                "t=-%1$s,%2$s",
                "t=+%1$s,%2$s",
                "t=%1$s.0,%2$s",
                "t=000%1$s,%2$s",
                "t=%1$s,%2$s,é",
                "T=%1$s,%2$s",
                "t=%1$s;%2$s",
                "t=%1$s,v1=٠%3$s"
            })
    @Tag("promise:W10")
    void aHeaderThatIsNotOfStripesFormIsMalformed(String form) {
        String header = String.format(Locale.ROOT, form, T, V1, "0".repeat(63));

        assertThat(reason(verifier, request(BODY, header))).isEqualTo(Reason.HEADER_MALFORMED);
    }

    @Test
    @Tag("promise:W11")
    void aHeaderThatIsTooLongIsMalformed() {
        assertThat(reason(verifier, request(BODY, header(BODY) + ",v0=" + "0".repeat(4096))))
                .isEqualTo(Reason.HEADER_MALFORMED);
        assertThat(reason(verifier, request(BODY, header(BODY) + ("," + OTHER).repeat(15))))
                .isEqualTo(Reason.HEADER_MALFORMED);
        assertThat(reason(verifier, request(BODY, "t=" + T + ("," + OTHER).repeat(200_000))))
                .isEqualTo(Reason.HEADER_MALFORMED);
    }

    @Test
    void noHeaderIsAMissingHeader() {
        assertThat(reason(verifier, WebhookRequest.of(BODY, Map.of()))).isEqualTo(Reason.HEADER_MISSING);
    }

    @Test
    @Tag("promise:W10")
    void whatWasSignedIsTimeAndBody() {
        byte[] other = event(" ");

        assertThat(reason(verifier, request(other, header(BODY)))).isEqualTo(Reason.SIGNATURE_WRONG);
        assertThat(reason(verifier, request(BODY, "t=" + (NOW.getEpochSecond() + 1) + "," + V1)))
                .isEqualTo(Reason.SIGNATURE_WRONG);
        assertThat(reason(verifier, request(BODY, "t=0" + T + "," + V1))).isEqualTo(Reason.SIGNATURE_WRONG);
    }

    @Test
    @Tag("promise:W10")
    void aGoodSignatureIsBelievedForFiveMinutesBothWays() {
        assertThat(verifier.verify(at(-300))).isNotNull();
        assertThat(verifier.verify(at(300))).isNotNull();
        assertThat(reason(verifier, at(-301))).isEqualTo(Reason.TOO_OLD);
        assertThat(reason(verifier, at(301))).isEqualTo(Reason.FROM_THE_FUTURE);

        StripeWebhookVerifier shorter =
                verifier().tolerance(Duration.ofSeconds(10)).build();
        assertThat(reason(shorter, at(-11))).isEqualTo(Reason.TOO_OLD);
        assertThat(shorter.verify(at(10))).isNotNull();
    }

    @Test
    void theReasonIsTheFirstThatAppliesInTheirOrder() {
        byte[] large = new byte[WebhookRequest.MAX_BODY_BYTES + 1];
        StripeWebhookVerifier live = verifier().live(true).build();
        byte[] wrongModeAndAccount = event("\"livemode\":false,\"account\":\"acct_1\",");
        byte[] notJson = utf8("not JSON");
        String old = "1";

        assertThat(reason(verifier, WebhookRequest.of(large, Map.of()))).isEqualTo(Reason.TOO_LARGE);
        assertThat(reason(verifier, request(notJson, "t=1," + OTHER))).isEqualTo(Reason.SIGNATURE_WRONG);
        assertThat(reason(verifier, request(notJson, "t=1,v1=" + v1(SECRET, old, notJson))))
                .isEqualTo(Reason.TOO_OLD);
        assertThat(reason(verifier, signed(notJson))).isEqualTo(Reason.BODY_MALFORMED);
        assertThat(reason(live, signed(wrongModeAndAccount))).isEqualTo(Reason.WRONG_MODE);
    }

    @Test
    void theLongestBodyIsRead() {
        int rest = WebhookRequest.MAX_BODY_BYTES - event("\"x\":\"\",").length;
        byte[] longest = event("\"x\":\"" + "x".repeat(rest) + "\",");

        assertThat(longest).hasSize(WebhookRequest.MAX_BODY_BYTES);
        assertThat(verifier.verify(signed(longest))).isNotNull();
    }

    @Test
    @Tag("promise:W10")
    void anEventOfTheOtherModeIsRejected() {
        StripeWebhookVerifier live = verifier().live(true).build();
        StripeWebhookVerifier test = verifier().live(false).build();

        assertThat(live.verify(signed(event("\"livemode\":true,"))).live()).isTrue();
        assertThat(test.verify(signed(event("\"livemode\":false,"))).live()).isFalse();
        assertThat(reason(live, signed(event("\"livemode\":false,")))).isEqualTo(Reason.WRONG_MODE);
        assertThat(reason(test, signed(event("\"livemode\":true,")))).isEqualTo(Reason.WRONG_MODE);
        assertThat(reason(live, signed(event("")))).isEqualTo(Reason.WRONG_MODE);
        assertThat(verifier.verify(signed(event(""))).live()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "user_id", "context"})
    @Tag("promise:W10")
    void anEventOfAnotherAccountIsRejected(String field) {
        byte[] ofOne = event("\"" + field + "\":\"acct_1\",");
        StripeWebhookVerifier one = verifier().account("acct_1").build();
        StripeWebhookVerifier two = verifier().account("acct_2").build();

        assertThat(one.verify(signed(ofOne)).key()).isEqualTo(new EventKey(Source.STRIPE, "acct_1", "evt_1"));
        assertThat(reason(two, signed(ofOne))).isEqualTo(Reason.WRONG_ACCOUNT);
        assertThat(reason(verifier, signed(ofOne))).isEqualTo(Reason.WRONG_ACCOUNT);
        assertThat(reason(one, signed(BODY))).isEqualTo(Reason.WRONG_ACCOUNT);
        assertThat(verifier.verify(signed(event("\"" + field + "\":null,")))).isNotNull();
    }

    @Test
    @Tag("promise:W21")
    void anEndpointOfAllAccountsTakesTheEventsOfEach() {
        StripeWebhookVerifier any = verifier().anyAccount().build();

        for (String account : List.of("acct_1", "acct_2")) {
            byte[] body = event("\"account\":\"" + account + "\",");
            assertThat(any.verify(signed(body)).key().account()).isEqualTo(account);
        }
    }

    @Test
    void anUnusableSecretIsRefusedWithoutBeingShown() {
        assertThatIllegalArgumentException().isThrownBy(StripeWebhookVerifier::builder);
        assertThatIllegalArgumentException().isThrownBy(() -> StripeWebhookVerifier.builder("whsec_a", ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StripeWebhookVerifier.builder("whsec_hidden\n"))
                .withMessage("a secret must not have blanks");
    }

    @Test
    void aRejectionTellsItsReasonAndNoMore() {
        assertThatThrownBy(() -> verifier.verify(signed(utf8("{\"id\":\"secret"))))
                .isInstanceOf(WebhookRejectedException.class)
                .hasNoCause()
                .hasMessage("webhook rejected: BODY_MALFORMED");
    }

    private static WebhookRequest at(long offset) {
        String time = Long.toString(NOW.getEpochSecond() + offset);
        return request(BODY, "t=" + time + ",v1=" + v1(SECRET, time, BODY));
    }

    private static byte[] event(String more) {
        return utf8("{\"id\":\"evt_1\",\"object\":\"event\"," + more
                + "\"type\":\"customer.updated\",\"created\":1700000000,"
                + "\"data\":{\"object\":{\"id\":\"cus_1\",\"object\":\"customer\"}}}");
    }
}
