package dev.trueup.sync;

import static dev.trueup.fixture.Samples.ANN;
import static dev.trueup.fixture.Samples.CUS_1;
import static dev.trueup.fixture.Samples.MAIL;
import static dev.trueup.fixture.Samples.NAME;
import static dev.trueup.fixture.Samples.live;
import static dev.trueup.fixture.Samples.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.trueup.fixture.Callers;
import dev.trueup.fixture.Callers.Call;
import dev.trueup.fixture.Gate;
import dev.trueup.fixture.ManualClock;
import dev.trueup.fixture.MapBilling;
import dev.trueup.fixture.MapCache;
import dev.trueup.fixture.MapUsers;
import dev.trueup.model.Problem;
import dev.trueup.model.Recommendation;
import dev.trueup.model.Source;
import dev.trueup.model.SyncReport;
import dev.trueup.spi.TrueupListener;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Which threads a check reads on, and how long it may take. */
class SyncCheckerTimingTest {

    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final ManualClock clock = new ManualClock();
    private final MapCache cache = new MapCache(clock);
    private final MapUsers users = new MapUsers().add(ANN, MAIL, NAME);
    private final MapBilling billing = new MapBilling().add(live(CUS_1, ANN));
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Callers callers = new Callers();

    @BeforeEach
    void cacheTheCustomerAndAllowNoMoreWrites() {
        cache.put(cache.ticket(ANN), snapshot(live(CUS_1, ANN)));
        cache.refuseWrites();
    }

    @AfterEach
    void endThreads() {
        callers.close();
        pool.shutdownNow();
    }

    @Test
    void clerkIsReadWhileTheCacheAndStripeAre() throws Exception {
        Gate clerk = new Gate();
        users.onFind(clerk::pass);
        // Stripe answers only after Clerk was asked, and Clerk only after Stripe: one after the other, neither could.
        billing.onNextFind(() -> {
            try {
                clerk.awaitArrival();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            clerk.open();
        });

        assertThat(checker(pool, LONG).check(ANN).isInSync()).isTrue();
    }

    @Test
    @Tag("promise:C5")
    void aClerkThatHangsIsLeftAtTheDeadlineAndIsAProblem() {
        Gate clerk = new Gate();
        users.onFind(clerk::pass);

        assertAtTheDeadline(timeToReport(Source.CLERK, checker(pool, DEADLINE)));
        clerk.open();
    }

    @Test
    @Tag("promise:C5")
    void aStripeThatHangsIsLeftAtTheDeadlineAndIsAProblem() {
        Gate stripe = billing.holdNextFind();

        assertAtTheDeadline(timeToReport(Source.STRIPE, checker(pool, DEADLINE)));
        stripe.open();
    }

    @Test
    @Tag("promise:C5")
    void aCacheThatHangsIsLeftAtTheDeadlineAndIsAProblem() throws Exception {
        AtomicInteger task = new AtomicInteger();
        // The second task is the cache's: it never runs.
        Executor withoutCache = it -> {
            if (task.incrementAndGet() != 2) {
                pool.execute(it);
            }
        };

        assertAtTheDeadline(timeToReport(Source.CACHE, checker(withoutCache, DEADLINE)));
        assertThat(billing.found()).isEmpty();
    }

    @Test
    void theCallerDoesNotReadStripeItselfHoweverFastTheCacheIs() {
        AtomicReference<Thread> reader = new AtomicReference<>();
        billing.onNextFind(() -> reader.set(Thread.currentThread()));
        AtomicInteger task = new AtomicInteger();
        // Clerk and the cache have answered before the caller goes on.
        Executor fast = it -> {
            if (task.incrementAndGet() <= 2) {
                it.run();
            } else {
                pool.execute(it);
            }
        };

        assertThat(checker(fast, LONG).check(ANN).isInSync()).isTrue();
        assertThat(reader.get()).isNotNull().isNotSameAs(Thread.currentThread());
    }

    @Test
    void anExecutorThatTakesNothingMakesEverySourceAProblem() {
        SyncReport report = checker(
                        task -> {
                            throw new RejectedExecutionException("full");
                        },
                        LONG)
                .check(ANN);

        assertThat(report.problems())
                .containsExactlyInAnyOrder(
                        new Problem(Source.CACHE, Problem.Kind.UNAVAILABLE),
                        new Problem(Source.CLERK, Problem.Kind.UNAVAILABLE));
        assertThat(report.recommendation()).isEqualTo(Recommendation.RETRY_LATER);
        assertThat(report.isInSync()).isFalse();
    }

    @Test
    void anExecutorThatTakesTooFewTasksMakesTheLastSourceAProblem() {
        AtomicInteger task = new AtomicInteger();
        SyncReport report = checker(
                        it -> {
                            if (task.incrementAndGet() > 2) {
                                throw new RejectedExecutionException("full");
                            }
                            it.run();
                        },
                        LONG)
                .check(ANN);

        assertThat(report.problems()).containsExactly(new Problem(Source.STRIPE, Problem.Kind.UNAVAILABLE));
        assertThat(report.stripeDataInSync()).isFalse();
    }

    @Test
    void aCallerWhoIsInterruptedGetsAReportAtOnceAndStaysInterrupted() throws Exception {
        Gate clerk = new Gate();
        users.onFind(clerk::pass);
        AtomicReference<Boolean> stillInterrupted = new AtomicReference<>();
        Call<SyncReport> call = callers.call(() -> {
            SyncReport report = checker(pool, LONG).check(ANN);
            stillInterrupted.set(Thread.currentThread().isInterrupted());
            return report;
        });
        clerk.awaitArrival();
        call.interrupt();

        SyncReport report = call.result();

        assertThat(report.problems()).contains(new Problem(Source.CLERK, Problem.Kind.UNAVAILABLE));
        assertThat(report.recommendation()).isEqualTo(Recommendation.RETRY_LATER);
        assertThat(stillInterrupted.get()).isTrue();
        clerk.open();
    }

    @Test
    void aBrokenAdapterIsASourceThatCouldNotBeReadAndItsWordsAreNotLogged() {
        Logger logger = (Logger) LoggerFactory.getLogger(Answers.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(logged);
        users.onFind(() -> {
            throw new IllegalStateException("no such row: marker@personal.example");
        });

        SyncReport report = checker(pool, LONG).check(ANN);

        logger.detachAppender(logged);
        logger.setAdditive(true);
        logger.setLevel(null);
        assertThat(report.problems()).containsExactly(new Problem(Source.CLERK, Problem.Kind.UNAVAILABLE));
        assertThat(logged.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage())
                    .isEqualTo("check of user user_ann could not read clerk: java.lang.IllegalStateException");
            assertThat(event.getThrowableProxy()).isNull();
        });
    }

    private static Duration timeToReport(Source expected, SyncChecker checker) {
        long start = System.nanoTime();
        SyncReport report = checker.check(ANN);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(report.problems()).containsExactly(new Problem(expected, Problem.Kind.UNAVAILABLE));
        assertThat(report.recommendation()).isEqualTo(Recommendation.RETRY_LATER);
        return took;
    }

    private static void assertAtTheDeadline(Duration took) {
        assertThat(took)
                .isBetween(DEADLINE.minusMillis(1), DEADLINE.multipliedBy(6).dividedBy(5));
    }

    private SyncChecker checker(Executor executor, Duration timeout) {
        return SyncChecker.over(
                cache,
                users,
                billing,
                new SyncEnvironment(
                        new SyncSettings(timeout, LONG, Duration.ZERO),
                        TrueupListener.NONE,
                        executor,
                        clock,
                        Copies.NONE));
    }
}
