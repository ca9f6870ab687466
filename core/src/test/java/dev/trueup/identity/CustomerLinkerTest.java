package dev.trueup.identity;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.BOB;
import static dev.trueup.fixture.Samples.CREATED;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapLeases;
import dev.trueup.fixture.MapMetadata;
import dev.trueup.fixture.MapUsers;
import dev.trueup.fixture.MapWriter;
import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.LinkResult.Outcome;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomerLinkerTest {

    private final ManualClock clock = new ManualClock();
    private final MapUsers users = new MapUsers();
    private final MapBilling billing = new MapBilling();
    private final MapCache cache = new MapCache(clock);
    private final MapWriter writer = new MapWriter(billing);
    private final MapLeases leases = new MapLeases();
    private final MapMetadata metadata = new MapMetadata(users);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Test
    @Tag("promise:I4")
    void aCustomerThatCarriesTheUserIsFoundByTheNoteInClerk() {
        users.add(ANN, "new@example.com", NAME, CUS_1);
        billing.add(live(CUS_1, ANN));

        assertThat(link(ANN)).isEqualTo(linked(CUS_1));
        assertThat(writer.done()).isEmpty();
        assertThat(metadata.filed()).isEmpty();
    }

    @Test
    void aCustomerThatCarriesTheUserIsFoundByTheCacheAndFiled() {
        users.add(ANN, "new@example.com", NAME);
        billing.add(live(CUS_1, ANN));
        cache.put(cache.ticket(ANN), snapshot(live(CUS_1, ANN)));

        assertThat(link(ANN)).isEqualTo(linked(CUS_1));
        assertThat(metadata.filed()).containsExactly("user_ann has cus_1");
    }

    @Test
    void aCustomerThatCarriesTheUserIsFoundByTheirAddressThoughTheCacheIsAway() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, ANN));
        cache.goAway();

        assertThat(link(ANN)).isEqualTo(linked(CUS_1));
    }

    @Test
    @Tag("promise:I4")
    void aNoteThatNamesSomebodyElsesCustomerDoesNotCount() {
        users.add(ANN, MAIL, NAME, CUS_1);
        billing.add(live(CUS_1, BOB));

        LinkResult result = link(ANN);

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.customer()).isNotEqualTo(CUS_1);
        assertThat(billing.state(CUS_1)).isEqualTo(live(CUS_1, BOB));
        assertThat(metadata.filed()).containsExactly("user_ann has " + result.customer());
    }

    @Test
    void theCustomerThatIsNotedIsUsedAndTheOthersAreReportedOldestFirst() {
        users.add(ANN, MAIL, NAME, CUS_2);
        billing.add(live(CUS_1, ANN)).add(live(CUS_2, ANN, MAIL, NAME, CREATED.plusSeconds(9)));

        assertThat(link(ANN)).isEqualTo(new LinkResult(Outcome.LINKED, ANN, CUS_2, List.of(CUS_1)));
        assertThat(told).contains("user_ann has cus_2 and [cus_1]");
    }

    @Test
    @Tag("promise:I5")
    void aUserWithoutCustomerGetsOneThatCarriesThemAlone() {
        users.add(ANN, MAIL, NAME);

        LinkResult result = link(ANN);

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(billing.state(result.linked().orElseThrow()).customer().belongsTo(ANN))
                .isTrue();
        assertThat(leases.held()).isEmpty();
        assertThat(link(ANN).outcome()).isEqualTo(Outcome.LINKED);
        assertThat(writer.creations()).isEqualTo(1);
    }

    @Test
    @Tag("promise:I4")
    void aUserWhomClerkDoesNotKnowGetsNothing() {
        billing.add(live(CUS_1, ANN));

        assertThat(link(ANN).outcome()).isEqualTo(Outcome.USER_NOT_FOUND);
        assertThat(writer.done()).isEmpty();
        assertThat(billing.found()).isEmpty();
    }

    @Test
    @Tag("promise:I5")
    void nothingIsCreatedUnlessStripeHasSaidThatThereIsNone() {
        users.add(ANN, MAIL, NAME);
        billing.goAway();

        assertThatThrownBy(() -> link(ANN)).isInstanceOf(SourceUnavailableException.class);
        assertThat(writer.done()).isEmpty();
        assertThat(told).containsExactly("stripe failed in link");
    }

    @Test
    void nothingIsCreatedWithoutALease() {
        users.add(ANN, MAIL, NAME);
        leases.goAway();

        assertThatThrownBy(() -> link(ANN))
                .isInstanceOfSatisfying(SourceUnavailableException.class, it -> assertThat(it.source())
                        .isEqualTo(Source.LEASES));
        assertThat(writer.done()).isEmpty();
    }

    @Test
    void whoWaitsTooLongForAnotherInstanceIsToldToComeBack() {
        users.add(ANN, MAIL, NAME);
        leases.acquire("link user_ann", Duration.ofHours(1));

        assertThatThrownBy(() -> link(ANN))
                .isInstanceOfSatisfying(SourceUnavailableException.class, it -> assertThat(it.retryAfter())
                        .isPresent());
        assertThat(writer.done()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("promise:I5")
    void aCreationThatFailedForGoodIsLookedForBeforeItIsTriedAgain(boolean afterEffect) {
        users.add(ANN, null, null);
        writer.failNextCreation(afterEffect);

        LinkResult result = link(ANN);

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(writer.creations()).isEqualTo(1);
        assertThat(billing.ids()).containsExactly(result.linked().orElseThrow());
    }

    @Test
    @Tag("promise:I5")
    void aCreationWithoutAnswerIsFoundAtOnceIfItHappened() {
        users.add(ANN, null, null);
        writer.loseAnswers();

        assertThat(link(ANN).outcome()).isEqualTo(Outcome.CREATED);
        assertThat(writer.creations()).isEqualTo(1);
    }

    @Test
    void aCreationThatStripeDoesNotTakeIsTheCallersToRepeat() {
        users.add(ANN, null, null);
        writer.goAway();

        assertThatThrownBy(() -> link(ANN)).isInstanceOf(SourceUnavailableException.class);
        assertThat(leases.held()).isEmpty();
    }

    @Test
    void aCustomerThatWasDeletedIsFollowedByAnotherOne() {
        users.add(ANN, null, null);
        CustomerId first = link(ANN).linked().orElseThrow();
        billing.delete(first);

        LinkResult second = link(ANN);

        assertThat(second.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(second.customer()).isNotEqualTo(first);
    }

    @Test
    void aCustomerWhoseAnswerWasLostIsFoundByTheSameKey() {
        users.add(ANN, null, null);
        CustomerId first = link(ANN).linked().orElseThrow();
        metadata.fileCustomer(ANN, CUS_1); // the note was lost with the answer

        assertThat(link(ANN).customer()).isEqualTo(first);
        assertThat(writer.creations()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(EmailLinking.class)
    @Tag("promise:I4")
    void anAddressThatClerkHasNotVerifiedLeadsToNobody(EmailLinking linking) {
        users.add(new UserProfile(ANN, MAIL, false, NAME, null, null));
        billing.add(live(CUS_1, null));

        LinkResult result = linker(linking).link(ANN);

        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.customer()).isNotEqualTo(CUS_1);
        assertThat(billing.state(CUS_1)).isEqualTo(live(CUS_1, null));
    }

    @Test
    @Tag("promise:I4")
    void aVerifiedAddressLeadsToNobodyUnlessTheHostAllowsIt() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, null));

        assertThat(link(ANN).customer()).isNotEqualTo(CUS_1);
        assertThat(billing.state(CUS_1)).isEqualTo(live(CUS_1, null));
    }

    @Test
    void theOneCustomerWithAVerifiedAddressIsAdoptedIfTheHostAllowsIt() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, null)).add(live(CUS_2, null, "Ann@example.com", NAME));

        assertThat(byAddress(ANN)).isEqualTo(new LinkResult(Outcome.ADOPTED, ANN, CUS_1, List.of()));
        assertThat(billing.state(CUS_1).customer().belongsTo(ANN)).isTrue();
        assertThat(metadata.filed()).containsExactly("user_ann has cus_1");
    }

    @Test
    @Tag("promise:I4")
    void severalCustomersWithTheAddressAreAmbiguousAndStayAsTheyAre() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, null)).add(live(CUS_2, BOB, MAIL, NAME, CREATED.plusSeconds(1)));

        assertThat(byAddress(ANN)).isEqualTo(new LinkResult(Outcome.AMBIGUOUS, ANN, null, List.of(CUS_1, CUS_2)));
        assertThat(writer.done()).isEmpty();
        assertThat(metadata.filed()).isEmpty();
        assertThat(told).containsExactly("AMBIGUOUS user_ann");
    }

    @Test
    @Tag("promise:I4")
    void aCustomerWithTheAddressThatCarriesSomebodyElseIsAConflictAndStaysAsItIs() {
        users.add(ANN, MAIL, NAME);
        billing.add(live(CUS_1, BOB));

        assertThat(byAddress(ANN)).isEqualTo(new LinkResult(Outcome.CONFLICT, ANN, null, List.of(CUS_1)));
        assertThat(writer.done()).isEmpty();
        assertThat(metadata.filed()).isEmpty();
    }

    @Test
    void aUserWithAVerifiedAddressThatNobodyHasGetsACustomer() {
        users.add(ANN, MAIL, NAME);

        assertThat(byAddress(ANN).outcome()).isEqualTo(Outcome.CREATED);
    }

    @Test
    @Tag("promise:I5")
    void fiftyLinksAtOnceOverTwoInstancesMakeOneCustomer() throws Exception {
        users.add(ANN, MAIL, NAME);
        List<CustomerLinker> instances = List.of(linker(EmailLinking.OFF), linker(EmailLinking.OFF));
        ExecutorService callers = Executors.newFixedThreadPool(50);
        CountDownLatch start = new CountDownLatch(50);
        try {
            List<Future<LinkResult>> calls = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                CustomerLinker instance = instances.get(i % 2);
                calls.add(callers.submit(() -> {
                    start.countDown();
                    start.await();
                    return instance.link(ANN);
                }));
            }
            Set<CustomerId> customers = new HashSet<>();
            for (Future<LinkResult> call : calls) {
                customers.add(call.get().linked().orElseThrow());
            }
            assertThat(customers).hasSize(1);
            assertThat(writer.creations()).isEqualTo(1);
        } finally {
            callers.shutdownNow();
        }
    }

    private static LinkResult linked(CustomerId customer) {
        return new LinkResult(Outcome.LINKED, ANN, customer, List.of());
    }

    private LinkResult link(UserId user) {
        return linker(EmailLinking.OFF).link(user);
    }

    private LinkResult byAddress(UserId user) {
        return linker(EmailLinking.VERIFIED_ADDRESS).link(user);
    }

    private CustomerLinker linker(EmailLinking linking) {
        LinkSettings settings = new LinkSettings("account", linking, Duration.ofMinutes(1), Duration.ofSeconds(2));
        return new CustomerLinker(
                users, billing, new LinkEnvironment(writer, cache, leases, metadata, settings, listener(), clock));
    }

    private TrueupListener listener() {
        return new TrueupListener() {
            @Override
            public void linked(LinkResult result, Duration took) {
                if (!result.outcome().isLinked()) {
                    told.add(result.outcome() + " " + result.userId());
                }
            }

            @Override
            public void sourceFailed(Source source, String operation) {
                told.add(source + " failed in " + operation);
            }

            @Override
            public void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {
                told.add(user + " has " + used + " and " + others);
            }
        };
    }
}
