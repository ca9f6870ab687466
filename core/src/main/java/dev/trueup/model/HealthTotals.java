package dev.trueup.model;

import java.time.Instant;

/**
 * How many users there are and how many of them were in step when somebody last went through them all. Immutable and
 * thread-safe.
 *
 * @param at when the run ended that counted them
 * @param kind what the run was for
 * @param users how many users with a customer there are
 * @param cached how many of them have a record
 * @param synced how many records say what Clerk and Stripe say
 */
public record HealthTotals(Instant at, RunKind kind, long users, long cached, long synced) {}
