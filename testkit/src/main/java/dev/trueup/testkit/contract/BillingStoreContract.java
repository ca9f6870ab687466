package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.UserId;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Ticket;
import dev.trueup.spi.BillingStore;
import dev.trueup.spi.Put;
import java.util.List;
import java.util.Random;
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
        store.put(List.of(new Put(ticket(ANN, 3), new Finding.Gone(new CustomerId("cus_1")))));
        store.put(List.of(put(customer(ANN, "cus_1"), 2)));

        assertThat(store.find(ANN)).isEmpty();
    }

    @Test
    final void nothingKnownTakesACustomerAwayToo() {
        store.put(List.of(put(customer(ANN, "cus_1"), 1)));
        store.put(List.of(new Put(ticket(ANN, 2), Finding.nothing())));

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
                Finding finding = random.nextInt(4) == 0
                        ? new Finding.Gone(new CustomerId("cus_" + i))
                        : new Finding.Live(customer(user, "cus_" + i));
                if (number > best) {
                    best = number;
                    highest = finding;
                }
                store.put(List.of(new Put(ticket(user, number), finding)));
            }
            assertThat(store.find(user)).isEqualTo(highest.snapshot());
        }
    }

    private static CustomerSnapshot customer(UserId user, String id) {
        return SampleCustomers.complete(user, new CustomerId(id), "ann@example.com", "Ann Lee");
    }

    private static Put put(CustomerSnapshot customer, long number) {
        return new Put(ticket(customer.userId(), number), new Finding.Live(customer));
    }

    private static Ticket ticket(UserId user, long number) {
        return new Ticket(user, Ticket.Scope.RECORD, "life", number);
    }
}
