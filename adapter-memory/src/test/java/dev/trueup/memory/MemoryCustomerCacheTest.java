package dev.trueup.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CacheSettings;
import dev.trueup.testkit.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryCustomerCacheTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final UserId ann = new UserId("user_ann");
    private final SettableClock clock = SettableClock.at(NOON);
    private final MemoryCustomerCache cache = MemoryCustomerCache.create(CacheSettings.DEFAULT, clock);

    @Test
    void saysThatItsEntriesComeFromMemoryAndAreNotStale() {
        sync(cache, ann, 1);

        assertThat(cache.read(ann))
                .contains(new CacheEntry(new Finding.Live(Customers.inVersion(ann, 1)), "memory", false));
    }

    @Test
    void ticketsOfRecordsAndPagesAreInOrderWhileTheClockStands() {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            numbers.add(cache.ticket(new UserId("user_" + i % 7)).number());
            numbers.add(cache.pageTicket().number());
        }

        assertThat(numbers).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void aPageBeginningAfterATicketBeatsItWhileTheClockStands() {
        Ticket slow = cache.ticket(ann);
        PageTicket page = cache.pageTicket();

        assertThat(cache.put(page.forUser(ann), Customers.inVersion(ann, 2))).isEqualTo(PutResult.OK);
        assertThat(cache.put(slow, Customers.inVersion(ann, 1))).isEqualTo(PutResult.STALE);
    }

    @Test
    void aClockThatIsSetBackStandsStillForTheCache() {
        Ticket before = cache.ticket(ann);
        sync(cache, ann, 1);
        clock.set(NOON.minus(Duration.ofDays(1)));

        Ticket after = cache.ticket(ann);
        assertThat(after.number()).isGreaterThan(before.number());
        assertThat(cache.find(ann)).isPresent();
        assertThat(cache.put(after, Customers.inVersion(ann, 2))).isEqualTo(PutResult.OK);
    }

    @Test
    void aTicketForARecordThatWasEvictedIsLost() {
        MemoryCustomerCache small = MemoryCustomerCache.create(CacheSettings.DEFAULT, clock, 10);
        List<Ticket> tickets = users(100).stream().map(small::ticket).toList();

        List<PutResult> results = tickets.stream()
                .map(it -> small.put(it, Customers.inVersion(it.user(), 1)))
                .toList();

        assertThat(results).contains(PutResult.LOST).isSubsetOf(PutResult.OK, PutResult.LOST);
        assertThat(small.findAll(users(100))).hasSizeBetween(1, 10);
    }

    @Test
    void aPageFromBeforeNeverTakesThePlaceOfANewerRecordThatWasEvicted() {
        MemoryCustomerCache small = MemoryCustomerCache.create(CacheSettings.DEFAULT, clock, 10);
        PageTicket page = small.pageTicket();
        users(100).forEach(user -> sync(small, user, 2));

        for (UserId user : users(100)) {
            assertThat(small.put(page.forUser(user), Customers.inVersion(user, 1)))
                    .isIn(PutResult.LOST, PutResult.STALE);
        }
    }

    @Test
    void aPageLargerThanTheCacheIsTakenAllTheSame() {
        MemoryCustomerCache small = MemoryCustomerCache.create(CacheSettings.DEFAULT, clock, 10);
        PageTicket page = small.pageTicket();

        for (UserId user : users(100)) {
            assertThat(small.put(page.forUser(user), Customers.inVersion(user, 1)))
                    .isEqualTo(PutResult.OK);
        }
    }

    @Test
    void forgetsARecordWhenNoTicketFromBeforeItCanBePutAnyMore() {
        sync(cache, ann, 1);
        Ticket inFlight = cache.ticket(ann);
        clock.advance(CacheSettings.DEFAULT.timeToLive());

        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(Customers.of(ann))).isEmpty();
        assertThat(cache.put(inFlight, Customers.inVersion(ann, 1))).isEqualTo(PutResult.LOST);
    }

    @Test
    void everyInstanceIsACacheOfItsOwn() {
        MemoryCustomerCache other = MemoryCustomerCache.create(CacheSettings.DEFAULT, clock);
        sync(cache, ann, 1);
        Ticket ours = cache.ticket(ann);
        other.ticket(ann);

        assertThat(other.find(ann)).isEmpty();
        assertThat(other.put(ours, Customers.inVersion(ann, 1))).isEqualTo(PutResult.LOST);
        assertThat(other.put(cache.pageTicket().forUser(ann), Customers.inVersion(ann, 1)))
                .isEqualTo(PutResult.LOST);
    }

    @Test
    void needsRoomForSomebody() {
        assertThatThrownBy(() -> MemoryCustomerCache.create(CacheSettings.DEFAULT, clock, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maximumSize")
                .hasMessageContaining("0");
    }

    private static void sync(MemoryCustomerCache cache, UserId user, long version) {
        cache.put(cache.ticket(user), Customers.inVersion(user, version));
    }

    private static List<UserId> users(int number) {
        return IntStream.range(0, number).mapToObj(i -> new UserId("user_" + i)).toList();
    }
}
