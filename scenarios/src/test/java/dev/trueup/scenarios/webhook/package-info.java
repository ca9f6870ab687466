/** Webhooks through the whole house: instances of an application that crash, a Redis that is away, senders that repeat. */
@NullMarked
package dev.trueup.scenarios.webhook;

import org.jspecify.annotations.NullMarked;
