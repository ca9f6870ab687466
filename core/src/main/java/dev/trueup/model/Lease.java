package dev.trueup.model;

/**
 * The right to do something alone for a while. Immutable and thread-safe.
 *
 * @param name what may be done
 * @param owner a random token that tells this holder from others
 */
public record Lease(String name, String owner) {}
