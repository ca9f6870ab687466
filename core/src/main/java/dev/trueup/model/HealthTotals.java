package dev.trueup.model;

import java.time.Instant;

/**
 * How many users have customers and how many of them were in step when a run last went through them all. Immutable and
 * thread-safe.
 *
 * @param at when the run ended that counted them
 * @param kind what the run was for
 * @param users customers that Stripe has; one that carries nobody needs no record and counts as in step
 * @param cached those without one that has no record
 * @param synced those without one that differs or could not be read
 */
public record HealthTotals(Instant at, RunKind kind, long users, long cached, long synced) {}
