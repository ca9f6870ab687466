package dev.trueup.webhook;

import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.webhook.ReceiverFixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.fixture.Events;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookOutcome.Status;
import dev.trueup.model.WebhookRejectedException;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimState.Phase;
import dev.trueup.spi.WebhookVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReceiverTest {

    private static final WebhookEvent EVENT = Events.stripe("evt_1", "invoice.paid", CUS_1);
    private static final EventKey KEY = EVENT.key();

    private final ReceiverFixture fixture = new ReceiverFixture();
    private final List<String> effects = new ArrayList<>();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    @Tag("promise:W1")
    void anEventIsClaimedHandledAndCompleted() {
        WebhookOutcome outcome = working().receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.PROCESSED);
        assertThat(outcome.httpStatus()).isEqualTo(200);
        assertThat(outcome.event()).isEqualTo(EVENT);
        assertThat(effects).containsExactly("evt_1");
        assertThat(fixture.claims.phase(KEY)).isEqualTo(Phase.DONE);
        assertThat(fixture.told).containsExactly("claimed 1", "finished processed");
        assertThat(fixture.log.noted()).containsExactly("processing 1", "processed 1");
    }

    @Test
    @Tag("promise:W1")
    void anEventThatComesAgainIsADuplicateAndHasNoEffect() {
        working().receive(request("body"));

        WebhookOutcome outcome = working().receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.DUPLICATE);
        assertThat(outcome.httpStatus()).isEqualTo(200);
        assertThat(effects).hasSize(1);
    }

    @Test
    void whileSomebodyElseHasItTheSenderIsAskedToComeAgain() {
        fixture.claims.claim(KEY, "another", Tokens.fingerprint("body".getBytes(StandardCharsets.UTF_8)));

        WebhookOutcome outcome = working().receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.BUSY);
        assertThat(outcome.httpStatus()).isEqualTo(409);
        assertThat(outcome.retryAfterHeader()).contains("20");
        assertThat(effects).isEmpty();
    }

    @Test
    @Tag("promise:W1")
    void aFailureGivesTheEventBackAtOnce() {
        WebhookReceiver failing = fixture.receiver(EVENT).on("invoice.*", event -> {
            throw new IllegalStateException("somebody@example.com");
        });

        WebhookOutcome outcome = failing.receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.FAILED);
        assertThat(outcome.httpStatus()).isEqualTo(500);
        assertThat(outcome.retryAfterHeader()).isEmpty();
        assertThat(fixture.claims.phase(KEY)).isEqualTo(Phase.FAILED);
        assertThat(fixture.told).containsExactly("claimed 1", "failed 1 IllegalStateException", "finished failed");
        assertThat(fixture.log.noted()).containsExactly("processing 1", "failed 1 IllegalStateException");
        assertThat(working().receive(request("body")).status()).isEqualTo(Status.PROCESSED);
        assertThat(effects).hasSize(1);
    }

    @Test
    void theSenderIsToldWhenASourceWantsToBeAskedAgain() {
        WebhookReceiver failing = fixture.receiver(EVENT).on("invoice.*", event -> {
            throw new SourceUnavailableException(Source.STRIPE, "limits", null, Duration.ofMillis(2_100));
        });

        assertThat(failing.receive(request("body")).retryAfterHeader()).contains("3");
    }

    @Test
    void anErrorGivesTheEventBackAndGoesOn() {
        WebhookReceiver broken = fixture.receiver(EVENT).on("invoice.*", event -> {
            throw new NoClassDefFoundError("a.B");
        });

        assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(() -> broken.receive(request("body")));
        assertThat(fixture.claims.phase(KEY)).isEqualTo(Phase.FAILED);
    }

    @Test
    void anInterruptedHandlerGivesTheEventBackAndTheThreadStaysInterrupted() {
        WebhookReceiver interrupted = fixture.receiver(EVENT).on("invoice.*", event -> {
            throw new InterruptedException();
        });

        assertThat(interrupted.receive(request("body")).status()).isEqualTo(Status.FAILED);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(fixture.claims.phase(KEY)).isEqualTo(Phase.FAILED);
    }

    @Test
    @Tag("promise:W7")
    void anEventThatFailsAgainAndAgainIsGivenUpAndTheSenderStops() {
        WebhookReceiver failing = failing();
        failing.receive(request("body"));
        failing.receive(request("body"));

        WebhookOutcome outcome = failing.receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.DEAD);
        assertThat(outcome.httpStatus()).isEqualTo(200);
        assertThat(fixture.told).endsWith("dead 2", "finished dead");
        assertThat(fixture.log.find(KEY)).hasValueSatisfying(it -> {
            assertThat(it.status()).hasToString("dead");
            assertThat(it.attempts()).isEqualTo(2);
        });
    }

    @Test
    @Tag("promise:W7")
    void aDeadEventIsRetriedFromTheLog() {
        failing().receive(request("body"));
        failing().receive(request("body"));
        failing().receive(request("body"));

        assertThat(working().retry(KEY))
                .hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(Status.PROCESSED));
        assertThat(effects).containsExactly("evt_1");
        assertThat(fixture.log.find(KEY)).hasValueSatisfying(it -> {
            assertThat(it.status()).hasToString("processed");
            assertThat(it.attempts()).isEqualTo(3);
            assertThat(it.error()).isNull();
        });
        assertThat(working().receive(request("body")).status()).isEqualTo(Status.DUPLICATE);
    }

    @Test
    void aRetryDoesNothingTwiceAndNothingUnknown() {
        working().receive(request("body"));

        assertThat(working().retry(KEY))
                .hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(Status.DUPLICATE));
        assertThat(working().retry(EventKey.of(Source.STRIPE, "evt_other"))).isEmpty();
        assertThat(effects).hasSize(1);
    }

    @Test
    void aRetryWhileTheClaimsAreAwaySaysSo() {
        failing().receive(request("body"));
        fixture.claims.awayIn("reopen");

        assertThat(working().retry(KEY))
                .hasValueSatisfying(it -> assertThat(it.status()).isEqualTo(Status.UNKNOWN));
        assertThat(effects).isEmpty();
    }

    @Test
    @Tag("promise:W8")
    void anotherBodyUnderTheSameIdIsRefusedLoudly() {
        working().receive(request("body"));

        WebhookOutcome outcome = working().receive(request("another body"));

        assertThat(outcome.status()).isEqualTo(Status.MISMATCH);
        assertThat(outcome.httpStatus()).isEqualTo(400);
        assertThat(fixture.told).contains("mismatch");
        assertThat(effects).hasSize(1);
    }

    @Test
    @Tag("promise:W14")
    void aTypeThatNobodyHandlesIsIgnoredWithoutAClaim() {
        WebhookOutcome outcome = fixture.receiver(Events.stripe("evt_2", "payout.paid"))
                .on("invoice.*", it -> {})
                .receive(request("b"));

        assertThat(outcome.status()).isEqualTo(Status.IGNORED);
        assertThat(outcome.httpStatus()).isEqualTo(200);
        assertThat(fixture.claims.asked("claim")).isZero();
        assertThat(fixture.log.noted()).containsExactly("ignored 0");
    }

    @ParameterizedTest
    @EnumSource(WebhookRejectedException.Reason.class)
    @Tag("promise:W10")
    void whatIsNotBelievedIsRejectedAndNothingElseHappens(WebhookRejectedException.Reason reason) {
        WebhookReceiver receiver = fixture.receiver((WebhookVerifier) request -> {
            throw new WebhookRejectedException(reason);
        });

        WebhookOutcome outcome = receiver.on("invoice.*", it -> effects.add("")).receive(request("body"));

        boolean tooLarge = reason == WebhookRejectedException.Reason.TOO_LARGE;
        assertThat(outcome.httpStatus()).isEqualTo(tooLarge ? 413 : 400);
        assertThat(outcome.event()).isNull();
        assertThat(effects).isEmpty();
        assertThat(fixture.claims.asked("claim")).isZero();
        assertThat(fixture.told).startsWith("rejected " + reason);
    }

    @Test
    @Tag("promise:W6")
    void whileTheClaimsAreAwayTheSenderIsAskedToComeAgain() {
        fixture.claims.awayIn("claim");

        WebhookOutcome outcome = working().receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.UNKNOWN);
        assertThat(outcome.httpStatus()).isEqualTo(503);
        assertThat(outcome.retryAfterHeader()).contains("10");
        assertThat(effects).isEmpty();
        assertThat(fixture.told).containsExactly("claims failed in webhook", "finished unknown");
        assertThat(fixture.log.noted()).containsExactly("received 0");
    }

    @Test
    @Tag("promise:W6")
    void orTheEventIsWorkedOnAnyway() {
        fixture.claims.awayIn("claim");

        assertThat(anyway().receive(request("body")).status()).isEqualTo(Status.PROCESSED);
        assertThat(effects).hasSize(1);
        assertThat(fixture.log.noted()).containsExactly("processed 0");
    }

    @Test
    void whatIsWorkedOnAnywayAndFailsIsAFailure() {
        fixture.claims.awayIn("claim");
        WebhookReceiver failing = fixture.receiver(
                        request -> EVENT, WebhookSettings.DEFAULT.with(WhenStoreIsDown.PROCESS_ANYWAY))
                .on("invoice.*", event -> {
                    throw new IllegalStateException();
                });

        assertThat(failing.receive(request("body")).status()).isEqualTo(Status.FAILED);
        assertThat(fixture.log.noted()).containsExactly("failed 0 IllegalStateException");
    }

    @Test
    @Tag("promise:W1")
    void whatCannotBeCompletedIsNoSuccessAlthoughItsEffectIsDone() {
        fixture.claims.awayIn("complete");

        WebhookOutcome outcome = working().receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.UNKNOWN);
        assertThat(effects).hasSize(1);
        assertThat(fixture.claims.phase(KEY)).isEqualTo(Phase.PROCESSING);
    }

    @Test
    void unlessEventsAreWorkedOnAnyway() {
        fixture.claims.awayIn("complete");

        assertThat(anyway().receive(request("body")).status()).isEqualTo(Status.PROCESSED);
    }

    @Test
    @Tag("promise:W1")
    void whoLosesTheClaimMeanwhileDoesNotSpeakOfSuccess() {
        WebhookReceiver slow = fixture.receiver(EVENT).on("invoice.*", event -> {
            fixture.clock.advance(Duration.ofSeconds(21));
            assertThat(fixture.claims.claim(
                            KEY, "another", Tokens.fingerprint("body".getBytes(StandardCharsets.UTF_8))))
                    .isInstanceOf(ClaimResult.Claimed.class);
        });

        WebhookOutcome outcome = slow.receive(request("body"));

        assertThat(outcome.status()).isEqualTo(Status.FENCED);
        assertThat(outcome.httpStatus()).isEqualTo(500);
        assertThat(fixture.claims.phase(KEY)).isEqualTo(Phase.PROCESSING);
    }

    @Test
    void whoIsOvertakenByOneWhoIsDoneHasNothingLeftToDo() {
        WebhookReceiver slow = fixture.receiver(EVENT).on("invoice.*", event -> {
            fixture.clock.advance(Duration.ofSeconds(21));
            working().receive(request("body"));
        });

        assertThat(slow.receive(request("body")).status()).isEqualTo(Status.PROCESSED);
        assertThat(effects).hasSize(1);
    }

    @Test
    @Tag("promise:W19")
    void aLogThatIsAwayKeepsNothingFromBeingHandled() {
        fixture.log.goAway();

        assertThat(working().receive(request("body")).status()).isEqualTo(Status.PROCESSED);
        assertThat(fixture.told).contains("event_log failed in webhook log");
    }

    @Test
    void allHandlersThatFitAreCalledInTheirOrder() {
        WebhookReceiver receiver = fixture.receiver(EVENT)
                .on("invoice.*", event -> effects.add("first"))
                .on("invoice.paid", event -> effects.add("second"))
                .on("*", event -> effects.add("third"))
                .on("invoice.pai", event -> effects.add("wrong"))
                .on("customer.*", event -> effects.add("wrong"));

        receiver.receive(request("body"));

        assertThat(effects).containsExactly("first", "second", "third");
    }

    @Test
    void ifOneHandlerFailsAllAreCalledAgain() {
        AtomicInteger calls = new AtomicInteger();
        WebhookReceiver receiver = working().on("invoice.paid", event -> {
            if (calls.incrementAndGet() == 1) {
                throw new IllegalStateException();
            }
        });

        assertThat(receiver.receive(request("body")).httpStatus()).isEqualTo(500);
        assertThat(receiver.receive(request("body")).httpStatus()).isEqualTo(200);
        assertThat(effects).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "*.paid", "invoice.*.x"})
    void aPatternThatMeansNothingIsRefused(String pattern) {
        WebhookReceiver receiver = fixture.receiver(EVENT);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> receiver.on(pattern, event -> {}))
                .withMessageContaining("\"" + pattern + "\"");
    }

    private WebhookReceiver working() {
        return fixture.receiver(EVENT)
                .on("invoice.*", event -> effects.add(event.key().id()));
    }

    private WebhookReceiver failing() {
        return fixture.receiver(EVENT).on("invoice.*", event -> {
            throw new IllegalStateException();
        });
    }

    private WebhookReceiver anyway() {
        return fixture.receiver(request -> EVENT, WebhookSettings.DEFAULT.with(WhenStoreIsDown.PROCESS_ANYWAY))
                .on("invoice.*", event -> effects.add(event.key().id()));
    }
}
