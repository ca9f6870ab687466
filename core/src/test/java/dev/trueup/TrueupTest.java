package dev.trueup;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.NOW;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.trueup.fixture.Callers;
import dev.trueup.fixture.Events;
import dev.trueup.fixture.Gate;
import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapBillingStore;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapClaims;
import dev.trueup.fixture.MapLeases;
import dev.trueup.fixture.MapLog;
import dev.trueup.fixture.MapMetadata;
import dev.trueup.fixture.MapUsers;
import dev.trueup.fixture.MapWriter;
import dev.trueup.identity.LinkSettings;
import dev.trueup.model.CheckoutOrder;
import dev.trueup.model.CustomerId;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Problem;
import dev.trueup.model.Recommendation;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRequest;
import dev.trueup.protocol.ClaimState;
import dev.trueup.spi.TrueupListener;
import dev.trueup.spi.WebhookEventLog;
import dev.trueup.sync.SyncSettings;
import dev.trueup.webhook.WebhookReceiver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TrueupTest {

    private final ManualClock clock = new ManualClock();
    private final MapCache cache = new MapCache(clock);
    private final MapUsers users = new MapUsers().add(ANN, MAIL, NAME);
    private final MapBilling billing = new MapBilling().add(live(CUS_1, ANN));

    @Test
    void findsADifferenceAndMendsIt() {
        try (Trueup trueup = builder().build()) {
            assertThat(trueup.checker().check("user_ann").recommendation()).isEqualTo(Recommendation.REFRESH_CACHE);
            assertThat(trueup.sync().refresh(ANN).outcome()).isEqualTo(RefreshResult.Outcome.UPDATED);
            assertThat(trueup.checker().check("user_ann").isInSync()).isTrue();
            assertThat(trueup.cache().findCustomerId(ANN)).contains(CUS_1);
            assertThat(trueup.locator().load(ANN, NOW).map(CustomerSnapshot::customerId))
                    .contains(CUS_1);
        }
    }

    @Test
    void handsOutTheVerbsThatWriteIfItIsGivenWhatTheyNeed() {
        MapWriter writer = new MapWriter(billing);
        MapMetadata metadata = new MapMetadata(users);
        MapBillingStore store = new MapBillingStore();
        try (Trueup trueup = builder()
                .customers(writer)
                .actions(writer)
                .leases(new MapLeases())
                .metadata(metadata)
                .store(store)
                .linking(LinkSettings.DEFAULT)
                .checkoutLife(Duration.ofMinutes(30))
                .build()) {
            assertThat(trueup.linker().link(ANN).customer()).isEqualTo(CUS_1);
            assertThat(trueup.userSync().sync(ANN).writes()).isZero();
            assertThat(store.find(ANN)).isPresent();
            assertThat(trueup.subscriptions().agreement(ANN))
                    .hasValueSatisfying(it -> assertThat(it.inAgreement()).isTrue());
            CheckoutOrder order =
                    new CheckoutOrder("price_1", CheckoutOrder.Mode.PAYMENT, "https://shop.example/", null);
            trueup.checkout().start(ANN, order);
            assertThat(writer.done()).containsExactly("open price_1 for cus_1 of user_ann for PT30M");
        }
    }

    @Test
    void saysWhatAVerbThatWritesIsMissing() {
        try (Trueup trueup = builder().build()) {
            assertThatIllegalStateException().isThrownBy(trueup::linker).withMessageContaining("leases");
            assertThatIllegalStateException().isThrownBy(trueup::userSync).withMessageContaining("customers");
            assertThatIllegalStateException().isThrownBy(trueup::subscriptions).withMessageContaining("actions");
            assertThatIllegalStateException().isThrownBy(trueup::checkout).withMessageContaining("actions");
        }
    }

    @Test
    void aWebhookMakesTheCustomerBeReadAgainAndThenCallsTheHostsOwnHandler() {
        WebhookEvent event = Events.stripe("evt_1", "invoice.paid", ANN, null, CUS_1);
        List<Optional<CustomerId>> seen = new ArrayList<>();
        MapLog log = new MapLog();
        try (Trueup trueup =
                builder().deduplicator(new MapClaims(clock)).eventLog(log).build()) {
            WebhookReceiver receiver = trueup.webhooks(request -> event)
                    .on("invoice.paid", it -> seen.add(trueup.cache().findCustomerId(ANN)));

            WebhookOutcome first = receiver.receive(WebhookRequest.of(new byte[0], Map.of()));
            WebhookOutcome second = receiver.receive(WebhookRequest.of(new byte[0], Map.of()));

            assertThat(first.status()).isEqualTo(WebhookOutcome.Status.PROCESSED);
            assertThat(second.status()).isEqualTo(WebhookOutcome.Status.DUPLICATE);
            assertThat(seen).containsExactly(Optional.of(CUS_1));
            assertThat(log.find(WebhookEventLog.Query.LATEST)).hasSize(1);
        }
    }

    @Test
    void itsCloseGivesBackTheClaimsOfEventsThatAreWorkedOn() throws Exception {
        WebhookEvent event = Events.stripe("evt_1", "payout.paid");
        MapClaims claims = new MapClaims(clock);
        Gate gate = new Gate();
        Trueup trueup = builder().deduplicator(claims).eventLog(new MapLog()).build();
        WebhookReceiver receiver = trueup.webhooks(request -> event).on("payout.*", it -> gate.pass());
        try (Callers callers = new Callers()) {
            Callers.Call<WebhookOutcome> call =
                    callers.call(() -> receiver.receive(WebhookRequest.of(new byte[0], Map.of())));
            gate.awaitArrival();

            trueup.close();

            assertThat(claims.phase(event.key())).isEqualTo(ClaimState.Phase.FAILED);
            gate.open();
            assertThat(call.result().status()).isEqualTo(WebhookOutcome.Status.FENCED);
        }
    }

    @Test
    void webhooksNeedADeduplicatorAndALog() {
        for (TrueupBuilder incomplete : List.of(
                builder(),
                builder().deduplicator(new MapClaims(clock)),
                builder().eventLog(new MapLog()))) {
            try (Trueup trueup = incomplete.build()) {
                assertThatIllegalStateException()
                        .isThrownBy(() -> trueup.webhooks(request -> Events.stripe("evt_1", "a")))
                        .withMessage("deduplicator and eventLog must be given to receive webhooks");
            }
        }
    }

    @Test
    void cacheUsersAndBillingHaveToBeGiven() {
        for (TrueupBuilder incomplete : List.of(
                Trueup.builder(),
                Trueup.builder().users(users).billing(billing),
                Trueup.builder().cache(cache).billing(billing),
                Trueup.builder().cache(cache).users(users))) {
            assertThatIllegalStateException()
                    .isThrownBy(incomplete::build)
                    .withMessage("cache, users and billing must be given");
        }
    }

    @Test
    void startsNoThreadBeforeTheFirstCheckAndOnlyDaemonsThen() {
        Set<Thread> before = ownThreads();
        BlockingQueue<Thread> readers = new LinkedBlockingQueue<>();
        users.onFind(() -> readers.add(Thread.currentThread()));

        try (Trueup trueup = builder().build()) {
            assertThat(before).containsAll(ownThreads());

            trueup.checker().check(ANN);

            Thread reader = readers.remove();
            assertThat(reader.getName()).startsWith("trueup-");
            assertThat(reader.isDaemon()).isTrue();
        }
    }

    @Test
    void aCheckAfterTheCloseIsToldAtOnceThatNothingCanBeRead() {
        Trueup trueup = builder()
                .settings(new SyncSettings(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO))
                .build();
        trueup.checker().check(ANN);
        trueup.close();

        SyncReport report = trueup.checker().check(ANN);

        assertThat(report.problems())
                .containsExactlyInAnyOrder(
                        new Problem(Source.CACHE, Problem.Kind.UNAVAILABLE),
                        new Problem(Source.CLERK, Problem.Kind.UNAVAILABLE));
    }

    @Test
    void aCheckThatIsUnderWayEndsWellAfterTheClose() throws Exception {
        Gate stripe = billing.holdNextFind();
        Trueup trueup = builder().build();
        cache.put(cache.ticket(ANN), snapshot(live(CUS_1, ANN)));
        try (Callers callers = new Callers()) {
            Callers.Call<SyncReport> check = callers.call(() -> trueup.checker().check(ANN));
            stripe.awaitArrival();

            trueup.close();
            stripe.open();

            assertThat(check.result().isInSync()).isTrue();
        }
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        BlockingQueue<Thread> readers = new LinkedBlockingQueue<>();
        users.onFind(() -> readers.add(Thread.currentThread()));
        Trueup trueup = builder().build();
        trueup.checker().check(ANN);

        trueup.close();
        trueup.close();

        Thread reader = readers.remove();
        reader.join(20_000);
        assertThat(reader.isAlive()).isFalse();
    }

    @Test
    void anExecutorThatIsPassedInIsUsedAndStaysTheCallers() {
        ExecutorService executor = Executors.newFixedThreadPool(2, task -> new Thread(task, "of-the-host"));
        List<String> readers = new CopyOnWriteArrayList<>();
        users.onFind(() -> readers.add(Thread.currentThread().getName()));

        Trueup trueup = builder().executor(executor).build();
        trueup.checker().check(ANN);
        trueup.close();

        assertThat(readers).containsExactly("of-the-host");
        assertThat(executor.isShutdown()).isFalse();
        executor.shutdown();
    }

    @Test
    void theClockAndTheListenerThatArePassedInAreUsed() {
        List<SyncReport> told = new CopyOnWriteArrayList<>();
        TrueupListener listener = new TrueupListener() {
            @Override
            public void checked(SyncReport report, Duration took) {
                told.add(report);
            }
        };
        try (Trueup trueup = builder().listener(listener).build()) {
            trueup.sync().refresh(ANN);
            clock.advance(Duration.ofMinutes(-5));

            SyncReport report = trueup.checker().check(ANN);

            assertThat(report.differences()).singleElement().hasToString("updatedAt (cache)");
            assertThat(told).containsExactly(report);
        }
    }

    private TrueupBuilder builder() {
        return Trueup.builder().cache(cache).users(users).billing(billing).clock(clock);
    }

    private static Set<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("trueup-"))
                .collect(Collectors.toSet());
    }
}
