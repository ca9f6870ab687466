/** What a user does with their own subscriptions. */
@NullMarked
package dev.trueup.billing;

import org.jspecify.annotations.NullMarked;
