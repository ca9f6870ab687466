package dev.trueup.testkit.contract;

import static dev.trueup.testkit.contract.SampleBilling.gone;
import static dev.trueup.testkit.contract.SampleBilling.nothing;
import static dev.trueup.testkit.contract.SampleBilling.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.SubscriptionData;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.Limits;
import dev.trueup.spi.Put;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link BillingStore} has to do. Extend it, say how an empty store is made, and run it as a JUnit test. Not
 * thread-safe, as JUnit uses it.
 */
public abstract class BillingStoreContract {

    private static final UserId ANN = new UserId("user_ann");
    private static final UserId BOB = new UserId("user_bob");

    @SuppressWarnings("NullAway.Init") // JUnit calls startWithAnEmptyStore first
    private BillingStore store;

    /** Makes an empty store. Called for each test. */
    protected abstract BillingStore createStore() throws Exception;

    /** Closes what {@link #createStore} opened. Does nothing by default. */
    protected void closeStores() throws Exception {}

    @BeforeEach
    final void startWithAnEmptyStore() throws Exception {
        store = createStore();
    }

    @AfterEach
    final void close() throws Exception {
        closeStores();
    }

    @Test
    final void knowsNobodyAtFirst() {
        assertThat(store.find(ANN)).isEmpty();
    }

    @Test
    final void givesBackWhatWasPutWithEveryField() {
        CustomerSnapshot ann = customer(ANN, "cus_ann");
        CustomerSnapshot bob = customer(BOB, "cus_bob");

        store.put(List.of(put(ann, 1), put(bob, 1)));

        assertThat(store.find(ANN)).contains(ann);
        assertThat(store.find(BOB)).contains(bob);
    }

    @Test
    final void whatWasReadLaterWinsInWhateverOrderItIsPut() {
        CustomerSnapshot older = customer(ANN, "cus_1");
        CustomerSnapshot newer = customer(ANN, "cus_2");

        store.put(List.of(put(newer, 2)));
        store.put(List.of(put(older, 1)));

        assertThat(store.find(ANN)).contains(newer);
    }

    @Test
    final void aCustomerWhoIsGoneIsNotBroughtBackByAnOlderFinding() {
        store.put(List.of(put(customer(ANN, "cus_1"), 1)));
        store.put(List.of(gone(ANN, new CustomerId("cus_1"), 3)));
        store.put(List.of(put(customer(ANN, "cus_1"), 2)));

        assertThat(store.find(ANN)).isEmpty();
    }

    @Test
    final void nothingKnownTakesACustomerAwayToo() {
        store.put(List.of(put(customer(ANN, "cus_1"), 1)));
        store.put(List.of(nothing(ANN, 2)));

        assertThat(store.find(ANN)).isEmpty();
    }

    @Test
    final void repeatingAPutChangesNothing() {
        Put put = put(customer(ANN, "cus_1"), 1);

        store.put(List.of(put));
        store.put(List.of(put));

        assertThat(store.find(ANN)).isEqualTo(put.finding().snapshot());
    }

    @Test
    final void anyOrderOfPutsEndsWithTheHighestTicket() {
        Random random = new Random(7);
        for (int round = 0; round < 100; round++) {
            UserId user = new UserId("user_" + round);
            Finding highest = Finding.nothing();
            long best = -1;
            for (int i = 0; i < 6; i++) {
                long number = random.nextInt(1_000_000);
                String customer = "cus_" + round + "_" + i;
                Put put = random.nextInt(4) == 0
                        ? gone(user, new CustomerId(customer), number)
                        : put(customer(user, customer), number);
                if (number > best) {
                    best = number;
                    highest = put.finding();
                }
                store.put(List.of(put));
            }
            assertThat(store.find(user)).isEqualTo(highest.snapshot());
        }
    }

    @Test
    final void aPageOf300IsWrittenAndReadAsAWhole() {
        List<CustomerSnapshot> page = IntStream.range(0, 300)
                .mapToObj(it -> customer(new UserId("user_" + it), "cus_of_" + it))
                .toList();

        store.put(page.stream().map(it -> put(it, 1)).toList());

        assertThat(store.findAll(page.stream().map(CustomerSnapshot::userId).toList()))
                .isEqualTo(page.stream().collect(Collectors.toMap(CustomerSnapshot::userId, it -> it)));
    }

    @Test
    final void theUsersWithACustomerAreToldPageByPageEachOnce() {
        List<UserId> users =
                IntStream.range(0, 25).mapToObj(it -> new UserId("user_" + it)).toList();
        store.put(users.stream().map(it -> put(customer(it, "cus_of_" + it), 1)).toList());
        store.put(List.of(nothing(users.get(3), 2), gone(users.get(4), new CustomerId("cus_of_user_4"), 2)));
        store.put(List.of(nothing(ANN, 1)));

        List<UserId> told = new ArrayList<>();
        List<UserId> page = store.users(null, 10);
        while (!page.isEmpty()) {
            told.addAll(page);
            assertThat(page).hasSizeLessThanOrEqualTo(10);
            page = store.users(page.get(page.size() - 1), 10);
        }

        List<UserId> expected = new ArrayList<>(users);
        expected.removeAll(List.of(users.get(3), users.get(4)));
        assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(store.users(null, 23)).isEqualTo(told);
    }

    @Test
    final void whoComesAndGoesBetweenTwoPagesHidesNobodyElse() {
        List<UserId> users =
                IntStream.range(0, 20).mapToObj(it -> new UserId("user_" + it)).toList();
        store.put(users.stream().map(it -> put(customer(it, "cus_of_" + it), 1)).toList());
        List<UserId> first = store.users(null, 10);

        store.put(List.of(nothing(first.get(0), 2), nothing(first.get(9), 2), put(customer(ANN, "cus_ann"), 1)));
        List<UserId> second = store.users(first.get(9), 11);

        assertThat(second).doesNotContainAnyElementsOf(first);
        List<UserId> rest = new ArrayList<>(users);
        rest.removeAll(first);
        assertThat(second).containsAll(rest);
    }

    @Test
    final void refusesLimitsThatAreOutOfRange() {
        for (int limit : new int[] {-1, 0, Limits.ENTRIES + 1}) {
            assertThatThrownBy(() -> store.users(null, limit)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    final void aPageTakesOfEachUserWhatIsNewer() {
        store.put(List.of(put(customer(ANN, "cus_1"), 5)));

        store.put(List.of(put(customer(ANN, "cus_2"), 4), put(customer(BOB, "cus_3"), 4)));

        assertThat(store.findAll(List.of(ANN, BOB)))
                .isEqualTo(Map.of(ANN, customer(ANN, "cus_1"), BOB, customer(BOB, "cus_3")));
    }

    @Test
    final void aPageWithAUserTwiceIsRefusedAsAWhole() {
        List<Put> page = List.of(put(customer(BOB, "cus_0"), 1), put(customer(ANN, "cus_1"), 1), nothing(ANN, 2));

        assertThatThrownBy(() -> store.put(page)).isInstanceOf(IllegalArgumentException.class);

        assertThat(store.findAll(List.of(ANN, BOB))).isEmpty();
    }

    @Test
    final void noPageAtAllIsWrittenAndRead() {
        store.put(List.of());

        assertThat(store.findAll(List.of())).isEmpty();
    }

    @Test
    final void subscriptionsThatAreNotToldAnyMoreAreTakenAwayAndTheOthersTakeTheirNewOrder() {
        CustomerSnapshot before = customer(ANN, "cus_1");
        SubscriptionData added = SampleBilling.monthly("sub_new", "active", "eur", 100, SampleBilling.CREATED);
        CustomerSnapshot after = SampleBilling.of(
                ANN, before.customerId(), List.of(added, before.subscriptions().get(1)), SampleBilling.CREATED);

        store.put(List.of(put(before, 1)));
        store.put(List.of(put(after, 2)));

        assertThat(store.find(ANN)).contains(after);
    }

    @Test
    final void aSubscriptionBelongsToWhomTheLaterReadSawItWith() {
        CustomerSnapshot anns = customer(ANN, "cus_1");
        CustomerSnapshot bobs = SampleBilling.of(BOB, anns.customerId(), anns.subscriptions(), SampleBilling.CREATED);

        store.put(List.of(put(bobs, 7)));
        store.put(List.of(put(anns, 5)));

        assertThat(store.find(BOB)).contains(bobs);
        assertThat(store.find(ANN).orElseThrow().subscriptions()).isEmpty();

        store.put(List.of(put(anns, 9)));

        assertThat(store.find(ANN)).contains(anns);
        assertThat(store.find(BOB).orElseThrow().subscriptions()).isEmpty();
    }

    @Test
    final void aSubscriptionThatIsToldTwiceIsKeptOnce() {
        SubscriptionData one = SampleBilling.monthly("sub_1", "active", "eur", 100, SampleBilling.CREATED);

        store.put(List.of(
                put(SampleBilling.of(ANN, new CustomerId("cus_1"), List.of(one, one), SampleBilling.CREATED), 1)));

        assertThat(store.find(ANN).orElseThrow().subscriptions()).containsExactly(one);
    }

    @Test
    final void idsAndMetadataAreNeverTakenForAnythingElse() {
        String hostile = "'; DELETE FROM customers; --\"\\%_{}[]";
        UserId user = new UserId(hostile);
        CustomerSnapshot customer = customer(user, "cus_" + hostile);

        store.put(List.of(put(customer, 1), put(customer(ANN, "cus_ann"), 1)));

        assertThat(store.findAll(List.of(user, ANN))).isEqualTo(Map.of(user, customer, ANN, customer(ANN, "cus_ann")));
        List<UserId> told = store.users(null, 10);
        assertThat(told).containsExactlyInAnyOrder(user, ANN);
        assertThat(store.users(told.get(0), 10)).containsExactly(told.get(1));
    }

    @Test
    final void whoReadsSeesAPageAsAWholeOrNotAtAll() throws Exception {
        List<UserId> users =
                IntStream.range(0, 20).mapToObj(it -> new UserId("user_" + it)).toList();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                for (int version = 1; version <= 30; version++) {
                    store.put(page(users, version));
                }
            });
            do {
                assertThat(store.findAll(users).values().stream()
                                .map(it -> it.customer().updatedAt())
                                .distinct())
                        .hasSizeLessThanOrEqualTo(1);
            } while (!writing.isDone());
            writing.get();
        } finally {
            writer.shutdownNow();
        }
        assertThat(store.findAll(users)).hasSize(20);
    }

    @Test
    final void writersOfTheSameUsersEndWithTheHighestTicketsAndLoseNothing() throws Exception {
        List<UserId> users =
                IntStream.range(0, 30).mapToObj(it -> new UserId("user_" + it)).toList();
        AtomicLong highest = new AtomicLong();
        ExecutorService writers = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Random random = new Random(i);
                all.add(writers.submit(() -> {
                    for (int round = 0; round < 10; round++) {
                        List<UserId> shuffled = new ArrayList<>(users);
                        Collections.shuffle(shuffled, random);
                        store.put(page(shuffled, highest.incrementAndGet()));
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            writers.shutdownNow();
        }
        List<Put> last = page(users, highest.get());
        assertThat(store.findAll(users))
                .isEqualTo(
                        last.stream().collect(Collectors.toMap(it -> it.ticket().user(), it -> it.finding()
                                .snapshot()
                                .orElseThrow())));
    }

    /** The same users in one version, which shows in each. */
    private static List<Put> page(List<UserId> users, long version) {
        Instant updatedAt = SampleBilling.CREATED.plusSeconds(version);
        return users.stream()
                .map(it -> put(
                        SampleBilling.of(
                                it,
                                new CustomerId("cus_of_" + it),
                                List.of(SampleBilling.monthly(
                                        "sub_of_" + it, "active", "eur", version, SampleBilling.CREATED)),
                                updatedAt),
                        version))
                .toList();
    }

    private static CustomerSnapshot customer(UserId user, String id) {
        return SampleBilling.complete(user, new CustomerId(id));
    }
}
