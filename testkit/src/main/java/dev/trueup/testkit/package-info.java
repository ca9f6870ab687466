/** What tests of adapters and of host applications need besides the contracts and the fakes: a settable clock. */
@NullMarked
package dev.trueup.testkit;

import org.jspecify.annotations.NullMarked;
