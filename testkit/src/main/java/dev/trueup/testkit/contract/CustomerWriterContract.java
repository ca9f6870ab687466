package dev.trueup.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.trueup.model.BillingCustomer;
import dev.trueup.model.CustomerId;
import dev.trueup.model.Presence;
import dev.trueup.model.UserId;
import dev.trueup.spi.CustomerWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CustomerWriter} has to do. An adapter's test class extends it and says how its Stripe is filled.
 *
 * <p>Each test wants a writer over an empty account; set it up and tear it down in the subclass.
 */
public abstract class CustomerWriterContract extends BillingWritesContract {

    private static final UserId ANN = new UserId("user_ann");
    private static final UserId BOB = new UserId("user_bob");
    private static final CustomerId NEVER_EXISTED = new CustomerId("cus_never_existed");

    /** For subclasses. */
    protected CustomerWriterContract() {}

    /** The writer under test. */
    protected abstract CustomerWriter writer();

    /** Deletes a customer. */
    protected abstract void delete(CustomerId customer);

    /** Lets Stripe do the next write, fail over it, and save the failure under the idempotency key. */
    protected abstract void failNextWriteAfterItsEffect();

    @Test
    void aNewCustomerCarriesItsUserAndNothingElse() {
        CustomerId created = writer().create(ANN, "key").orElseThrow();

        BillingCustomer customer = read(created);
        assertThat(customer.belongsTo(ANN)).isTrue();
        assertThat(customer.email()).isNull();
        assertThat(customer.name()).isNull();
    }

    @Test
    void oneKeyMakesOneCustomer() {
        CustomerId first = writer().create(ANN, "key").orElseThrow();
        writer().update(first, "ann@example.com", "Ann");

        assertThat(writer().create(ANN, "key")).contains(first);
        assertThat(writer().create(ANN, "key-2").orElseThrow()).isNotEqualTo(first);
        assertThat(customers()).hasSize(2);
    }

    @Test
    void theCustomerOfAKeyMayBeDeletedMeanwhile() {
        CustomerId first = writer().create(ANN, "key").orElseThrow();
        delete(first);

        assertThat(writer().create(ANN, "key")).contains(first);
        assertThat(read(first).presence()).isEqualTo(Presence.DELETED);
    }

    @Test
    void aKeyOfAnotherUserIsSpent() {
        writer().create(ANN, "key");

        assertThat(writer().create(BOB, "key")).isEmpty();
        assertThat(customers()).hasSize(1);
    }

    @Test
    void aKeyUnderWhichStripeFailedIsSpentAndAnotherIsNot() {
        failNextWriteAfterItsEffect();

        assertThat(writer().create(ANN, "key")).isEmpty();
        assertThat(writer().create(ANN, "key")).isEmpty();

        assertThat(customers()).hasSize(1);
        assertThat(writer().create(ANN, "key-2")).isPresent();
    }

    @Test
    @Tag("promise:P7")
    void aLostAnswerIsFoundAgainByItsKey() {
        loseAnswersToWrites();
        assertUnknownWhetherDone(() -> writer().create(ANN, "key"));
        recover();

        Optional<CustomerId> created = writer().create(ANN, "key");

        assertThat(customers()).containsExactlyElementsOf(created.stream().toList());
    }

    @Test
    void callersWithOneKeyAtTheSameTimeMakeOneCustomer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Optional<CustomerId>> created = new ArrayList<>();
            Callable<Optional<CustomerId>> create = () -> writer().create(ANN, "key");
            for (Future<Optional<CustomerId>> answer : threads.invokeAll(Collections.nCopies(8, create))) {
                created.add(answer.get());
            }

            assertThat(created).containsOnly(created.get(0));
            assertThat(customers()).containsExactly(created.get(0).orElseThrow());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anUpdateSetsAddressAndNameAndNothingElse() {
        CustomerId customer = givenCustomer("old@example.com", Map.of("userId", "user_ann", "plan", "gold"));

        BillingCustomer told = writer().update(customer, "ann@example.com", "Ann Ö");

        assertThat(told).isEqualTo(read(customer));
        assertThat(told.email()).isEqualTo("ann@example.com");
        assertThat(told.name()).isEqualTo("Ann Ö");
        assertThat(told.belongsTo(ANN)).isTrue();
    }

    @Test
    void anUpdateCanTakeAddressAndNameAway() {
        CustomerId customer = givenCustomer("ann@example.com", Map.of("userId", "user_ann"));
        writer().update(customer, "ann@example.com", "Ann");

        BillingCustomer told = writer().update(customer, null, null);

        assertThat(told).isEqualTo(read(customer));
        assertThat(told.email()).isNull();
        assertThat(told.name()).isNull();
        assertThat(told.belongsTo(ANN)).isTrue();
    }

    @Test
    void whatWasWrittenBeforeCanBeWrittenAgain() {
        CustomerId customer = givenCustomer(null, Map.of());
        writer().update(customer, "a@example.com", "A");
        writer().update(customer, "b@example.com", "B");

        writer().update(customer, "a@example.com", "A");

        assertThat(read(customer).email()).isEqualTo("a@example.com");
    }

    @Test
    void anAdoptedCustomerCarriesItsUser() {
        CustomerId customer = givenCustomer("ann@example.com", Map.of("plan", "gold"));

        BillingCustomer told = writer().adopt(customer, ANN);

        assertThat(told).isEqualTo(read(customer));
        assertThat(told.belongsTo(ANN)).isTrue();
        assertThat(told.email()).isEqualTo("ann@example.com");
    }

    @Test
    void aCustomerThatIsGoneIsToldAndNotMade() {
        CustomerId deleted = givenCustomer("ann@example.com", Map.of());
        delete(deleted);

        assertThat(writer().update(deleted, "ann@example.com", null)).isEqualTo(BillingCustomer.deleted(deleted));
        assertThat(writer().adopt(deleted, ANN)).isEqualTo(BillingCustomer.deleted(deleted));
        assertThat(writer().update(NEVER_EXISTED, null, null)).isEqualTo(BillingCustomer.missing(NEVER_EXISTED));
        assertThat(writer().adopt(NEVER_EXISTED, ANN)).isEqualTo(BillingCustomer.missing(NEVER_EXISTED));
        assertThat(customers()).isEmpty();
    }

    @Test
    void anIdThatNoCustomerCanHaveIsMissing() {
        CustomerId ann = givenCustomer("ann@example.com", Map.of());

        for (String madeUp : List.of("../customers/" + ann, ann + "/../" + ann, ann + "?expand[]=x", "cus_ü", ".")) {
            CustomerId id = new CustomerId(madeUp);
            assertThat(writer().update(id, null, null)).isEqualTo(BillingCustomer.missing(id));
            assertThat(writer().adopt(id, BOB)).isEqualTo(BillingCustomer.missing(id));
        }
        assertThat(read(ann).email()).isEqualTo("ann@example.com");
        assertThat(read(ann).userId()).isNull();
    }

    @Test
    void anOutageIsAnExceptionAndNeverAnAnswer() {
        CustomerId ann = givenCustomer("ann@example.com", Map.of());
        makeUnavailable();

        assertUnknownWhetherDone(() -> writer().create(ANN, "key"));
        assertUnknownWhetherDone(() -> writer().update(ann, "new@example.com", null));
        assertUnknownWhetherDone(() -> writer().adopt(ann, ANN));
        assertUnknownWhetherDone(() -> writer().adopt(NEVER_EXISTED, ANN));

        recover();
        assertThat(read(ann).email()).isEqualTo("ann@example.com");
        assertThat(customers()).containsExactly(ann);
    }

    private BillingCustomer read(CustomerId id) {
        return directory().find(id).customer();
    }

    private List<CustomerId> customers() {
        return directory().findCreatedSince(Instant.EPOCH).stream()
                .map(BillingCustomer::id)
                .toList();
    }
}
