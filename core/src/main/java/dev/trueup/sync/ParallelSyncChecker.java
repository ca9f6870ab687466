package dev.trueup.sync;

import dev.trueup.model.BillingState;
import dev.trueup.model.CustomerSnapshot;
import dev.trueup.model.Difference;
import dev.trueup.model.Problem;
import dev.trueup.model.Recommendation;
import dev.trueup.model.Source;
import dev.trueup.model.StripeCustomerData;
import dev.trueup.model.SyncReport;
import dev.trueup.model.UserId;
import dev.trueup.model.UserProfile;
import dev.trueup.protocol.Finding;
import dev.trueup.spi.BillingDirectory;
import dev.trueup.spi.CacheEntry;
import dev.trueup.spi.CustomerCache;
import dev.trueup.spi.UserDirectory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks Clerk while it reads the cache and then Stripe, and compares what came back by the deadline. Thread-safe. */
final class ParallelSyncChecker implements SyncChecker {

    private final CustomerCache cache;
    private final UserDirectory users;
    private final BillingDirectory billing;
    private final SyncEnvironment environment;

    ParallelSyncChecker(
            CustomerCache cache, UserDirectory users, BillingDirectory billing, SyncEnvironment environment) {
        this.cache = cache;
        this.users = users;
        this.billing = billing;
        this.environment = environment;
    }

    @Override
    public SyncReport check(UserId user) {
        long start = System.nanoTime();
        Answers answers = new Answers(user, environment.settings().checkTimeout(), environment.listener());
        CompletableFuture<Optional<UserProfile>> clerk = async(() -> users.find(user));
        CompletableFuture<Finding> cached =
                async(() -> cache.read(user).map(CacheEntry::finding).orElse(Finding.nothing()));
        // Asynchronously, because with a fast cache this thread would read Stripe itself and miss the deadline.
        CompletableFuture<Optional<BillingState>> stripe = cached.thenApplyAsync(
                it -> it.snapshot().map(CustomerSnapshot::customerId).map(billing::find), environment.executor());

        Finding finding = answers.of(Source.CACHE, cached).orElse(Finding.nothing());
        // Stripe was asked only about a customer that the cache knows; without one there is no answer to wait for.
        BillingState state = finding.snapshot().isPresent()
                ? answers.of(Source.STRIPE, stripe).flatMap(it -> it).orElse(null)
                : null;
        Optional<Optional<UserProfile>> known = answers.of(Source.CLERK, clerk);
        UserProfile profile = known.flatMap(it -> it).orElse(null);
        if (known.isPresent() && profile == null) {
            answers.add(new Problem(Source.CLERK, Problem.Kind.USER_NOT_FOUND));
        }

        SyncReport report = report(user, finding, state, profile, answers.problems());
        environment.listener().checked(report, Duration.ofNanos(System.nanoTime() - start));
        return report;
    }

    private SyncReport report(
            UserId user,
            Finding finding,
            @Nullable BillingState state,
            @Nullable UserProfile profile,
            List<Problem> problems) {
        Comparison comparison = new Comparison();
        CustomerSnapshot snapshot = finding.snapshot().orElse(null);
        StripeCustomerData record = snapshot == null ? null : snapshot.customer();
        if (snapshot != null) {
            comparison.plausible(snapshot.customer(), environment.clock().instant());
        }
        if (profile != null) {
            if (record == null) {
                comparison.noRecord(user);
            } else {
                comparison.withClerk(record, profile);
            }
        }
        if (snapshot != null && state != null) {
            comparison.withStripe(snapshot, state, profile);
        }
        List<Difference> differences = comparison.differences();
        return new SyncReport(user, record, differences, problems, recommend(finding, differences, problems));
    }

    private static Recommendation recommend(Finding finding, List<Difference> differences, List<Problem> problems) {
        if (problems.stream().anyMatch(it -> it.kind() == Problem.Kind.UNAVAILABLE)) {
            return Recommendation.RETRY_LATER;
        }
        if (finding instanceof Finding.Gone && !differences.isEmpty()) {
            return Recommendation.CREATE_CUSTOMER;
        }
        if (stripeDiffersIn(Set.of("presence", "userId"), differences)) {
            return Recommendation.RELINK;
        }
        if (stripeDiffersIn(Set.of("email", "name"), differences)) {
            return Recommendation.UPDATE_STRIPE;
        }
        return differences.isEmpty() ? Recommendation.NONE : Recommendation.REFRESH_CACHE;
    }

    private static boolean stripeDiffersIn(Set<String> fields, List<Difference> differences) {
        return differences.stream().anyMatch(it -> it.source() == Source.STRIPE && fields.contains(it.field()));
    }

    private <T> CompletableFuture<T> async(Supplier<T> read) {
        try {
            return CompletableFuture.supplyAsync(read, environment.executor());
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
