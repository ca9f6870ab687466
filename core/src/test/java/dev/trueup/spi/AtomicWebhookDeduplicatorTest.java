package dev.trueup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.ManualClock;
import dev.trueup.model.EventKey;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Claim;
import dev.trueup.protocol.ClaimResult;
import dev.trueup.protocol.ClaimVerdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the contract of the testkit cannot see of the deduplicator over a store: bytes, contention and failure. */
class AtomicWebhookDeduplicatorTest {

    private static final EventKey EVENT = EventKey.of(Source.STRIPE, "evt_1");

    private final ManualClock clock = new ManualClock();
    private final Bytes store = new Bytes();
    private final WebhookDeduplicator deduplicator = WebhookDeduplicator.over(store, ClaimSettings.DEFAULT);

    @Test
    void aValueThatCannotBeReadCountsAsNothingSoThatTheEventIsNotLost() {
        Claim before = claim("a");
        store.set("something else");

        assertThat(deduplicator.complete(before)).isEqualTo(ClaimVerdict.FENCED);
        Claim after = claim("b");
        assertThat(deduplicator.complete(before))
                .as("although the epoch is the same")
                .isEqualTo(ClaimVerdict.FENCED);
        assertThat(deduplicator.complete(after)).isEqualTo(ClaimVerdict.OK);
        assertThat(deduplicator.claim(EVENT, "c", "f")).isEqualTo(new ClaimResult.Done());
    }

    @Test
    void everyStepIsKeptForTheRetention() {
        Claim claim = claim("a");
        clock.advance(Duration.ofSeconds(1));
        deduplicator.renew(claim);
        deduplicator.complete(claim);

        assertThat(store.timesToLive).hasSize(3).containsOnly(ClaimSettings.DEFAULT.retention());
    }

    @Test
    void whatChangesNothingWritesNothing() {
        Claim claim = claim("a");
        deduplicator.complete(claim);
        int writes = store.timesToLive.size();

        deduplicator.complete(claim);
        deduplicator.claim(EVENT, "b", "f");
        deduplicator.claim(EVENT, "b", "other");
        deduplicator.reopen(EVENT);

        assertThat(store.timesToLive).hasSize(writes);
    }

    @Test
    void whoeverLosesARaceForAnEventTriesAgain() {
        store.refuseNext(3);

        assertThat(deduplicator.complete(claim("a"))).isEqualTo(ClaimVerdict.OK);
    }

    @Test
    void aRaceThatIsLostForEverIsAnOutageOfTheClaims() {
        store.refuseNext(Integer.MAX_VALUE);

        assertThatThrownBy(() -> claim("a"))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("claims: too many writers at once of event stripe:evt_1")
                .hasNoCause()
                .extracting(it -> ((SourceUnavailableException) it).source())
                .isEqualTo(Source.CLAIMS);
    }

    @Test
    void aFailureOfTheStoreIsOneOfTheClaimsWhateverElseTheStoreIsUsedFor() {
        Claim claim = claim("a");
        Duration wait = Duration.ofSeconds(7);
        store.failure = new SourceUnavailableException(Source.CACHE, "the database did not answer", null, wait);

        List<Runnable> calls = List.of(
                () -> claim("b"),
                () -> deduplicator.complete(claim),
                () -> deduplicator.release(claim, Duration.ZERO),
                () -> deduplicator.renew(claim),
                () -> deduplicator.reopen(EVENT));
        assertThat(calls).allSatisfy(call -> assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(SourceUnavailableException.class, it -> {
                    assertThat(it.source()).isEqualTo(Source.CLAIMS);
                    assertThat(it.retryAfter()).contains(wait);
                })
                .hasMessage("claims: could not take a step of event stripe:evt_1")
                .hasCause(store.failure));
    }

    private Claim claim(String owner) {
        return ((ClaimResult.Claimed) deduplicator.claim(EVENT, owner, "f")).claim();
    }

    /** A store in a map that can be told to lose races and to fail. */
    private final class Bytes implements AtomicStore {
        private final Map<String, Versioned> values = new HashMap<>();
        private final List<Duration> timesToLive = new ArrayList<>();
        private @Nullable SourceUnavailableException failure;
        private int versions;
        private int refusals;

        void set(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            values.put(Namespace.DEFAULT.eventKey(EVENT), new Versioned(bytes, "v" + ++versions));
        }

        void refuseNext(int times) {
            refusals = times;
        }

        @Override
        public Optional<Versioned> read(String key) {
            if (failure != null) {
                throw failure;
            }
            return Optional.ofNullable(values.get(key));
        }

        @Override
        public boolean compareAndSet(String key, @Nullable String expected, byte[] value, Duration timeToLive) {
            if (refusals > 0) {
                refusals--;
                return false;
            }
            Versioned present = values.get(key);
            if (!Objects.equals(expected, present == null ? null : present.version())) {
                return false;
            }
            timesToLive.add(timeToLive);
            values.put(key, new Versioned(value, "v" + ++versions));
            return true;
        }

        @Override
        public Instant now() {
            return clock.instant();
        }
    }
}
