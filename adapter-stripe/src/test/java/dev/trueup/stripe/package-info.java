/** Tests of the adapter against a fake Stripe, odd answers and published payloads. */
@NullMarked
package dev.trueup.stripe;

import org.jspecify.annotations.NullMarked;
