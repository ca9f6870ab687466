package dev.trueup.spi;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.ManualClock;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
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

/** What the contract of the testkit cannot see of the cache over a store: its handling of bytes and of contention. */
class AtomicCustomerCacheTest {

    private final ManualClock clock = new ManualClock();
    private final Bytes store = new Bytes();
    private final List<UserId> unreadable = new ArrayList<>();
    private final CustomerCache cache = CustomerCache.over(store, CacheSettings.DEFAULT, new TrueupListener() {
        @Override
        public void unreadableValue(UserId user) {
            unreadable.add(user);
        }
    });
    private final CustomerSnapshot anns = snapshot(live(CUS_1, ANN));

    @Test
    void keepsWhatIsPut() {
        assertThat(cache.put(cache.ticket(ANN), anns)).isEqualTo(PutResult.OK);

        assertThat(cache.find(ANN)).contains(anns);
        assertThat(cache.find(CUS_1)).contains(anns);
        assertThat(cache.read(ANN)).map(CacheEntry::stale).contains(false);
    }

    @Test
    void aForeignValueIsAMissIsToldAndIsWrittenOver() {
        store.set(Namespace.DEFAULT.userKey(ANN), "something else");

        assertThat(cache.find(ANN)).isEmpty();
        assertThat(unreadable).containsExactly(ANN);
        assertThat(cache.put(cache.ticket(ANN), anns)).isEqualTo(PutResult.OK);
        assertThat(cache.find(ANN)).contains(anns);
    }

    @Test
    void aPointerThatIsNoIdPointsToNobody() {
        cache.put(cache.ticket(ANN), anns);
        store.set(Namespace.DEFAULT.customerKey(CUS_1), "\n");

        assertThat(cache.owners(List.of(CUS_1))).isEmpty();
        assertThat(cache.find(CUS_1)).isEmpty();
    }

    @Test
    void whoeverLosesARaceForAKeyTriesAgain() {
        store.refuseNext(3);

        assertThat(cache.put(cache.ticket(ANN), anns)).isEqualTo(PutResult.OK);
        assertThat(cache.find(ANN)).contains(anns);
    }

    @Test
    void aRaceThatIsLostForEverIsAnOutage() {
        store.refuseNext(Integer.MAX_VALUE);

        assertThatThrownBy(() -> cache.ticket(ANN))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("cache: too many writers at once of user user_ann");
    }

    @Test
    void aPageTicketEndsWithTheWholeCache() {
        PageTicket before = cache.pageTicket();
        assertThat(cache.put(before.forUser(BOB), snapshot(live(CUS_1, BOB)))).isEqualTo(PutResult.OK);

        store.values.clear();

        assertThat(cache.put(before.forUser(BOB), snapshot(live(CUS_1, BOB)))).isEqualTo(PutResult.LOST);
        assertThat(cache.pageTicket().incarnation()).isNotEqualTo(before.incarnation());
    }

    @Test
    void aStateIsKeptLongerThanAnyTicketCanLive() {
        Ticket ticket = cache.ticket(ANN);
        cache.put(ticket, anns);

        assertThat(store.timesToLive).isNotEmpty().allSatisfy(it -> assertThat(it)
                .isGreaterThanOrEqualTo(CacheSettings.DEFAULT.maxTicketAge().multipliedBy(2)));
    }

    /** A store in a map that can be told to lose races. */
    private final class Bytes implements AtomicStore {
        private final Map<String, Versioned> values = new HashMap<>();
        private final List<Duration> timesToLive = new ArrayList<>();
        private int versions;
        private int refusals;

        void set(String key, String value) {
            values.put(key, new Versioned(value.getBytes(StandardCharsets.UTF_8), "v" + ++versions));
        }

        void refuseNext(int times) {
            refusals = times;
        }

        @Override
        public Optional<Versioned> read(String key) {
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
