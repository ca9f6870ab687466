package dev.trueup.bulk;

import dev.trueup.model.RunKind;
import dev.trueup.model.RunReport;
import dev.trueup.model.RunState;
import dev.trueup.model.SourceUnavailableException;
import dev.trueup.model.UserId;
import dev.trueup.sync.Copies.Payments;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that concerns all customers at once. Thread-safe.
 *
 * <p>A run reads Stripe and Clerk by pages, as work that waits for live requests, and goes on in threads of its own after
 * the call that started it has returned. Of each kind one run is at work at a time, over all instances. Whatever a run
 * writes loses to every sync that begins after it, so webhooks that arrive meanwhile always win and no record becomes
 * older.
 *
 * <p>A run that was cancelled, that gave up or whose process died can be resumed: it goes on behind the last pages that it
 * read, at the cost of one request for each stretch of a list at most. What cannot be done to a single customer is noted
 * in the report and stops nothing; a provider that is away makes a run wait, and give up when it is away for too long.
 *
 * <p>Every method that starts a run throws {@link RunInProgressException} if one of the kind is at work, and {@link
 * SourceUnavailableException} if leases or the log of runs cannot be asked.
 */
public final class BulkSync implements AutoCloseable {

    /** How far back a catch-up begins that knows of none before it. */
    private static final Duration A_DAY = Duration.ofHours(24);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final BulkEnvironment environment;
    private final Runs runs;

    /** Bulk work with these; {@code Trueup} assembles it. */
    public BulkSync(BulkEnvironment environment) {
        this(environment, new Runs(environment));
    }

    private BulkSync(BulkEnvironment environment, Runs runs) {
        this.environment = environment;
        this.runs = runs;
    }

    /** The same bulk work, which has the events that it finds worked on in another way. */
    public BulkSync delivering(BulkEnvironment.Events events) {
        return new BulkSync(environment.withEvents(events), runs);
    }

    /**
     * Reads everything and writes every record: for the first load, and after anything that nobody can follow up. Records
     * whose customer or user is gone, of which nobody told, go as well; at the end those are read once more to whom
     * Stripe says that something has happened meanwhile. Creates no customer and writes none in Stripe.
     *
     * <p>Costs 20 requests to Stripe and 2 to Clerk for each thousand customers with one subscription each. Holds about
     * 150 bytes of memory for each customer and for each subscription.
     */
    public BulkRun rebuild() {
        return start(RunKind.REBUILD);
    }

    /**
     * Compares every record with what the lists of Stripe and Clerk say and writes nothing. What differs is in the
     * report, field by field. A user without a customer and without a record is in step.
     */
    public BulkRun verify() {
        return start(RunKind.VERIFY);
    }

    /** Verifies, and then mends what differs and nothing else. */
    public BulkRun repair() {
        return start(RunKind.REPAIR);
    }

    /** Catches up from where the last catch-up that succeeded began, or with the last 24 hours. */
    public BulkRun catchUp() {
        return start(RunKind.CATCH_UP);
    }

    /**
     * Works on what has happened since a time and was not delivered: Stripe's events, under the same claims as live ones,
     * and changed users of Clerk. For more than 29 days it rebuilds instead and says so in the report.
     *
     * @param since when deliveries began to fail; a little earlier does no harm
     */
    public BulkRun catchUp(Instant since) {
        return runs.start(RunKind.CATCH_UP, false, work -> new CatchUp(work, environment, since).run());
    }

    /**
     * Reads all charges, payment intents and invoices into the store of payments: once for everything that was before
     * their events arrived, and after events were lost for good. Costs one request for each hundred of them.
     *
     * @throws IllegalStateException if no payments are kept
     */
    public BulkRun loadPayments() {
        return start(RunKind.PAYMENTS);
    }

    /** Reads some customers again, one by one, at up to two requests each. Cannot be resumed. */
    public BulkRun refresh(Collection<UserId> users) {
        Set<UserId> distinct = Set.copyOf(users);
        return runs.start(RunKind.REFRESH, false, work -> new Refreshes(work, environment).run(distinct));
    }

    /**
     * Begins a run of a kind.
     *
     * @param kind any but {@link RunKind#REFRESH}, for which has to be said of whom
     * @throws IllegalArgumentException if the kind says too little
     */
    public BulkRun start(RunKind kind) {
        return runs.start(kind, false, task(kind));
    }

    /**
     * Goes on with the last run of a kind, if that did not succeed, and otherwise begins one. A first part that is too
     * old is done again, which the report says.
     *
     * @param kind any but {@link RunKind#REFRESH}, for which has to be said of whom
     * @throws IllegalArgumentException if the kind says too little
     */
    public BulkRun resume(RunKind kind) {
        return runs.start(kind, true, task(kind));
    }

    private Consumer<Work> task(RunKind kind) {
        return switch (kind) {
            case REBUILD -> work -> new Rebuild(work, environment).run();
            case VERIFY -> work -> new Verification(work, environment).run();
            case REPAIR -> work -> new Repair(work, environment).run();
            case CATCH_UP -> work -> new CatchUp(work, environment, lastCatchUp()).run();
            case PAYMENTS -> {
                Payments payments = environment.sync().copies().payments();
                if (payments == null) {
                    throw new IllegalStateException("payments must be given to load them");
                }
                yield work -> new PaymentLoad(work, environment, payments).run();
            }
            case REFRESH -> throw new IllegalArgumentException("a run of kind " + kind + " needs to be told of whom");
        };
    }

    /**
     * What a run of any instance says of itself, or said last. One that has not shown for a while that it lives counts as
     * interrupted.
     *
     * @throws SourceUnavailableException if the log of runs cannot be asked
     */
    public Optional<RunReport> find(String runId) {
        return runs.find(runId);
    }

    /**
     * The runs that began last, those first.
     *
     * @param kind of this kind only, or {@code null}
     * @param limit how many at most; 1 to 1,000
     * @throws SourceUnavailableException if the log of runs cannot be asked
     */
    public List<RunReport> latest(@Nullable RunKind kind, int limit) {
        return environment.log().latest(kind, limit).stream().map(runs::alive).toList();
    }

    /** Interrupts the runs of this instance, so that another one can resume them, and waits up to 5 s for their end. */
    @Override
    public void close() {
        runs.close(CLOSING);
    }

    private Instant lastCatchUp() {
        return environment.log().latest(RunKind.CATCH_UP, 100).stream()
                .filter(it -> it.state() == RunState.SUCCEEDED)
                .findFirst()
                .map(RunReport::startedAt)
                .orElseGet(() -> environment.sync().clock().instant().minus(A_DAY));
    }
}
