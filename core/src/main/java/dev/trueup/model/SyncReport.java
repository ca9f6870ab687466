package dev.trueup.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a check found: evidence first, and every flag derived from it, so that flag and evidence cannot contradict each
 * other. Immutable and thread-safe.
 *
 * @param userId the user that was checked
 * @param record the cached customer that was compared; {@code null} if there was none or the cache could not be read
 * @param differences every field in which the copy and a source differ
 * @param problems every source that could not be compared
 * @param recommendation what to do about it
 */
public record SyncReport(
        UserId userId,
        @Nullable StripeCustomerData record,
        List<Difference> differences,
        List<Problem> problems,
        Recommendation recommendation) {

    /** Fields of Stripe's profile that are reported but do not by themselves put Stripe out of step. */
    private static final Set<String> ADVISORY = Set.of("name", "defaultPaymentMethod");

    /** Copies the lists. */
    public SyncReport {
        differences = List.copyOf(differences);
        problems = List.copyOf(problems);
    }

    /** Whether every source could be read and nothing differs. */
    public boolean isInSync() {
        return differences.isEmpty() && problems.isEmpty();
    }

    /** Whether there is a record and its address, name and user id are Clerk's. */
    public boolean basicDataInSync() {
        return record != null && agrees(Source.CLERK);
    }

    /**
     * Whether the cached customer is live in Stripe with Clerk's address, the cached subscriptions are Stripe's, and the
     * time stamps of the record are possible; also {@code true} when there is no cached customer to compare.
     */
    public boolean stripeDataInSync() {
        return record == null || (agrees(Source.STRIPE) && agrees(Source.CACHE));
    }

    /** The cached customer id, if the cache holds a record. */
    public Optional<CustomerId> customerId() {
        return Optional.ofNullable(record).map(StripeCustomerData::stripeCustomerId);
    }

    private boolean agrees(Source source) {
        return problems.stream().noneMatch(problem -> problem.source() == source)
                && differences.stream()
                        .filter(difference -> difference.source() == source)
                        .allMatch(difference -> source == Source.STRIPE && ADVISORY.contains(difference.field()));
    }

    /** Ids, fields and sources only. */
    @Override
    public String toString() {
        return "SyncReport[" + userId + ", inSync=" + isInSync() + ", differences=" + differences + ", problems="
                + problems + ", recommendation=" + recommendation + "]";
    }
}
