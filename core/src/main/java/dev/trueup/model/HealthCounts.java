package dev.trueup.model;

import java.time.Duration;

/**
 * What happened of late, and the rates of it. A rate of nothing is 0. Immutable and thread-safe.
 *
 * @param inStep checks that found no difference
 * @param outOfStep checks that found one
 * @param undecided checks that could not compare, because a source did not answer or has no such user
 * @param cacheHits live customers that the host looked up and found
 * @param cacheMisses those that were not there
 * @param syncs refreshes and profiles that were tried
 * @param syncFailures those that came to nothing
 * @param calls calls of Clerk and Stripe
 * @param callFailures those that were not answered
 * @param callTime how long the calls took together, answered or not
 * @param authentications sessions and webhooks that were looked at
 * @param authenticationFailures those that were not believed
 */
public record HealthCounts(
        long inStep,
        long outOfStep,
        long undecided,
        long cacheHits,
        long cacheMisses,
        long syncs,
        long syncFailures,
        long calls,
        long callFailures,
        Duration callTime,
        long authentications,
        long authenticationFailures) {

    /** All checks. */
    public long checks() {
        return compared() + undecided;
    }

    /** The checks that could compare. */
    public long compared() {
        return inStep + outOfStep;
    }

    /** All look-ups in the cache, each user or customer by itself. */
    public long cacheReads() {
        return cacheHits + cacheMisses;
    }

    /** Checks that found a difference, of those that could compare. */
    public double unsyncRate() {
        return rate(outOfStep, compared());
    }

    /** Look-ups that found no live customer. */
    public double cacheMissRate() {
        return rate(cacheMisses, cacheReads());
    }

    /** Look-ups that found a live customer; 1 if there were none. */
    public double cacheHitRate() {
        return 1 - cacheMissRate();
    }

    /** Refreshes and profiles that came to nothing. */
    public double syncFailureRate() {
        return rate(syncFailures, syncs);
    }

    /** Calls of Clerk and Stripe that were not answered. */
    public double apiErrorRate() {
        return rate(callFailures, calls);
    }

    /** Sessions and webhooks that were not believed. */
    public double authenticationErrorRate() {
        return rate(authenticationFailures, authentications);
    }

    /** The mean time that a call of Clerk or Stripe takes. */
    public Duration meanResponse() {
        return calls == 0 ? Duration.ZERO : callTime.dividedBy(calls);
    }

    private static double rate(long part, long all) {
        return all == 0 ? 0 : (double) part / all;
    }
}
