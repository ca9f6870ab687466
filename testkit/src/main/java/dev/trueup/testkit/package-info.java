/** Stand-ins and suites for testing adapters and host applications: a fake Stripe, a fake Clerk and a settable clock. */
@NullMarked
package dev.trueup.testkit;

import org.jspecify.annotations.NullMarked;
