package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.Put;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The part of the contract that keeps a slow reader from overwriting a newer one. Not thread-safe, as JUnit uses it. */
abstract class FreshnessContract extends CacheUnderTest {

    private static final Duration TICKETS_LIVE = Duration.ofMillis(400);
    private static final Duration RECORDS_LIVE = Duration.ofSeconds(1);

    @Test
    @Tag("promise:F1")
    final void refusesAPutWhenASyncThatBeganLaterHasPut() {
        Ticket slow = cache.ticket(ann);
        CustomerSnapshot newer = sync(ann, annsCustomer, 2);

        assertThat(cache.put(slow, SampleCustomers.inVersion(ann, annsCustomer, 1)))
                .isEqualTo(PutResult.STALE);
        assertThat(cache.find(ann)).contains(newer);
    }

    @Test
    final void acceptsAPutAfterASyncThatBeganEarlierHasPut() {
        Ticket first = cache.ticket(ann);
        Ticket second = cache.ticket(ann);
        cache.put(first, SampleCustomers.inVersion(ann, annsCustomer, 1));

        CustomerSnapshot newer = SampleCustomers.inVersion(ann, annsCustomer, 2);
        assertThat(cache.put(second, newer)).isEqualTo(PutResult.OK);
        assertThat(cache.find(ann)).contains(newer);
    }

    @Test
    final void takesARepeatedPutForDone() {
        Ticket ticket = cache.ticket(ann);
        CustomerSnapshot snapshot = SampleCustomers.inVersion(ann, annsCustomer, 1);

        assertThat(cache.put(ticket, snapshot)).isEqualTo(PutResult.OK);
        assertThat(cache.put(ticket, snapshot)).isEqualTo(PutResult.STALE);
        assertThat(cache.find(ann)).contains(snapshot);
    }

    @Test
    final void givesEveryTicketAHigherNumberThanTheOneBefore() {
        Ticket last = cache.ticket(ann);
        for (int i = 0; i < 1_000; i++) {
            Ticket next = cache.ticket(ann);
            assertThat(next.number()).isGreaterThan(last.number());
            last = next;
        }
    }

    @Test
    @Tag("promise:F3")
    final void invalidationForgetsTheRecordAndWhateverWasBeingRead() {
        sync(ann, annsCustomer, 1);
        Ticket inFlight = cache.ticket(ann);
        cache.invalidate(ann);

        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(annsCustomer)).isEmpty();
        assertThat(cache.put(inFlight, SampleCustomers.inVersion(ann, annsCustomer, 1)))
                .isEqualTo(PutResult.STALE);
        assertThat(cache.find(ann)).isEmpty();
        CustomerSnapshot later = sync(ann, annsCustomer, 2);
        assertThat(cache.find(ann)).contains(later);
    }

    @Test
    final void remembersADeletedCustomerByATombstone() {
        sync(ann, annsCustomer, 1);
        Ticket whileAlive = cache.ticket(ann);
        cache.put(cache.ticket(ann), new Finding.Gone(annsCustomer));

        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(annsCustomer)).isEmpty();
        assertThat(cache.read(ann).map(CacheEntry::finding)).contains(new Finding.Gone(annsCustomer));
        assertThat(cache.put(whileAlive, SampleCustomers.inVersion(ann, annsCustomer, 1)))
                .isEqualTo(PutResult.STALE);
        assertThat(cache.find(ann)).isEmpty();
    }

    @Test
    @Tag("promise:F5")
    final void refusesATicketFromBeforeTheStoreLostEverything() throws Exception {
        Ticket lost = cache.ticket(ann);
        PageTicket lostPage = cache.pageTicket();
        loseEverything();

        CustomerSnapshot old = SampleCustomers.inVersion(ann, annsCustomer, 1);
        assertThat(cache.put(lost, old)).isEqualTo(PutResult.LOST);
        cache.ticket(ann);
        assertThat(cache.put(lost, old)).isEqualTo(PutResult.LOST);
        assertThat(cache.put(lostPage.forUser(ann), old)).isEqualTo(PutResult.LOST);
        assertThat(cache.put(lostPage.forUser(bob), SampleCustomers.inVersion(bob, bobsCustomer, 1)))
                .isEqualTo(PutResult.LOST);
        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(bob)).isEmpty();
    }

    @Test
    @Tag("promise:F5")
    final void refusesATicketOlderThanTheMaximumAge() throws Exception {
        cache = createCache(settings.withMaxTicketAge(TICKETS_LIVE).withTimeToLive(RECORDS_LIVE));
        Ticket old = cache.ticket(ann);
        PageTicket oldPage = cache.pageTicket();
        letPass(TICKETS_LIVE.plusMillis(50));

        assertThat(cache.put(old, SampleCustomers.inVersion(ann, annsCustomer, 1)))
                .isEqualTo(PutResult.TOO_OLD);
        assertThat(cache.put(oldPage.forUser(bob), SampleCustomers.inVersion(bob, bobsCustomer, 1)))
                .isEqualTo(PutResult.TOO_OLD);
        assertThat(cache.find(ann)).isEmpty();
    }

    @Test
    final void servesARecordForItsTimeToLiveOnly() throws Exception {
        cache = createCache(settings.withMaxTicketAge(TICKETS_LIVE).withTimeToLive(RECORDS_LIVE));
        sync(ann, annsCustomer, 1);
        letPass(RECORDS_LIVE.plusMillis(50));

        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(annsCustomer)).isEmpty();
        // A ticket keeps the key alive, but must not bring the expired record back.
        cache.ticket(ann);
        assertThat(cache.find(ann)).isEmpty();
    }

    @Test
    @Tag("promise:F4")
    final void keepsATombstoneLongerThanAnyTicketFromBefore() throws Exception {
        cache = createCache(settings.withMaxTicketAge(TICKETS_LIVE).withTimeToLive(TICKETS_LIVE.plusMillis(10)));
        Ticket whileAlive = cache.ticket(ann);
        cache.put(cache.ticket(ann), new Finding.Gone(annsCustomer));
        CustomerSnapshot dead = SampleCustomers.inVersion(ann, annsCustomer, 1);
        PutResult result;
        do {
            result = cache.put(whileAlive, dead);
            assertThat(result).isNotEqualTo(PutResult.OK);
            assertThat(cache.find(ann)).isEmpty();
            letPass(TICKETS_LIVE.dividedBy(8));
        } while (result == PutResult.STALE);
        assertThat(result).isIn(PutResult.TOO_OLD, PutResult.LOST);
    }

    @Test
    @Tag("promise:F6")
    final void aPageIsBeatenByEverySyncThatBeganLater() {
        PageTicket page = cache.pageTicket();
        CustomerSnapshot later = sync(ann, annsCustomer, 2);

        CustomerSnapshot bobs = SampleCustomers.inVersion(bob, bobsCustomer, 1);
        Map<UserId, PutResult> results = cache.put(List.of(
                new Put(page.forUser(ann), new Finding.Live(SampleCustomers.inVersion(ann, annsCustomer, 1))),
                new Put(page.forUser(bob), new Finding.Live(bobs))));

        assertThat(results).containsOnly(Map.entry(ann, PutResult.STALE), Map.entry(bob, PutResult.OK));
        assertThat(cache.find(ann)).contains(later);
        assertThat(cache.find(bob)).contains(bobs);
    }

    @Test
    @Tag("promise:F6")
    final void aPageBeatsEverySyncThatBeganEarlier() throws Exception {
        Ticket slow = cache.ticket(ann);
        letPass(Duration.ofMillis(2));
        PageTicket page = cache.pageTicket();
        CustomerSnapshot fromPage = SampleCustomers.inVersion(ann, annsCustomer, 2);

        assertThat(cache.put(page.forUser(ann), fromPage)).isEqualTo(PutResult.OK);
        assertThat(cache.put(slow, SampleCustomers.inVersion(ann, annsCustomer, 1)))
                .isEqualTo(PutResult.STALE);
        assertThat(cache.find(ann)).contains(fromPage);
    }

    @Test
    @Tag("promise:F2")
    final void noInterleavingOfTwoSyncsLeavesAnOldRecord() {
        assertRight(Interleavings.of(cache, 2, Interleavings::ticketBeforeRead));
    }

    @Test
    @Tag("promise:F2")
    final void noInterleavingOfThreeSyncsLeavesAnOldRecord() {
        assertRight(Interleavings.of(cache, 3, Interleavings::ticketBeforeRead));
    }

    @Test
    @Tag("promise:F2")
    final void noInterleavingOfTwoSyncsAndTwoInvalidationsLeavesAnOldRecord() {
        assertRight(Interleavings.of(cache, 2, Interleavings::ticketBeforeRead, 2));
    }

    @Test
    final void manyThreadsLeaveTheLastChangeOfEachCustomer() throws Exception {
        int threads = 8;
        List<UserId> users =
                Stream.of("a", "b", "c").map(it -> new UserId("user_" + it)).toList();
        Map<UserId, AtomicLong> upstream = new HashMap<>();
        users.forEach(user -> upstream.put(user, new AtomicLong()));
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                Random random = new Random(t);
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 200; i++) {
                        UserId user = users.get(random.nextInt(users.size()));
                        AtomicLong truth = upstream.getOrDefault(user, new AtomicLong());
                        truth.incrementAndGet();
                        syncAsOthersDo(user, truth, random.nextInt(2_000));
                    }
                }));
            }
            for (Future<?> it : running) {
                it.get(2, TimeUnit.MINUTES);
            }
        } finally {
            pool.shutdownNow();
        }
        for (UserId user : users) {
            assertThat(cache.find(user).map(SampleCustomers::version))
                    .contains(upstream.getOrDefault(user, new AtomicLong(-1)).get());
        }
    }

    private void syncAsOthersDo(UserId user, AtomicLong truth, int pauses) {
        PutResult result;
        do {
            Ticket ticket = cache.ticket(user);
            long version = truth.get();
            for (int i = 0; i < pauses; i++) {
                Thread.onSpinWait();
            }
            result = cache.put(ticket, SampleCustomers.inVersion(user, annsCustomer, version));
        } while (result.mustReadAgain());
    }

    private static void assertRight(Interleavings interleavings) {
        Interleavings.Verdict verdict = interleavings.explore();
        assertThat(verdict.wrong())
                .as("wrong final states of " + verdict.runs())
                .isZero();
    }
}
