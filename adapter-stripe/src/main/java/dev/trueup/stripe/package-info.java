/** Stripe as Trueup sees it, read through the host's own Stripe client. */
@NullMarked
package dev.trueup.stripe;

import org.jspecify.annotations.NullMarked;
