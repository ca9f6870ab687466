/** What tests need besides the contracts and the fakes: signed webhooks, their delivery, a settable clock. */
@NullMarked
package dev.trueup.testkit;

import org.jspecify.annotations.NullMarked;
