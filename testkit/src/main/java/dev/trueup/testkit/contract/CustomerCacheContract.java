package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.PageTicket;
import dev.trueup.protocol.PutResult;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.Namespace;
import dev.trueup.spi.Put;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link CustomerCache} has to do. Extend it, say how a cache is made and how its store loses everything, and
 * run it as a JUnit test; an adapter that passes is fit to hold billing state. Not thread-safe, as JUnit uses it.
 */
public abstract class CustomerCacheContract {

    private static final Duration TICKETS_LIVE = Duration.ofMillis(400);
    private static final Duration RECORDS_LIVE = Duration.ofSeconds(1);

    private final UserId ann = new UserId("user_ann");
    private final UserId bob = new UserId("user_bob");
    private final CustomerId annsCustomer = new CustomerId("cus_ann");
    private final CustomerId bobsCustomer = new CustomerId("cus_bob");

    private CacheSettings settings = CacheSettings.DEFAULT;

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyNamespace first
    private CustomerCache cache;

    /** Makes a cache under test. Called for each test, with a namespace that no other test uses. */
    protected abstract CustomerCache createCache(CacheSettings settings) throws Exception;

    /** Makes the store of the cache made last lose everything, as a flush or a restart without persistence does. */
    protected abstract void loseEverything() throws Exception;

    /** Closes what {@link #createCache} opened. Does nothing by default. */
    protected void closeCaches() throws Exception {}

    /**
     * Returns when this much time has passed by the clock of the store. Waits by default; a store with a settable clock
     * should advance it instead.
     */
    protected void letPass(Duration time) throws Exception {
        UserId onlooker = new UserId("user_onlooker");
        Instant until = cache.ticket(onlooker).takenAt().plus(time);
        while (cache.ticket(onlooker).takenAt().isBefore(until)) {
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    final void startWithAnEmptyNamespace() throws Exception {
        Namespace namespace = new Namespace("contract", UUID.randomUUID().toString(), false);
        settings = CacheSettings.DEFAULT.withNamespace(namespace);
        cache = createCache(settings);
    }

    @AfterEach
    final void close() throws Exception {
        closeCaches();
    }

    @Test
    final void knowsNothingOfAUserOrCustomerNeverPut() {
        assertThat(cache.find(ann)).isEmpty();
        assertThat(cache.find(annsCustomer)).isEmpty();
        assertThat(cache.findCustomerId(ann)).isEmpty();
        assertThat(cache.read(ann)).isEmpty();
    }

    @Test
    final void findsWhatWasPutByUserAndByCustomer() {
        CustomerSnapshot snapshot = sync(ann, annsCustomer, 1);

        assertThat(cache.find(ann)).contains(snapshot);
        assertThat(cache.find(annsCustomer)).contains(snapshot);
        assertThat(cache.findCustomerId(ann)).contains(annsCustomer);
        assertThat(cache.find(bob)).isEmpty();
    }

    @TestFactory
    final Stream<DynamicTest> keepsEveryFieldOf() {
        return Stream.of(
                        SampleCustomers.inVersion(ann, annsCustomer, 1),
                        SampleCustomers.complete(ann, annsCustomer, "ann@example.com", "Ann O'Neil"),
                        SampleCustomers.complete(ann, annsCustomer, "", ""),
                        SampleCustomers.complete(
                                ann, annsCustomer, "用户@例子.广告", "صوفيا \u202e \ud83d\udc69\u200d\ud83d\udcbb"),
                        SampleCustomers.complete(
                                ann, annsCustomer, "a\"b\\c@example.com", "e\u0301\n\u0000\u2028;1;{}"))
                .map(snapshot -> DynamicTest.dynamicTest(
                        "a customer of " + snapshot.subscriptions().size() + " subscriptions", () -> {
                            cache.put(cache.ticket(ann), snapshot);
                            assertThat(cache.find(ann)).contains(snapshot);
                        }));
    }

    @Test
    @Tag("promise:K1")
    final void keepsIdsApartHoweverAwkwardTheyAre() {
        List<String> awkward = List.of(
                "a",
                "A",
                "a:b",
                "a%3ab",
                "a%3Ab",
                "a::b",
                "a/b",
                "{a}",
                "{}a",
                "a}b",
                "a b",
                "a*",
                "a?",
                "..",
                "é",
                "e\u0301",
                "用户",
                "\ud83d\ude00",
                "a".repeat(255),
                "é".repeat(255),
                "%",
                "user_1:rec",
                "u:a",
                "c:a");
        for (String id : awkward) {
            cache.put(cache.ticket(new UserId(id)), snapshotNamed(id));
        }
        for (String id : awkward) {
            assertThat(cache.find(new UserId(id))).contains(snapshotNamed(id));
            assertThat(cache.find(new CustomerId(id))).contains(snapshotNamed(id));
        }
    }

    @Test
    @Tag("promise:K1")
    final void keepsNamespacesApart() throws Exception {
        sync(ann, annsCustomer, 1);
        Namespace own = settings.namespace();
        CustomerCache live = createCache(settings.withNamespace(new Namespace(own.prefix(), own.account(), true)));

        assertThat(live.find(ann)).isEmpty();
        assertThat(live.find(annsCustomer)).isEmpty();
    }

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
    final void aCustomerIsFoundOnlyWhileTheRecordOfItsUserNamesIt() {
        sync(ann, annsCustomer, 1);
        CustomerId next = new CustomerId("cus_ann_2");
        CustomerSnapshot second = sync(ann, next, 2);

        assertThat(cache.find(annsCustomer)).isEmpty();
        assertThat(cache.find(next)).contains(second);

        CustomerSnapshot bobs = sync(bob, next, 3);
        assertThat(cache.find(next)).contains(bobs);
        assertThat(cache.find(ann)).contains(second);
    }

    @Test
    final void readsAndWritesInBatches() {
        List<UserId> users = Stream.iterate(0, i -> i + 1)
                .limit(250)
                .map(i -> new UserId("user_" + i))
                .toList();
        Map<UserId, Ticket> tickets = cache.tickets(users);
        Map<UserId, CustomerSnapshot> put = new HashMap<>();
        Map<CustomerId, CustomerSnapshot> byCustomer = new HashMap<>();
        List<Put> puts = new ArrayList<>();
        tickets.forEach((user, ticket) -> {
            CustomerSnapshot snapshot = SampleCustomers.inVersion(user, new CustomerId("cus_" + user), 1);
            put.put(user, snapshot);
            byCustomer.put(snapshot.customerId(), snapshot);
            puts.add(new Put(ticket, new Finding.Live(snapshot)));
        });

        assertThat(tickets).containsOnlyKeys(users);
        assertThat(cache.put(puts)).containsOnlyKeys(users).values().containsOnly(PutResult.OK);
        List<UserId> asked = new ArrayList<>(users);
        asked.add(new UserId("user_unknown"));
        assertThat(cache.findAll(asked)).isEqualTo(put);
        assertThat(cache.findAllByCustomer(byCustomer.keySet())).isEqualTo(byCustomer);
    }

    @Test
    final void takesEmptyBatches() {
        assertThat(cache.read(Set.of())).isEmpty();
        assertThat(cache.owners(Set.of())).isEmpty();
        assertThat(cache.tickets(Set.of())).isEmpty();
        assertThat(cache.put(List.of())).isEmpty();
        assertThat(cache.findAllByCustomer(Set.of())).isEmpty();
    }

    @Test
    @Tag("promise:I3")
    final void refusesToFileOneUsersCustomerUnderAnother() {
        Ticket bobs = cache.ticket(bob);
        CustomerSnapshot anns = SampleCustomers.inVersion(ann, annsCustomer, 1);

        assertThatThrownBy(() -> cache.put(bobs, anns)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cache.find(bob)).isEmpty();
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

    private CustomerSnapshot sync(UserId user, CustomerId customer, long version) {
        CustomerSnapshot snapshot = SampleCustomers.inVersion(user, customer, version);
        assertThat(cache.put(cache.ticket(user), snapshot)).isEqualTo(PutResult.OK);
        return snapshot;
    }

    private static CustomerSnapshot snapshotNamed(String id) {
        return SampleCustomers.inVersion(new UserId(id), new CustomerId(id), id.hashCode() & 0xffff);
    }

    private static void assertRight(Interleavings interleavings) {
        Interleavings.Verdict verdict = interleavings.explore();
        assertThat(verdict.wrong())
                .as("wrong final states of " + verdict.runs())
                .isZero();
    }
}
