/** A Stripe and a Clerk that live in the test's own process and speak the real APIs over HTTP. */
@NullMarked
package dev.trueup.testkit.fake;

import org.jspecify.annotations.NullMarked;
