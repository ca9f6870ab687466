package dev.trueup.spi;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.CUS_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trueup.fixture.Events;
import dev.trueup.fixture.Samples;
import dev.trueup.model.CustomerId;
import dev.trueup.model.LinkResult;
import dev.trueup.model.Recommendation;
import dev.trueup.model.RefreshResult;
import dev.trueup.model.RunCounts;
import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.Source;
import dev.trueup.model.SubscriptionChange;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.model.UserSyncResult;
import dev.trueup.model.WebhookEvent;
import dev.trueup.model.WebhookOutcome;
import dev.trueup.model.WebhookRejectedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.slf4j.LoggerFactory;

class GuardedListenerTest {

    private static final SyncReport REPORT = new SyncReport(ANN, null, List.of(), List.of(), Recommendation.NONE);
    private static final RefreshResult RESULT =
            new RefreshResult(RefreshResult.Outcome.NO_CUSTOMER, ANN, null, List.of());

    private static final RunReport RUN = new RunReport(
            "run_1",
            RunKind.VERIFY,
            RunState.SUCCEEDED,
            Samples.NOW,
            Samples.NOW,
            Samples.NOW,
            RunCounts.NONE,
            null,
            List.of(),
            Map.of(),
            List.of(),
            List.of(),
            null);

    private final Logger logger = (Logger) LoggerFactory.getLogger(GuardedListener.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listenToTheLog() {
        logged.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(logged);
    }

    @AfterEach
    void leaveTheLog() {
        logger.detachAppender(logged);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @TestFactory
    @Tag("promise:S2")
    Stream<DynamicTest> nothingThatACallbackThrowsEscapes() {
        List<Throwable> thrown = List.of(
                new IllegalStateException("marker@personal.example"),
                new Exception("checked"),
                new AssertionError("error"),
                new NoClassDefFoundError("a.B"),
                new StackOverflowError(),
                new OutOfMemoryError("of the listener"));
        return thrown.stream().flatMap(failure -> callbacks().entrySet().stream()
                .map(callback -> DynamicTest.dynamicTest(
                        failure.getClass().getSimpleName() + " in " + callback.getKey(), () -> assertThatCode(
                                        () -> callback.getValue().accept(TrueupListener.guarded(throwing(failure))))
                                .doesNotThrowAnyException())));
    }

    @Test
    void everyCallbackIsTried() {
        assertThat(callbacks().keySet())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(TrueupListener.class.getMethods())
                        .filter(Method::isDefault)
                        .map(Method::getName)
                        .toList());
    }

    @Test
    void aFailureIsLoggedByItsClassAndCallbackAlone() {
        TrueupListener.guarded(throwing(new IllegalStateException("marker@personal.example")))
                .unreadableValue(ANN);

        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage())
                    .isEqualTo("listener failed in unreadableValue with java.lang.IllegalStateException");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    @Test
    void everythingThatIsToldArrives() {
        List<String> told = new ArrayList<>();
        TrueupListener guarded = TrueupListener.guarded(proxy((proxy, method, args) -> {
            told.add(method.getName());
            return null;
        }));

        callbacks().values().forEach(callback -> callback.accept(guarded));

        assertThat(told).containsExactlyInAnyOrderElementsOf(callbacks().keySet());
    }

    @Test
    void aListenerNeedNotListenToAnything() {
        TrueupListener guarded = TrueupListener.guarded(new TrueupListener() {});

        callbacks().values().forEach(callback -> callback.accept(guarded));

        assertThat(logged.list).isEmpty();
    }

    @Test
    void aGuardIsNotGuardedAgain() {
        TrueupListener guarded = TrueupListener.guarded(new TrueupListener() {});

        assertThat(TrueupListener.guarded(guarded)).isSameAs(guarded);
        assertThat(TrueupListener.guarded(TrueupListener.NONE)).isSameAs(TrueupListener.NONE);
    }

    @Test
    void aListenerThatIsItselfAProxyIsGuardedLikeAnyOther() {
        TrueupListener hosts = proxy((proxy, method, args) -> {
            throw new IllegalStateException("from the host's proxy");
        });

        assertThatCode(() -> TrueupListener.guarded(hosts).cacheAway()).doesNotThrowAnyException();
    }

    @Test
    void aGuardEqualsItselfAndAnotherGuardOfTheSameListener() {
        TrueupListener listener = new TrueupListener() {};
        TrueupListener guarded = TrueupListener.guarded(listener);

        assertThat(guarded).isEqualTo(TrueupListener.guarded(guarded)).isEqualTo(TrueupListener.guarded(listener));
        assertThat(guarded.hashCode())
                .isEqualTo(TrueupListener.guarded(listener).hashCode());
        assertThat(guarded)
                .isNotEqualTo(listener)
                .isNotEqualTo(null)
                .isNotEqualTo(TrueupListener.guarded(new TrueupListener() {}));
        assertThat(Set.of(guarded)).contains(TrueupListener.guarded(listener));
    }

    @Test
    void theTextOfAGuardNamesTheClassAndNeverAsksTheListener() {
        TrueupListener silent = new TrueupListener() {
            @Override
            public String toString() {
                throw new IllegalStateException("marker@personal.example");
            }
        };

        assertThat(TrueupListener.guarded(silent))
                .hasToString("guarded " + silent.getClass().getName());
    }

    private static Map<String, Consumer<TrueupListener>> callbacks() {
        Map<String, Consumer<TrueupListener>> callbacks = new HashMap<>(ofWebhooks());
        callbacks.putAll(Map.of(
                "checked", it -> it.checked(REPORT, Duration.ZERO),
                "refreshed", it -> it.refreshed(RESULT, Duration.ZERO),
                "sourceFailed", it -> it.sourceFailed(Source.STRIPE, "check"),
                "duplicateCustomers", it -> it.duplicateCustomers(ANN, CUS_1, List.of(CUS_2)),
                "unreadableValue", it -> it.unreadableValue(ANN),
                "cacheAway", TrueupListener::cacheAway,
                "cacheBack", it -> it.cacheBack(Set.of(new UserId("user_1")))));
        callbacks.putAll(ofIdentity());
        callbacks.putAll(ofHealth());
        callbacks.putAll(ofRuns());
        return callbacks;
    }

    private static Map<String, Consumer<TrueupListener>> ofHealth() {
        return Map.of(
                "sourceCalled", it -> it.sourceCalled(Source.CLERK, Duration.ZERO, true),
                "cacheRead", it -> it.cacheRead(1, 0, Duration.ZERO),
                "syncFailed", it -> it.syncFailed(Source.STRIPE),
                "sessionChecked", it -> it.sessionChecked(false));
    }

    private static Map<String, Consumer<TrueupListener>> ofRuns() {
        return Map.of(
                "runProgressed", it -> it.runProgressed(RUN),
                "runFinished", it -> it.runFinished(RUN),
                "readBudget", it -> it.readBudget(80, 100));
    }

    private static Map<String, Consumer<TrueupListener>> ofIdentity() {
        LinkResult link = new LinkResult(LinkResult.Outcome.LINKED, ANN, CUS_1, List.of());
        return Map.of(
                "linked", it -> it.linked(link, Duration.ZERO),
                "userSynced", it -> it.userSynced(new UserSyncResult(link, 1, null), Duration.ZERO),
                "subscriptionChanged",
                        it -> it.subscriptionChanged(
                                new SubscriptionChange(SubscriptionChange.Outcome.FOREIGN, ANN, CUS_1, null),
                                Duration.ZERO));
    }

    private static Map<String, Consumer<TrueupListener>> ofWebhooks() {
        WebhookEvent event = Events.stripe("evt_1", "invoice.paid", CUS_1);
        WebhookOutcome outcome = new WebhookOutcome(WebhookOutcome.Status.PROCESSED, event, null);
        return Map.of(
                "webhookRejected", it -> it.webhookRejected(WebhookRejectedException.Reason.TOO_OLD),
                "webhookClaimed", it -> it.webhookClaimed(event, 1),
                "webhookFailed", it -> it.webhookFailed(event, 1, IllegalStateException.class),
                "webhookDead", it -> it.webhookDead(event, 25),
                "webhookMismatch", it -> it.webhookMismatch(event),
                "webhookFinished", it -> it.webhookFinished(outcome, Duration.ZERO));
    }

    private static TrueupListener throwing(Throwable failure) {
        return new Thrower(failure).listener();
    }

    /** Throws even checked exceptions, as Kotlin, Scala or generated code can. */
    private record Thrower(Throwable failure) {

        TrueupListener listener() {
            return new TrueupListener() {
                @Override
                public void checked(SyncReport report, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void refreshed(RefreshResult result, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void sourceFailed(Source source, String operation) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void duplicateCustomers(UserId user, CustomerId used, List<CustomerId> others) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void linked(LinkResult result, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void userSynced(UserSyncResult result, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void subscriptionChanged(SubscriptionChange change, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void unreadableValue(UserId user) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void cacheAway() {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void cacheBack(Set<UserId> touched) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void webhookRejected(WebhookRejectedException.Reason reason) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void webhookClaimed(WebhookEvent event, long attempt) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void webhookFailed(WebhookEvent event, long attempt, Class<? extends Throwable> error) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void webhookDead(WebhookEvent event, long attempts) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void webhookMismatch(WebhookEvent event) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void webhookFinished(WebhookOutcome outcome, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void sourceCalled(Source source, Duration took, boolean answered) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void cacheRead(int hits, int misses, Duration took) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void syncFailed(Source source) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void sessionChecked(boolean believed) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void runProgressed(RunReport report) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void runFinished(RunReport report) {
                    Thrower.<RuntimeException>sneak(failure);
                }

                @Override
                public void readBudget(long used, long budget) {
                    Thrower.<RuntimeException>sneak(failure);
                }
            };
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <E extends Throwable> void sneak(Throwable failure) throws E {
            throw (E) failure;
        }
    }

    private static TrueupListener proxy(InvocationHandler handler) {
        return (TrueupListener) Proxy.newProxyInstance(
                TrueupListener.class.getClassLoader(), new Class<?>[] {TrueupListener.class}, handler);
    }
}
