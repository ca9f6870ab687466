/** The verb for webhooks: verified, claimed, handled, completed. */
@NullMarked
package dev.trueup.webhook;

import org.jspecify.annotations.NullMarked;
