package dev.trueup.webhook;

import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.webhook.ReceiverFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.fixture.Callers;
import dev.trueup.fixture.Events;
import dev.trueup.fixture.Gate;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.protocol.ClaimState.Phase;
import dev.trueup.protocol.Claims;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ClaimRenewalTest {

    private static final WebhookEvent EVENT = Events.stripe("evt_1", "invoice.paid", CUS_1);

    /** So short that the renewals of it are quickly there; the store's own clock stands still. */
    private static final Claims RULES = new Claims(Duration.ofMillis(30), 3);

    private final ReceiverFixture fixture = new ReceiverFixture(RULES);
    private final Callers callers = new Callers();
    private final Gate gate = new Gate();

    @AfterEach
    void close() {
        callers.close();
        fixture.close();
    }

    @Test
    @Tag("promise:W13")
    void longWorkKeepsItsClaim() throws Exception {
        WebhookReceiver slow = holding(WebhookSettings.DEFAULT);
        Callers.Call<WebhookOutcome> call = callers.call(() -> slow.receive(request("body")));
        gate.awaitArrival();

        fixture.claims.awaitAsked("renew", 3);
        gate.open();

        assertThat(call.result().status()).isEqualTo(Status.PROCESSED);
    }

    @Test
    void aRenewalThatFailsIsTriedAgain() throws Exception {
        fixture.claims.awayIn("renew");
        WebhookReceiver slow = holding(WebhookSettings.DEFAULT);
        Callers.Call<WebhookOutcome> call = callers.call(() -> slow.receive(request("body")));
        gate.awaitArrival();

        fixture.claims.awaitAsked("renew", 3);
        gate.open();

        assertThat(call.result().status()).isEqualTo(Status.PROCESSED);
    }

    @Test
    void aLostClaimIsNotRenewedAnyMore() throws Exception {
        WebhookReceiver slow = holding(WebhookSettings.DEFAULT);
        Callers.Call<WebhookOutcome> call = callers.call(() -> slow.receive(request("body")));
        gate.awaitArrival();
        fixture.claims.loseEverything();
        int before = fixture.claims.asked("renew");
        fixture.claims.awaitAsked("renew", before + 1);
        fixture.timer
                .schedule(() -> {}, 10 * RULES.lease().toMillis(), TimeUnit.MILLISECONDS)
                .get();
        gate.open();

        assertThat(call.result().status()).isEqualTo(Status.FENCED);
        assertThat(fixture.claims.asked("renew")).isLessThanOrEqualTo(before + 2);
    }

    @Test
    @Tag("promise:W13")
    void workThatDoesNotEndLosesItsClaimInTheEnd() throws Exception {
        WebhookReceiver hanging = holding(new WebhookSettings(WhenStoreIsDown.ASK_FOR_RETRY, Duration.ofNanos(1)));
        Callers.Call<WebhookOutcome> call = callers.call(() -> hanging.receive(request("body")));
        gate.awaitArrival();

        fixture.timer.submit(() -> {}).get();
        gate.open();
        call.result();

        assertThat(fixture.claims.asked("renew")).isZero();
    }

    @Test
    @Tag("promise:W13")
    void aClosedReceiverGivesBackWhatItIsWorkingOn() throws Exception {
        WebhookReceiver slow = holding(WebhookSettings.DEFAULT);
        Callers.Call<WebhookOutcome> call = callers.call(() -> slow.receive(request("body")));
        gate.awaitArrival();

        slow.close();

        assertThat(fixture.claims.phase(EVENT.key())).isEqualTo(Phase.FAILED);
        gate.open();
        assertThat(call.result().status()).isEqualTo(Status.FENCED);
    }

    @Test
    void finishedWorkIsNotRenewed() throws Exception {
        fixture.receiver(EVENT).on("invoice.*", event -> {}).receive(request("body"));

        assertThat(fixture.timer.getQueue()).isEmpty();
    }

    private WebhookReceiver holding(WebhookSettings settings) {
        return fixture.receiver(request -> EVENT, settings).on("invoice.*", event -> gate.pass());
    }
}
