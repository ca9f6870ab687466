package dev.trueup.model;

/**
 * Something that a run could not do. Immutable and thread-safe.
 *
 * @param id the user, customer or event that it was about
 * @param reason why, in words without personal data
 */
public record RunFailure(String id, String reason) {}
