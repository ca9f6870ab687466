package dev.trueup.webhook;

import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.webhook.ReceiverFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.fixture.Events;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookRouterTest {

    @AutoClose
    private final ReceiverFixture fixture = new ReceiverFixture();

    private final List<String> effects = new ArrayList<>();
    private final List<Reason> rejected = new ArrayList<>();
    private final Map<String, WebhookReceiver> receivers =
            Map.of("acct_1", receiver("acct_1"), "acct_2", receiver("acct_2"));

    @Test
    @Tag("promise:W21")
    void anEventGoesToTheReceiverOfItsAccount() {
        assertThat(router(verifier("acct_2")).receive(request("body")).status()).isEqualTo(Status.PROCESSED);

        assertThat(effects).containsExactly("acct_2");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"acct_3", "null"},
            nullValues = "null")
    @Tag("promise:W21")
    void anEventOfAnAccountThatNobodyKnowsIsRefused(String account) {
        assertThat(router(verifier(account)).receive(request("body")).httpStatus())
                .isEqualTo(400);

        assertThat(effects).isEmpty();
        assertThat(rejected).containsExactly(Reason.WRONG_ACCOUNT);
    }

    @Test
    void whatIsNotBelievedGoesNowhere() {
        WebhookRouter router = router(request -> {
            throw new WebhookRejectedException(Reason.SIGNATURE_WRONG);
        });

        assertThat(router.receive(request("body")).status()).isEqualTo(Status.REJECTED);
        assertThat(rejected).containsExactly(Reason.SIGNATURE_WRONG);
    }

    @Test
    void whatIsTooLargeIsAnsweredSo() {
        WebhookRouter router = router(request -> {
            throw new WebhookRejectedException(Reason.TOO_LARGE);
        });

        assertThat(router.receive(request("body")).httpStatus()).isEqualTo(413);
    }

    private WebhookRouter router(WebhookVerifier verifier) {
        return new WebhookRouter(
                verifier, account -> Optional.ofNullable(receivers.get(account)), new TrueupListener() {
                    @Override
                    public void webhookRejected(Reason reason) {
                        rejected.add(reason);
                    }
                });
    }

    private WebhookReceiver receiver(String account) {
        return fixture.receiver(verifier(account)).on("invoice.paid", event -> effects.add(account));
    }

    private static WebhookVerifier verifier(@Nullable String account) {
        WebhookEvent event = Events.stripe("evt_1", "invoice.paid", CUS_1);
        return request -> new WebhookEvent(
                new EventKey(Source.STRIPE, account, "evt_1"),
                event.type(),
                event.occurredAt(),
                true,
                event.customers(),
                null,
                null);
    }
}
