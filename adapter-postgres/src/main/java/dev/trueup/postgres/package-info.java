/** Customers, payments, webhook events, runs and claims in PostgreSQL. */
@NullMarked
package dev.trueup.postgres;

import org.jspecify.annotations.NullMarked;
