package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static dev.trueup.fixture.Samples.subscription;
import static dev.trueup.model.RefreshResult.Outcome.NO_CUSTOMER;
import static dev.trueup.model.RefreshResult.Outcome.SUPERSEDED;
import static dev.trueup.model.RefreshResult.Outcome.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.fixture.Callers;
import dev.trueup.fixture.Callers.Call;
import dev.trueup.fixture.Gate;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.protocol.Finding;
import dev.trueup.protocol.Freshness;
import dev.trueup.spi.CacheEntry;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Several refreshes at once, and caches that forget while Stripe is read. */
class CustomerSyncRaceTest {

    private final SyncFixture fixture = new SyncFixture();
    private final MapCache cache = fixture.cache;
    private final MapBilling billing = fixture.billing;
    private final CustomerSync sync = fixture.sync;
    private final Callers callers = new Callers();

    @BeforeEach
    void annHasACachedCustomer() {
        fixture.users.add(ANN, MAIL, NAME, CUS_1);
        billing.add(live(CUS_1, ANN));
        fixture.cached(live(CUS_1, ANN));
    }

    @AfterEach
    void endThreads() {
        callers.close();
    }

    @Test
    @Tag("promise:R1")
    void aSlowRefreshNeverOverwritesANewerOne() throws Exception {
        Gate slow = billing.holdNextFind();
        Call<RefreshResult> first = callers.call(() -> sync.refresh(ANN));
        slow.awaitArrival();
        billing.add(live(CUS_1, ANN, subscription("sub_1", "canceled")));
        assertThat(sync.refresh(CUS_1).outcome()).isEqualTo(UPDATED);

        slow.open();

        assertThat(first.result().outcome()).isEqualTo(SUPERSEDED);
        assertThat(cache.find(ANN).map(it -> it.customer().subscriptions())).contains(List.of("sub_1"));
    }

    @Test
    void aCustomerThatIsDeletedWhileAnotherRefreshReadsItAliveStaysDead() throws Exception {
        Gate slow = billing.holdNextFind();
        Call<RefreshResult> first = callers.call(() -> sync.refresh(ANN));
        slow.awaitArrival();
        billing.delete(CUS_1);
        assertThat(sync.refresh(CUS_1).outcome()).isEqualTo(NO_CUSTOMER);

        slow.open();

        assertThat(first.result().outcome()).isEqualTo(SUPERSEDED);
        assertThat(cache.read(ANN).map(CacheEntry::finding)).contains(new Finding.Gone(CUS_1));
        assertThat(cache.find(CUS_1)).isEmpty();
    }

    @Test
    void anInvalidationWhileARefreshReadsIsNotUndone() {
        billing.onNextFind(() -> cache.invalidate(ANN));

        assertThat(sync.refresh(ANN).outcome()).isEqualTo(SUPERSEDED);
        assertThat(cache.find(ANN)).isEmpty();
    }

    @Test
    void aWriterWhoBeganLaterIsLeftStanding() {
        billing.onNextFind(() -> cache.put(cache.ticket(ANN), snapshot(live(CUS_1, ANN, subscription("sub_9")))));

        RefreshResult result = sync.refresh(ANN);

        assertThat(result.outcome()).isEqualTo(SUPERSEDED);
        assertThat(result.userId()).isEqualTo(ANN);
        assertThat(cache.find(ANN).map(it -> it.customer().subscriptions())).contains(List.of("sub_9"));
        assertThat(billing.found()).hasSize(1);
    }

    @Test
    void callersWhoComeWhileOneReadsShareOneFurtherReadThatSeesTheirChange() throws Exception {
        Gate slow = billing.holdNextFind();
        Call<RefreshResult> first = callers.call(() -> sync.refresh(CUS_1));
        slow.awaitArrival();
        billing.add(live(CUS_1, ANN, subscription("sub_1")));
        List<Call<RefreshResult>> others = IntStream.range(0, 6)
                .mapToObj(i -> callers.callAndPark(() -> sync.refresh(CUS_1)))
                .toList();
        assertThat(billing.found()).hasSize(1);

        slow.open();

        assertThat(subscriptions(first.result())).isEmpty();
        for (Call<RefreshResult> other : others) {
            assertThat(subscriptions(other.result())).containsExactly("sub_1");
        }
        assertThat(billing.found()).hasSize(2);
        assertThat(cache.find(ANN).map(it -> it.customer().subscriptions())).contains(List.of("sub_1"));
        assertThat(fixture.told).containsExactly("UPDATED user_ann", "UPDATED user_ann");
    }

    @Test
    void anOutageOfASharedRefreshIsSeenByAllWhoShareIt() throws Exception {
        Gate slow = billing.holdNextFind();
        Call<RefreshResult> first = callers.call(() -> sync.refresh(ANN));
        slow.awaitArrival();
        List<Call<RefreshResult>> others = IntStream.range(0, 3)
                .mapToObj(i -> callers.callAndPark(() -> sync.refresh(ANN)))
                .toList();
        billing.goAway();
        slow.open();

        assertThat(first.result().outcome()).isEqualTo(UPDATED);
        for (Call<RefreshResult> other : others) {
            assertThatThrownBy(other::result)
                    .cause()
                    .isInstanceOf(SourceUnavailableException.class)
                    .hasMessage("stripe: is away");
        }
        assertThat(fixture.told).containsExactly("UPDATED user_ann", "stripe failed in refresh");
    }

    @Test
    void aRecordThatIsLostWhileStripeIsReadIsReadAgain() {
        billing.onNextFind(cache::loseEverything);

        assertThat(sync.refresh(ANN).outcome()).isEqualTo(UPDATED);
        assertThat(cache.findCustomerId(ANN)).contains(CUS_1);
        assertThat(billing.found()).hasSize(2);
    }

    @Test
    void aReadThatTookTooLongIsMadeAgain() {
        billing.onNextFind(() -> {
            fixture.clock.advance(Freshness.DEFAULT_MAX_TICKET_AGE.plusSeconds(1));
            billing.add(live(CUS_1, ANN, subscription("sub_1")));
        });

        RefreshResult result = sync.refresh(ANN);

        assertThat(result.outcome()).isEqualTo(UPDATED);
        assertThat(subscriptions(result)).containsExactly("sub_1");
        assertThat(billing.found()).hasSize(2);
    }

    @Test
    void aCacheThatForgetsEveryTimeIsAnOutageAndNotAnEndlessLoop() {
        billing.onNextFind(this::forgetNowAndNextTime);

        assertThatThrownBy(() -> sync.refresh(ANN))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessage("cache: lost the record of user user_ann 5 times while it was read")
                .extracting(e -> ((SourceUnavailableException) e).source())
                .isEqualTo(Source.CACHE);
        assertThat(billing.found()).hasSize(5);
        assertThat(cache.read(ANN)).isEmpty();
    }

    private void forgetNowAndNextTime() {
        cache.loseEverything();
        billing.onNextFind(this::forgetNowAndNextTime);
    }

    private static List<String> subscriptions(RefreshResult result) {
        return Optional.ofNullable(result.snapshot())
                .map(it -> it.customer().subscriptions())
                .orElseThrow();
    }
}
