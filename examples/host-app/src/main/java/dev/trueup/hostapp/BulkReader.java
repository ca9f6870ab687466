package dev.trueup.hostapp;

import dev.trueup.bulk.BulkSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads from the environment how runs over all users work. For one thread. */
final class BulkReader {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MONTH = Duration.ofDays(30);

    private final Variables variables;

    BulkReader(Variables variables) {
        this.variables = variables;
    }

    /**
     * Reads it.
     *
     * @param ticketAge how old what a run has read may be when it is written
     */
    BulkOptions read(Duration ticketAge) {
        return new BulkOptions(
                variables.number("TRUEUP_STRIPE_RATE", 1, 10_000, 25),
                variables.number("TRUEUP_STRIPE_OVERALL_RATE", 1, 10_000, 100),
                variables.number("TRUEUP_CLERK_RATE", 1, 10_000, 1_000),
                share(),
                monthlyReads(),
                every("TRUEUP_CATCH_UP_EVERY"),
                every("TRUEUP_VERIFY_EVERY"),
                runs(ticketAge));
    }

    private BulkSettings runs(Duration ticketAge) {
        BulkSettings absent = BulkSettings.DEFAULT;
        return absent.withPatience(variables.duration("TRUEUP_RUN_PATIENCE", absent.patience()))
                .withLease(variables.duration("TRUEUP_RUN_LEASE", absent.lease(), SECOND, Duration.ofMinutes(1)))
                // The last quarter is for the rest of the run.
                .withResumeWithin(ticketAge.multipliedBy(3).dividedBy(4));
    }

    private double share() {
        return variables.parsed("TRUEUP_BACKGROUND_SHARE", "must be a part from 0.01 to 1, as 0.5", 0.5, text -> {
            double share = text.matches("[01](\\.\\d{1,6})?") ? Double.parseDouble(text) : 0;
            return share >= 0.01 && share <= 1 ? share : null;
        });
    }

    private @Nullable Long monthlyReads() {
        int reads = variables.number("TRUEUP_MONTHLY_READS", 1, Integer.MAX_VALUE, 0);
        return reads == 0 ? null : (long) reads;
    }

    private Duration every(String name) {
        String rule = "must be 0s for never, or a duration as 5m or PT5M, from " + SECOND + " to " + MONTH;
        return variables.parsed(name, rule, Duration.ZERO, text -> {
            Duration period = Variables.duration(text);
            boolean sensible = period.compareTo(SECOND) >= 0 && period.compareTo(MONTH) <= 0;
            return period.isZero() || sensible ? period : null;
        });
    }
}
