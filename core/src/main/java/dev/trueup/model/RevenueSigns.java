package dev.trueup.model;

import org.jspecify.annotations.Nullable;

/**
 * Figures of one currency from which something may have to be concluded. Immutable and thread-safe.
 *
 * @param charges how many charges there were in the last 30 days
 * @param failedCharges how many of them failed
 * @param chargesBefore how many charges there were in the 30 days before these
 * @param failedChargesBefore how many of them failed
 * @param expiringCards how many paying customers have a default card that expires with this or the next month
 * @param expiredCards how many paying customers have one that has expired
 * @param trialsEnding how many trials end within 7 days
 * @param largest the customer who pays most; {@code null} if nobody pays
 * @param largestMrr what they pay in a month, in the currency's minor unit
 */
public record RevenueSigns(
        long charges,
        long failedCharges,
        long chargesBefore,
        long failedChargesBefore,
        long expiringCards,
        long expiredCards,
        long trialsEnding,
        @Nullable CustomerId largest,
        long largestMrr) {}
