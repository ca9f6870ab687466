package dev.trueup.protocol;

import dev.trueup.model.EventKey;
import java.time.Duration;

/**
 * The right to work on an event, for a time. Immutable and thread-safe.
 *
 * @param key the event
 * @param owner the token under which it was claimed
 * @param epoch counts the claims of the event, ever, from 1; who holds an older one is fenced off
 * @param lease how long from the answer the claim is safe from others
 */
public record Claim(EventKey key, String owner, long epoch, Duration lease) {}
