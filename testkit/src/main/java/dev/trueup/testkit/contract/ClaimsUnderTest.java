package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.WebhookDeduplicator;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** How the suites for deduplicators come to one, and an event to try it with. Not thread-safe, as JUnit uses it. */
abstract class ClaimsUnderTest {

    /** Long enough not to end by itself within a test. */
    static final Duration HOUR = Duration.ofHours(1);

    static final Duration SHORT_LEASE = Duration.ofMillis(300);

    final EventKey event = EventKey.of(Source.STRIPE, "evt_1");

    ClaimSettings settings = ClaimSettings.DEFAULT.withLease(HOUR);

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyNamespace first
    WebhookDeduplicator deduplicator;

    /** With the default attempts and retention, whatever a test uses. */
    @SuppressWarnings("NullAway.Init")
    private WebhookDeduplicator timekeeper;

    /**
     * Makes a deduplicator under test. Called for each test with a namespace that no other test uses, and within a test
     * again with the same namespace: then it has to be of the same store.
     */
    protected abstract WebhookDeduplicator createDeduplicator(ClaimSettings settings) throws Exception;

    /**
     * Another instance over the same store, as another process has it. Made by {@link #createDeduplicator} by default;
     * one that is made for a single process may return {@code first}.
     *
     * @param first what was made for this test
     */
    protected WebhookDeduplicator createAnother(WebhookDeduplicator first, ClaimSettings settings) throws Exception {
        return createDeduplicator(settings);
    }

    /** Closes what {@link #createDeduplicator} opened. Does nothing by default. */
    protected void closeDeduplicators() throws Exception {}

    /**
     * Returns when this much time has passed by the clock of the store. Waits by default; a store with a settable clock
     * should advance it instead. May be called by several threads.
     */
    protected void letPass(Duration time) throws Exception {
        EventKey onlooker = EventKey.of(Source.CLERK, "msg_" + UUID.randomUUID());
        timekeeper.release(claimed(timekeeper.claim(onlooker, "a", "f")), time);
        ClaimResult result;
        do {
            Thread.onSpinWait();
            result = timekeeper.claim(onlooker, "b", "f");
        } while (result instanceof ClaimResult.Busy);
        claimed(result);
    }

    @BeforeEach
    final void startWithAnEmptyNamespace() throws Exception {
        Namespace namespace = new Namespace("contract", UUID.randomUUID().toString(), false);
        settings = settings.withNamespace(namespace);
        deduplicator = createDeduplicator(settings);
        timekeeper = deduplicator;
    }

    @AfterEach
    final void close() throws Exception {
        closeDeduplicators();
    }

    /** Starts again with other settings. */
    final void use(ClaimSettings others) throws Exception {
        settings = others;
        deduplicator = createDeduplicator(others);
    }

    final ClaimResult claim(String owner) {
        return deduplicator.claim(event, owner, "body-1");
    }

    final Claim mustClaim(String owner) {
        return claimed(claim(owner));
    }

    /** Claims the event and gives it back at once. */
    final void fail(String owner) {
        assertThat(deduplicator.release(mustClaim(owner), Duration.ZERO)).isEqualTo(ClaimVerdict.OK);
    }

    static Claim claimed(ClaimResult result) {
        assertThat(result).isInstanceOf(ClaimResult.Claimed.class);
        return ((ClaimResult.Claimed) result).claim();
    }
}
